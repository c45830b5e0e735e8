"""Columns that another program wrote, held against their layout before they are counted.

``bulk_totals`` takes the layout (``columns.py``) at its word: a row that breaks it would be counted twice, or not at all,
without a sign of it.
"""

from pathlib import Path
from string import Template

import duckdb

from dauys.protocol.life import CLASSES
from dauys.tally.columns import CONTESTS, OTHER, PLACES, PLAIN, quoted
from dauys.text import BadInput, Fault

FILES = {"plain": PLAIN, "other": OTHER, "contests": CONTESTS, "places": PLACES}

VIEWS = Template("""
CREATE VIEW papers AS
    SELECT 'plain' AS file, contest, place, station, voters, version, state FROM $plain UNION ALL
    SELECT 'other', contest, place, station, voters, version, state FROM $other;
CREATE VIEW contests AS FROM $contests;
CREATE VIEW places AS FROM $places;
CREATE VIEW reached AS
    WITH RECURSIVE reached(place) AS (
        SELECT place FROM places WHERE parent IS NULL
        UNION SELECT places.place FROM reached JOIN places ON places.parent = reached.place
    ) FROM reached;
CREATE VIEW within AS
    WITH RECURSIVE within(contest, place) AS (
        SELECT contest, place FROM contests SEMI JOIN reached USING (place)
        UNION SELECT contest, places.place FROM within JOIN places ON places.parent = within.place
    ) FROM within;
""")

CHECKS: tuple[tuple[str, str, str], ...] = (
    # the rows that are wrong, each as file and value; why; what would be right
    (
        "SELECT 'places', place FROM places GROUP BY place HAVING count(*) > 1",
        "the place stands twice", "keep one of the two",
    ),
    (
        "SELECT 'places', place FROM places WHERE place NOT IN (FROM reached)",
        "from this place upwards one comes to no top place", "correct the parent, or add it",
    ),
    (
        "SELECT 'contests', contest FROM contests GROUP BY contest HAVING count(*) > 1",
        "the contest stands twice", "keep one of the two",
    ),
    (
        "SELECT file, state FROM papers WHERE NOT list_contains(getvariable('states'), state)",
        "no such state of a protocol", f"write one of: {', '.join(CLASSES)}",
    ),
    (
        "SELECT file, station FROM papers WHERE file = 'plain' AND state <> 'approved'",
        "not approved, and among those about which nothing is to be decided", f"put the protocol into {OTHER}",
    ),
    (
        "SELECT min(file), station FROM papers GROUP BY contest, station HAVING count(*) > 1 AND bool_or(file = 'plain')",
        "the protocol stands twice and would be counted twice", f"put all its versions into {OTHER}",
    ),
    (
        "SELECT file, station FROM papers WHERE file = 'other' GROUP BY file, contest, station, version HAVING count(*) > 1",
        "a version of the protocol stands twice", "keep one of the two",
    ),
    (
        """SELECT file, station FROM papers WHERE file = 'other'
        GROUP BY file, contest, station HAVING count(DISTINCT (place, voters)) > 1""",
        "versions of one protocol tell different places or voters", "write those of the definition in all of them",
    ),
    (
        "SELECT file, station FROM papers WHERE voters IS NULL OR voters < 0",
        "the voters are not known, or negative", "write those of the definition",
    ),
    (
        "SELECT file, station FROM papers ANTI JOIN within USING (contest, place)",
        "no such contest, or the station's place does not lie in that of the contest", "correct the contest or the place",
    ),
)  # fmt: skip


def check_columns(folder: Path) -> None:
    """Raises BadInput with everything that is wrong: of each kind one value, and how many there are."""
    missing = [folder / name for name in FILES.values() if not (folder / name).is_file()]
    if missing:
        raise BadInput(tuple(Fault(str(file), None, None, None, "there is no such file", "write it") for file in missing))
    faults = []
    with duckdb.connect() as database:
        database.execute(VIEWS.substitute({name: quoted(folder / file) for name, file in FILES.items()}))
        database.execute("SET VARIABLE states = ?", [list(CLASSES)])
        for query, cause, cure in CHECKS:
            found: dict[str, list[object]] = {}
            for file, value in database.execute(query).fetchall():
                found.setdefault(file, []).append(value)
            for file, values in found.items():
                told = f"{cause} ({len(values)} such)" if len(values) > 1 else cause
                faults.append(Fault(str(folder / FILES[file]), None, None, min(map(str, values)), told, cure))
    if faults:
        raise BadInput(tuple(faults))
