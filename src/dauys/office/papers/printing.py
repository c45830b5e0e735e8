"""A protocol of this office, as it goes to the printer: blank, or with the figures that two people typed alike."""

from dauys.acts import STATION
from dauys.office.counting.papers import Paper
from dauys.protocol.life import AGREED, APPROVED
from dauys.render.paper import Protocol

FILLED = (AGREED, APPROVED)
"""The states in which a paper may be printed with its figures: two people agree, and nobody has called it in question."""


def can_be_filled(paper: Paper) -> bool:
    """Whether two people agree on the figures, so that they may stand on paper."""
    return paper.latest.state in FILLED and paper.latest.figures is not None


def to_print(paper: Paper, *, filled: bool) -> Protocol:
    """The protocol as a value, to be set in type when nobody waits for the state any more.

    A blank one is for the paper that is to come: after a recount was ordered, that is the next version.
    """
    event, latest = paper.state.event, paper.latest
    contest = None if paper.contest == STATION else event.contest(paper.contest)
    station = event.stations[paper.station]
    if filled:
        return Protocol(event, station, contest, paper.form, latest.figures, latest.version, findings=paper.findings)
    return Protocol(event, station, contest, paper.form, version=latest.version + (latest.recount is not None))
