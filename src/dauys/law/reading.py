"""Laws by id, by file, by day; what-ifs; editions that overlap. What a wrong file is told is in ``strict.py``."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from dauys.law.positions import Key, positions
from dauys.law.strict import checked, did_you_mean, nearest, read_toml
from dauys.law.vocabulary import Law, Overlay
from dauys.text import BadInput, Fault

LAWS = Path(__file__).parent.parent / "laws"
"""The laws that come with dauys."""


def law_named(name: str, body: str) -> Law:
    """A law by id or file, or by the year of an edition of a body, or of the body that came in its place."""
    if "/" in name or Path(name).suffix:
        return load_law(name)
    for known in law_ids():
        its_body, _, edition = known.rpartition("/")
        if edition == name and (its_body == body or load_law(known).succeeds == body):
            return load_law(known)
    return load_law(f"{body}/{name}")


def load_law(name: str | Path, changes: Mapping[str, Any] | None = None) -> Law:
    """A law by id (``kz/mazhilis/2023``), or from a file; with some of its keys set anew for a what-if.

    changes: by key, as in ``{"list.threshold.at_least": "3%"}``; a tier is named by its name.
    Raises BadInput with every fault found.
    """
    path = Path(name)
    if not path.suffix:
        path = LAWS / name / "law.toml"
        if not path.is_file():
            raise BadInput((no_such_law(str(name)),))
    return read_law(path, changes)


def read_law(path: Path, changes: Mapping[str, Any] | None = None) -> Law:
    """The law in a file: a law as such, or an overlay on another."""
    document, text = read_toml(path)
    if "overlay_of" in document:
        overlay = checked(Overlay, document, str(path), text)
        below = LAWS / overlay.overlay_of / "law.toml"
        if not below.is_file():
            raise BadInput((no_such_law(overlay.overlay_of),))
        law = changed_law(read_toml(below)[0], overlay.set, str(path), text)
        return law if not changes else changed_law(_document_of(below, overlay.set), changes)
    law = checked(Law, document, str(path), text)  # the file itself must be right before anything is changed in it
    faults = [
        Fault(
            str(path),
            *nearest(("open", index, "key"), positions(text)),
            key,
            "the file has no such key",
            "name a key of this file",
        )
        for index, key in law.missing_keys()
    ]
    if faults:
        raise BadInput(tuple(faults))
    return law if not changes else changed_law(document, changes)


def _document_of(path: Path, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return with_changes(read_toml(path)[0], changes)[0]


def changed_law(document: Mapping[str, Any], changes: Mapping[str, Any], file: str = "--set", text: str | None = None) -> Law:
    """The law with some of its keys set anew, marked as a what-if; a fault is told where the change was written."""
    new, keys = with_changes(document, changes, file)
    places = positions(text) if text is not None else {}
    lines = {key: places[("set", dotted)] for key, dotted in keys.items() if ("set", dotted) in places}
    told = ", ".join(f"{key}={value}" for key, value in changes.items())
    law = checked(Law, new, f"--set {told}" if file == "--set" else file, lines)
    return law.as_what_if(told)


# ---- what-if ---------------------------------------------------------------------------------------------------------------


def with_changes(
    document: Mapping[str, Any], changes: Mapping[str, Any], file: str = "--set"
) -> tuple[dict[str, Any], dict[Key, str]]:
    """The document with keys set anew, and which key each change was: ``list.threshold.at_least`` finds the tier *list*.

    Raises BadInput for a change of something that the law does not have.
    """
    new: dict[str, Any] = _copy(document)
    tiers = {str(tier.get("name")): index for index, tier in enumerate(new.get("tier", ())) if isinstance(tier, dict)}
    keys: dict[Key, str] = {}
    faults: list[Fault] = []
    for dotted, value in changes.items():
        parts = dotted.removeprefix("tier.").split(".")
        key: Key = ()
        here: Any = new
        if parts[0] in tiers:
            index = tiers[parts.pop(0)]
            key, here = ("tier", index), new["tier"][index]
        while len(parts) > 1 and isinstance(here, dict) and isinstance(here.get(parts[0]), dict):
            key, here = (*key, parts[0]), here[parts.pop(0)]
        if len(parts) == 1 and isinstance(here, dict):
            here[parts[0]] = value
            keys[(*key, parts[0])] = dotted
            continue
        known = [*(tiers if here is new else ()), *(here if isinstance(here, dict) else ())]
        part = parts[0] if parts else ""
        cause = f"the law has no '{part}' to set something in" if part else "this names a tier, not a key"
        cure = (
            f"{did_you_mean(part, known)}name a key of the law: {', '.join(known)}" if part else f"name a key: {dotted}.seats"
        )
        faults.append(Fault(file, None, None, dotted, cause, cure))
    if faults:
        raise BadInput(tuple(faults))
    return new, keys


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def setting(text: str) -> tuple[str, Any]:
    """``KEY=VALUE`` of the command line: a whole number or true/false as such, a TOML table or list as such, else text."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip() or not value.strip():
        cure = "write --set list.threshold.at_least=3%"
        raise BadInput((Fault("--set", None, None, text, "not KEY=VALUE", cure),))
    bare = value.strip()
    if bare.isdigit() or bare in ("true", "false") or bare[0] in "{[\"'":
        try:
            return key.strip(), tomllib.loads(f"value = {bare}")["value"]
        except tomllib.TOMLDecodeError as error:
            raise BadInput(
                (Fault("--set", None, None, text, f"not a TOML value: {error}", "check quotes and braces"),)
            ) from None
    return key.strip(), bare


# ---- the shipped laws -----------------------------------------------------------------------------------------------------


def law_ids(folder: Path = LAWS) -> list[str]:
    """The ids of all laws in a folder, in order."""
    return sorted(path.parent.relative_to(folder).as_posix() for path in folder.glob("*/*/*/law.toml"))


def law_in_force(body: str, day: date, read: Callable[[str], Law] = load_law) -> Law:
    """The edition by which a body is elected on a day. Raises BadInput where no edition was in force."""
    editions = [read(name) for name in law_ids() if name.rpartition("/")[0] == body]
    if not editions:
        raise BadInput((no_such_law(body),))
    for law in editions:
        if law.in_force.from_ <= day and (law.in_force.until is None or day < law.in_force.until):
            return law
    known = "; ".join(f"{law.id} from {law.in_force.from_} until {law.in_force.until or 'now'}" for law in editions)
    cause = f"no edition of {body} that dauys has was in force on {day}"
    raise BadInput((Fault(body, None, None, str(day), cause, f"name one with --law; there are: {known}"),))


def overlaps(laws: Sequence[tuple[str, Law]]) -> list[Fault]:
    """Editions of one body that are in force on the same day; each pair is given with the file it comes from."""
    faults = []
    ordered = sorted(laws, key=lambda pair: (pair[1].body, pair[1].in_force.from_))
    for (first_file, first), (file, law) in combinations(ordered, 2):
        end = first.in_force.until
        if first.body == law.body and (end is None or end > law.in_force.from_):
            line = nearest(("in_force", "from"), positions(Path(file).read_text("utf-8")))[0] if Path(file).is_file() else None
            cause = f"in force from {law.in_force.from_}, while {first.id} ({first_file}) is in force until {end or 'now'}"
            faults.append(Fault(file, line, None, law.id, cause, "let the earlier edition end on the day the later begins"))
    return faults


def no_such_law(name: str) -> Fault:
    """The fault of a law that does not exist, with the one that may be meant."""
    known = law_ids()
    return Fault(name, None, None, name, "no such law", f"{did_you_mean(name, known)}`dauys laws` lists them all")
