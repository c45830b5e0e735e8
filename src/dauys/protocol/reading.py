"""Read the forms of a law from TOML: every fault at once, each with its place, its cause and its cure.

A law may have the forms of another law (``same_as``), and a form may be the same as another of its file, so that a rule is
written once.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dauys.law.positions import Key
from dauys.protocol.beside import Wrong, beside, read_beside
from dauys.protocol.expression import ACTS, OF_ACTS, Line
from dauys.protocol.form import Form, FormCheck, FormLine, Forms


def load_forms(law: str) -> Forms:
    """The forms of an edition that comes with dauys (``kz/mazhilis/2023``). Raises BadInput."""
    return read_forms(beside(law, "forms"))


def read_forms(path: Path) -> Forms:
    """The forms in a file. Raises BadInput with everything that is wrong."""
    return read_beside(path, "forms", Forms, "the forms", _disagreements, _whole)


# ---- forms that are the same as others -------------------------------------------------------------------------------


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every form that is the same as another filled in; what is not of the right shape stays as it is."""
    forms = document.get("form")
    if not isinstance(forms, list) or not all(isinstance(form, dict) for form in forms):
        return document
    by_id = {str(form.get("id")): form for form in forms}
    return {**document, "form": [_filled(form, by_id.get(str(form.get("same_as")))) for form in forms]}


def _filled(form: dict[str, Any], other: dict[str, Any] | None) -> dict[str, Any]:
    if other is None or other is form:
        return form
    tables = [part.get(key, []) for part in (form, other) for key in ("line", "check")]
    if not all(isinstance(table, list) and all(isinstance(row, dict) for row in table) for table in tables):
        return form
    lines, checks, shared_lines, shared_checks = tables
    anew = {str(line.get("code")): line for line in lines}
    kept = [anew.pop(str(line.get("code")), line) for line in shared_lines]
    return {**form, "line": [*kept, *anew.values()], "check": [*shared_checks, *checks]}


# ---- what no single table can see ------------------------------------------------------------------------------------


def _disagreements(forms: Forms) -> Iterator[Wrong]:
    """Forms, lines and codes that stand twice; checks on lines that do not exist or are of another kind."""
    seen: dict[str, FormCheck] = {}
    told: set[tuple[str, str]] = set()  # of a check that two forms have, once
    for number, form in enumerate(forms.form):
        if form is not forms.form_of(form.id):
            yield Wrong(("form", number, "id"), form.id, "a form of this id stands already", "keep one of the two")
        for place, line in enumerate(form.line):
            if line is not form.line_coded(line.code):
                yield Wrong(("form", number, "line", place, "code"), line.code, "the line stands twice", "give it another code")
        codes = [check.code for check in form.check]
        for place, check in enumerate(form.check):
            key: Key = ("form", number, "check", place)
            if codes.index(check.code) != place or seen.setdefault(check.code, check) != check:
                yield Wrong((*key, "code"), check.code, "another check has this code", "give it a code of its own")
            for wrong in _misfits(forms, form, check, key):
                if (wrong.value, wrong.cause) not in told:
                    told.add((wrong.value, wrong.cause))
                    yield wrong
    for place, rule in enumerate(forms.across):
        if rule.code in seen or rule.code in [other.code for other in forms.across[:place]]:
            yield Wrong(("across", place, "code"), rule.code, "another check has this code", "give it a code of its own")


def _misfits(forms: Forms, form: Form, check: FormCheck, at: Key) -> Iterator[Wrong]:
    """Every line of a check that the form, or the form that it names, does not have, or not so."""
    if check.each is not None and ((line := form.line_coded(check.each)) is None or line.per == "one"):
        several = ", ".join(line.code for line in form.line if line.per != "one")
        yield Wrong((*at, "each"), check.each, "there is no line of several cells with this code", f"name one of: {several}")
    for key, rule in (("must", check.rule), ("when", check.condition)):
        for asked in rule.lines() if rule else ():
            home, _, code = asked.code.rpartition(".")
            if home == ACTS and code in OF_ACTS and asked.function is None:
                continue
            homes = _homes(forms, form, home, asked.function)
            found = next((line for other in homes if (line := other.line_coded(code)) is not None), None)
            if found is None:
                known = "; ".join(f"{other.id}: {_codes(other)}" for other in homes) or "a form of this file"
                cause = f"check {check.code}: there is no line {asked.code}"
                yield Wrong((*at, key), asked.code, cause, f"name one of: {known}")
            elif (cure := _other_writing(asked, found, check.each is not None)) is not None:
                yield Wrong((*at, key), asked.code, f"check {check.code}: line {asked.code} has {_cells(found)}", cure)


def _homes(forms: Forms, form: Form, home: str, function: str | None) -> list[Form]:
    """The forms in which a line may stand: ``most`` and ``least`` look into the forms of all contests."""
    if function in ("most", "least") and not home:
        return [other for other in forms.form if other.id != "station"]
    return [other for other in forms.form if other.id == (home or form.id)]


def _other_writing(asked: Line, line: FormLine, each: bool) -> str | None:
    """How the line should have been written; None where it is right."""
    several = line.per != "one"
    match asked.function:
        case "sum":
            return None if several else f"write {asked.code}"
        case "here":
            return None if line.per in ("contest", "mobile box and contest") else "'here' is for lines by contest"
        case "given":
            return None if line.optional and not several else "'given' is for optional lines of one cell"
        case None:
            return f"write sum({asked.code})" if several and not each else None
        case _:
            return None


def _cells(line: FormLine) -> str:
    return "one cell" if line.per == "one" else f"a cell for each {line.per}"


def _codes(form: Form) -> str:
    return ", ".join(line.code for line in form.line)
