"""The persons of the lists (``persons.csv``): who stands on which list, and what may be told of the quota of groups.

The table may be left out, and so may a list: then its persons are not known, and nothing is said of them.
"""

from collections.abc import Mapping

from dauys.election.definition_rows import Rows
from dauys.election.event import Contest, Listed, PartyList
from dauys.election.tables import Refused, Row, known_whole
from dauys.law import Law

MARK = "yes"

type Key = tuple[str, str]
"""Contest and option."""


def read_lists(tables: Rows, contests: Mapping[str, Contest], laws: Mapping[str, Law]) -> dict[Key, PartyList]:
    """The lists whose persons are known, read after the options; what is wrong is added to the faults of the tables."""
    persons: dict[Key, list[Listed]] = {}
    for row in tables.rows("persons", needed=False):
        contest, option, person = row.cells["contest"], row.cells["option"], tables.id(row, "person")
        at = tables.at.get(("options", contest, option))
        if contest not in contests or at is None or at.cells["kind"] != "list":
            if "options" not in tables.torn:
                row.refuse("option", f"there is no list {option} in {contest}", "name a contest and a list of options.csv")
            continue
        marked = row.read("quota", _mark, False)
        if marked:
            _refuse_without_quota(row, "quota", laws.get(contests[contest].body))
        if tables.new(row, "persons", contest, option, person, column="person"):
            persons.setdefault((contest, option), []).append(Listed(person, tables.names(row), marked))
    return {key: PartyList(tuple(listed), _more(tables, key, listed, contests, laws)) for key, listed in _all(tables, persons)}


def _all(tables: Rows, persons: dict[Key, list[Listed]]) -> list[tuple[Key, list[Listed]]]:
    """The lists with persons; a number for the quota of a list without any is a fault."""
    for key, row in tables.at.items():
        if key[0] == "options" and row.cells.get("quota_more") and key[1:] not in persons and "persons" not in tables.torn:
            row.refuse(
                "quota_more", "the persons of this list are not told", "add them to persons.csv, or leave the cell empty"
            )
    return list(persons.items())


def _more(tables: Rows, key: Key, listed: list[Listed], contests: Mapping[str, Contest], laws: Mapping[str, Law]) -> int | None:
    """How many count beside those who are marked; the length of the list is looked at on the way."""
    row = tables.at["options", *key]
    length = row.cells.get("candidates") or str(len(listed))
    if length != str(len(listed)) and "persons" not in tables.torn:
        row.refuse("candidates", f"persons.csv has {len(listed)} persons of this list", "correct the number or the table")
    more = row.read("quota_more", known_whole, None)
    if more is not None:
        _refuse_without_quota(row, "quota_more", laws.get(contests[key[0]].body))
    others = sum(not person.quota for person in listed)
    if more and more >= others:  # as many as all of them would tell it of each
        cause = f"{others} persons of this list are not marked: so many of them would tell it of each"
        row.refuse("quota_more", cause, "leave the cell empty, which is: not known")
    return more


def _refuse_without_quota(row: Row, column: str, law: Law | None) -> None:
    """No quota of mandates, no mark: what no law asks is not gathered."""
    if law is not None and (law.mandates is None or law.mandates.quota is None):
        row.refuse(column, f"{law.id} has no quota of groups for mandates", "leave the cell empty")


def _mark(cell: str) -> bool:
    if cell not in ("", MARK):
        cause = "the only mark is 'yes'; of nobody is it written that they do not count"
        raise Refused(cause, "write yes, or leave the cell empty")
    return cell == MARK
