"""Copies of a station's protocols, to be printed: for the wall, for observers, for the media."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dauys.acts import STATION
from dauys.office.counting.papers import Paper
from dauys.office.counting.views import find
from dauys.office.journal.desk import desk
from dauys.office.papers.views import OF_A_FILE
from dauys.office.station.work import Work
from dauys.protocol import Figures
from dauys.render.paper import Protocol
from dauys.render.paper_typeset import Paper as Printed
from dauys.render.paper_typeset import text

PURPOSES = {"wall": "station.copy wall told", "observers": "station.copy observers told", "media": "station.copy media told"}
"""For whom a copy is, and the phrase that stands on it (Art. 43(8))."""


@never_cache
@require_safe
def copy(request: HttpRequest, commission: str, station: str, contest: str, purpose: str) -> HttpResponse:
    """A protocol as its commission has signed it, with its QR code. 404 until the count is done."""
    if purpose not in PURPOSES:
        raise Http404
    with desk.looking() as state:
        if state.withheld(station, contest):  # it may be published with its neighbours alone: nothing hangs on the wall
            raise Http404
        work = Work.of(state, commission, station)
        protocol = as_signed(work, find(state, station, contest))
    answer = HttpResponse(_printed(protocol, purpose, timezone.localdate()), content_type="application/pdf")
    name = f"{station}-{contest}-{protocol.version}-{purpose}.pdf"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    for header, value in OF_A_FILE.items():
        answer.headers[header] = value
    return answer


def as_signed(work: Work, paper: Paper) -> Protocol:
    """With the figures of a count that is done, or those that were sent."""
    event, latest = paper.state.event, paper.latest
    figures: Figures | None
    if paper.contest in work.papers:
        figures = work.told(paper.contest) if work.done else None
    else:
        figures = latest.figures or latest.first
    if figures is None:
        raise Http404
    contest = None if paper.contest == STATION else event.contest(paper.contest)
    return Protocol(event, event.stations[paper.station], contest, paper.form, figures, latest.version)


def _printed(protocol: Protocol, purpose: str, day: date) -> bytes:
    whole: Printed = protocol.paper
    said = text(protocol.speak.say(PURPOSES[purpose]), strong=True)
    return replace(whole, blocks=[said, *whole.blocks]).pdf(day)
