"""The large files, made now and then: the whole bundle as one archive, and the results in the formats of other systems.

They are for desks that take everything at once. What a reader needs within a minute is in the pages and their data.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from dauys.formats.civics import civics_xml, division_ids
from dauys.formats.nist import Facts, nist_json, nist_xml
from dauys.publish.open_data.archive import files_of, media_zip
from dauys.publish.source import Source

FOLDER = "media"
ABOUT = f"{FOLDER}/media.json"
ARCHIVE = f"{FOLDER}/results.zip"
REPORTS = {
    f"{FOLDER}/nist.json": nist_json,
    f"{FOLDER}/nist.xml": nist_xml,
    f"{FOLDER}/civics.xml": civics_xml,
}
"""Reports, and what writes each."""

DIVISIONS = f"{FOLDER}/civics-divisions.csv"


def media(source: Source, bundle: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of each; the last says of which snapshot they all are."""
    facts = Facts(source.state, source.at, source.totals, source.outcomes)
    for path, write in REPORTS.items():
        yield path, b"".join(write(facts))
    yield DIVISIONS, division_ids(facts)
    checkpoint, event = source.record.checkpoint, source.state.event
    yield ARCHIVE, media_zip(files_of(bundle), event, checkpoint)
    about = {"snapshot": checkpoint.size, "at": source.at, "invented": event.invented}
    yield ABOUT, (json.dumps(about) + "\n").encode()


MADE = (*REPORTS, DIVISIONS, ARCHIVE, ABOUT)
"""All of them, in their order."""
