"""What comes from a station itself, published: its commission says that the paper is there, and attaches documents to it."""

import json

from small_record import FIRST, LIST, LOG, PUBLISHER, write_small

from dauys import verify
from dauys.acts import STATION
from dauys.acts.attached import ATTACHED
from dauys.publish import publish


def from_the_station(office):
    """One paper received and first entered by its precinct, the second time by who receives it; documents; all others."""
    own, figures = office.state.event.stations[FIRST].commission, office.paper(FIRST, LIST)
    office.act("protocol received", own, "p-first", station=FIRST, contest=LIST, scan=None)
    office.act("protocol entered", own, "p-first", station=FIRST, contest=LIST, version=1, figures=figures)
    for number, kind in enumerate(ATTACHED):
        office.act(kind, own, "p-first", station=FIRST, contests=[STATION, LIST], document=f"{number}" * 64)
    office.do("protocol entered again", FIRST, LIST, "p-second", version=1, figures=figures)
    office.approve(FIRST, LIST)
    office.count_all((FIRST, LIST))


def test_it_is_counted_and_the_second_implementation_agrees(tmp_path, capsys):
    record = write_small(tmp_path / "record", from_the_station)
    publish(record, tmp_path / "bundle", PUBLISHER)
    assert verify.main([str(tmp_path / "bundle"), "--key", str(LOG.public)]) == 0, capsys.readouterr().out
    with record.log() as log:
        entries = [json.loads(entry) for entry in log.entries(0, record.checkpoint.size)]
    attached = [entry for entry in entries if entry["act"] in ATTACHED]
    assert [sorted(entry.keys() - {"act", "at", "commission", "author"}) for entry in attached] == [
        ["contests", "document", "station"]
    ] * 2
