"""Checks that ``verify.py`` leaves to ``dauys verify``: what beside the figures, sums and seats must fit the acts."""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from dauys.ledger import StoreFault
from dauys.publish.findings import ACCEPTED
from dauys.publish.parquet import Row, read_figures
from dauys.verify import ELSEWHERE, STATION, Bundle, Check, Faults, digest

PARQUET, FINDINGS, NOT_PUBLISHED = "protocols.parquet", "findings.csv", "attachments/not-published.txt"


def check_findings(bundle: Bundle) -> Faults:
    """``findings.csv`` hides no control that does not hold on a counted protocol, nor how it was settled."""
    wanted = {}
    for contest, sheet in bundle.sheets.items():
        for station, figures in sheet.counted.items():
            if sheet.papers[station].words["together"]:  # of several stations' papers as one no control says anything
                continue
            record = bundle.sheets[STATION].counted.get(station, {}) if STATION in bundle.sheets else {}
            accepted = sheet.papers[station].words["accepted"].split()
            for code, cell, *sides in sheet.papers[station].form.contradictions(figures, record, contest):
                wanted[contest, station, code, cell] = [ACCEPTED if code in accepted else "", *sides]
    found = {}
    for row in bundle.table(FINDINGS):
        key = row["contest"], row["station"], row["code"], row["cell"]
        if key in found:
            yield f"{FINDINGS}: {_named(key)}: stands there twice"
        if row["severity"] != "warning":
            found[key] = [row["settled"], row["left"], row["right"]]
    for key in sorted(wanted.keys() | found.keys()):
        if found.get(key) != wanted.get(key):
            yield f"{FINDINGS}: {_named(key)}: {found.get(key, 'missing')}, expected is {wanted.get(key, 'nothing')}"
    return f"{len(wanted):,} do not hold on counted protocols, {sum(one[0] == ACCEPTED for one in wanted.values()):,} accepted"


def _named(key: tuple[str, str, str, str]) -> str:
    contest, station, code, cell = key
    return f"contest {contest}, station {station}, code {code}" + (f", cell {cell}" if cell else "")


def check_scans(bundle: Bundle) -> Faults:
    """Every picture that an act names is there under its hash, or said not to be published; each is of one station."""
    pictures: dict[str, str] = {}
    for index, entry in enumerate(bundle.entries()):
        act = json.loads(entry)
        for picture in filter(None, map(act.get, ("scan", "taken", "cleaned"))):
            if pictures.setdefault(picture, act["station"]) != act["station"]:
                yield f"entry {index}: the picture {picture} is of station {pictures[picture]} already"
    kept = set(bundle.read(NOT_PUBLISHED).decode().split()) if NOT_PUBLISHED in bundle.paths else set()
    for name in sorted(pictures.keys() | kept):
        path, of = f"attachments/{name}", f"station {pictures.get(name)}"
        if path in bundle.paths and digest(bundle.read(path)) != name:
            yield f"{path}: its bytes have another hash; {of}"
        if (path in bundle.paths) == (name in kept) or name not in pictures:
            yield f"{path}: {'said not to be published' if name in kept else 'missing'}; {of}"
    for path in bundle.under("attachments/"):
        if path != NOT_PUBLISHED and path.removeprefix("attachments/") not in pictures:
            yield f"{path}: nothing in the log asks for this file"
    return f"{len(pictures):,} pictures, {len(kept):,} of them not published, as the bundle says"


def check_files(bundle: Bundle) -> Faults:
    """No table, outcome or receipt is there beside those of the contests, bodies and stations of this election."""
    contests = {f"{folder}/{name}.csv" for name in bundle.sheets for folder in ("protocols", "totals")}
    bodies = {f"seats/{name}.json" for name in bundle.election.bodies}
    stations = {f"proofs/{station}.tlog-proofs" for sheet in bundle.sheets.values() for station in sheet.counted}
    wanted = (contests - {f"totals/{STATION}.csv"}) | bodies | stations
    for folder in ("protocols/", "totals/", "seats/", "proofs/"):
        for path in bundle.under(folder):
            if path not in wanted:
                yield f"{path}: nothing in the log asks for this file"
    return f"{len(wanted):,} tables, outcomes and receipts"


def check_parquet(bundle: Bundle) -> Faults:
    """The figures in the Parquet file are those of the protocols that count, one by one; DuckDB reads it."""
    rows = 0
    try:
        for found, wanted in zip_longest(read_figures(bundle.folder / PARQUET), _figures(bundle)):
            if found != wanted:
                contest, station = (wanted or found)[:2] if found is None or wanted is None else min(found, wanted, key=str)[:2]
                yield f"{PARQUET}: station {station}, contest {contest}: {found} is there, expected is {wanted}"
                return None  # what follows may be shifted
            rows += 1
    except StoreFault as fault:
        yield str(fault)
    return f"{rows:,} figures of {PARQUET}"


def _figures(bundle: Bundle) -> Iterator[Row]:
    """What the Parquet file must hold: contest, station, version, line, cell, figure."""
    for contest, sheet in bundle.sheets.items():
        for station, figures in sheet.counted.items():
            if figures is ELSEWHERE:
                continue
            version = int(sheet.papers[station].words["version"])
            for line, options in sheet.lines.items():
                told: Any = figures.get(line)
                cells = (options or sorted(told)) if isinstance(told, dict) else (None,)
                for cell in cells:
                    yield contest, station, version, line, cell, told.get(cell) if isinstance(told, dict) else told


ALSO: tuple[Check, ...] = (check_findings, check_scans, check_files, check_parquet)
