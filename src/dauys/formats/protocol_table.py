"""Protocols of one contest from a CSV table, one row a station: read strictly, refused whole, every fault in one go.

The columns are those of the bundle's ``protocols/<contest>.csv``; only ``station`` and the form's own columns are read.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from dauys.acts import STATION
from dauys.election.definition import read_definition
from dauys.election.definition_rows import TOTALS
from dauys.election.event import Event
from dauys.election.tables import Faults, Refused, Row, read_table, whole
from dauys.law import AGAINST_ALL
from dauys.law.strict import did_you_mean
from dauys.protocol import Figures, Form, Forms, findings_of, load_forms
from dauys.protocol.columns import Column, columns_of, figures_from, unpacked
from dauys.text import BadInput, Fault, foreign_letters

IGNORED = (
    "place", "class", "version", "entered_by", "entered_again_by", "resolved_by", "approved_by", "accepted", "scan",
    "approved_in", "figures", "together",
)  # fmt: skip
"""Columns that a bundle's table has beside the figures."""

SWAPPED = 5
"""So many stations at least are looked at before two columns are said to have changed places."""


def read_protocols(path: Path, event: Event, forms: Forms, contest: str) -> dict[str, Figures]:
    """The figures by station. Raises BadInput: a blank or all-zero table, columns that are missing, unknown or have changed
    places, rows of totals, stations that are unknown, stand twice, or do not vote in this contest."""
    faults = Faults()
    form = forms.form_of(_form_name(path, event, contest))
    options = [] if contest == STATION else [one.id for one in event.options_of(contest) if one.id != AGAINST_ALL]
    columns = columns_of(form, options)
    known = {station.id for station in event.stations_of(contest)} if contest != STATION else set(event.stations)
    found: dict[str, Figures] = {}
    lines: dict[str, int] = {}
    rows = 0
    for row in read_table(path, ("station", *(column.name for column in columns)), IGNORED, faults):
        rows += 1
        station = _station(row, event, known, contest, lines)
        figures = figures_from(form, {column: row.read(column.name, _reader(column), None) for column in columns})
        if station is not None:
            found[station] = figures
    if not rows and not faults.found:
        faults.add(path, None, None, None, "the table is blank: it has no row under its header", "fill it in")
    faults.raise_if_any()
    if all(figures.empty or figures.all_zero for figures in found.values()):
        cause = "every figure of this table is zero or empty: not counted is not zero"
        faults.add(path, None, None, None, cause, "read the figures from the papers; leave out stations that have none")
    faults.found += _changed_places(path, forms, form, found)
    faults.raise_if_any()
    return found


def check_table(path: Path, of: Path, contest: str) -> str:
    """A sentence on a table of protocols that was found right. of: the folder of a record, bundle or definition.

    Raises BadInput with everything that is wrong.
    """
    event = read_definition(of / "definition" if (of / "definition").is_dir() else of)
    _form_name(path, event, contest)
    body = event.contest(contest).body if contest != STATION else next(iter(event.bodies))
    found = read_protocols(path, event, load_forms(event.body(body).law), contest)
    stations = len(event.stations) if contest == STATION else len(event.stations_of(contest))
    return f"{path}: right. {len(found):,} protocols of {stations:,} expected in {contest}"


def _form_name(path: Path, event: Event, contest: str) -> str:
    if contest == STATION:
        return STATION
    known = [one.id for one in event.contests]
    if contest not in known:
        cure = f"{did_you_mean(contest, known)}name a contest of the definition"
        raise BadInput((Fault(str(path), None, None, contest, "there is no such contest", cure),))
    return event.contest(contest).tier


def _station(row: Row, event: Event, known: set[str], contest: str, lines: dict[str, int]) -> str | None:
    """The row's station; None where it is none, which is then a fault."""
    code = row.cells["station"]
    if code.casefold() in TOTALS:
        row.refuse("station", "a row of totals", "take it out: totals are computed, never read")
    elif code in lines:
        row.refuse("station", f"this station stands already in line {lines[code]}", "keep one of the two rows")
    elif code in known:
        lines[code] = row.line
        return code
    elif code in event.stations:
        row.refuse("station", f"this station has no contest {contest}", "see to which contest the paper belongs")
    else:
        alike = next((place for place, letter, _ in foreign_letters(code)), None)
        cause = "there is no such station" + (f": letter {alike} is of another alphabet" if alike else "")
        row.refuse("station", cause, f"{did_you_mean(code, list(known))}write the code as in stations.csv")
    return None


def _reader(column: Column) -> Callable[[str], int | Mapping[str, int | None] | None]:
    """How a cell of this column is read."""
    return _several if column.packed else _number


def _number(cell: str) -> int | None:
    return None if cell == "" else whole(cell)


def _several(cell: str) -> Mapping[str, int | None]:
    try:
        return unpacked(cell)
    except ValueError as error:
        raise Refused(str(error), "write the cells as name=number, with a blank between them: 3=124 4=130") from None


# ---- columns that have changed places --------------------------------------------------------------------------------


def _changed_places(path: Path, forms: Forms, form: Form, found: Mapping[str, Figures]) -> Iterator[Fault]:
    """Where one control fails at most stations, and holds at them once two columns are exchanged, they were exchanged."""
    papers = [figures for figures in found.values() if not figures.empty]
    if len(papers) < SWAPPED:
        return
    broken = Counter(code for paper in papers for code in _broken(forms, paper))
    for code, times in broken.items():
        if 2 * times <= len(papers):
            continue
        check = next((one for one in form.check if one.code == code), None)
        names = [line.code for line in check.rule.lines() if "." not in line.code] if check else []
        for one, other in combinations([name for name in names if _is_one(form, name)], 2):
            mended = [_exchanged(paper, one, other) for paper in papers]
            if sum(code in _broken(forms, paper) for paper in mended) * 10 <= len(papers) < times * 10:
                cause = f"control {code} fails at {times} of {len(papers)} stations, and holds with {one} and {other} exchanged"
                yield Fault(str(path), 1, f"{one}, {other}", None, cause, "put the two headings in their places")
                return


def _broken(forms: Forms, paper: Figures) -> Sequence[str]:
    """The errors that a paper has by itself, without the station's other papers."""
    if paper.form == STATION:
        found = findings_of(forms, None, paper, {})
    else:
        found = findings_of(forms, "", None, {"": paper})
    return [one.code for one in found if one.severity == "error"]


def _is_one(form: Form, code: str) -> bool:
    line = form.line_coded(code)
    return line is not None and line.per == "one"


def _exchanged(paper: Figures, one: str, other: str) -> Figures:
    lines = dict(paper.lines)
    lines[one], lines[other] = lines.get(other), lines.get(one)
    return Figures(paper.form, lines)
