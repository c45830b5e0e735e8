"""The polling day at a station, by acts that anybody may read: each is a count, or words, and none is of a voter."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dauys.acts import NotAnAct
from dauys.office.house.policy import able
from dauys.office.house.refusals import told as refused
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.station.work import stations_of
from dauys.office.voters import lists as kept
from dauys.office.voters.here import LIST_CLOSED, Here, here, told
from dauys.protocol.life import NotAllowed


@require_safe
def station(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """The day as far as it has come, and what can be told now."""
    at = here(request, commission, station)
    with desk.looking() as state:
        counts = station in stations_of(state, commission)
    day = at.day
    sealed, closed, moments = day.told.get("boxes sealed"), day.told.get(LIST_CLOSED), (day.opened, day.closed)
    incidents = [(act.at, act.payload["words"]) for act in day.incidents]
    return render(request, "voters/station.html", {
        "at": at, "station": station, "counted": at.register.marks.counted(), "turnout": day.turnout, "sealed": sealed,
        "closed": closed, "incidents": incidents, "moments": moments, "hour": _hour(),
        "counts": counts, "may_lose": able(at.parts, "voters:laptop lost"),
        "back": at.presides and not (moments[0] or at.register.turn or at.register.laptop) and at.register.marks.untouched,
        "reasons": {one.code: one.name for one in (*at.rules.addition, *at.rules.removal)},
    })  # fmt: skip


def _hour() -> str:
    return f"{timezone.localtime():%H}:00"


def _sealed(request: HttpRequest, at: Here) -> dict[str, Any]:
    return {name: _number(request.POST.get(name, "")) for name in ("stationary", "mobile")}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise NotAnAct("a number is missing")
    return int(text)


def _received(request: HttpRequest, at: Here) -> int:
    """As the list says; where it is not whole here, as the laptop or the paper says, typed."""
    return at.register.marks.counted().received if at.register.is_whole else _number(request.POST.get("received", ""))


def _list_closed(request: HttpRequest, at: Here) -> dict[str, Any]:
    """Nobody is marked any more, from before the act: what it says stays so."""
    if not at.ended:
        raise NotAllowed("the list is closed once voting has ended")
    counted = kept.close(at.register).marks.counted()
    on_certificate = sum(counted.added[one.code] for one in at.rules.addition if one.certificate)
    return {
        "listed": counted.listed, "added_certificate": on_certificate,
        "added_other": counted.added.total() - on_certificate, "removed": counted.removed.total(), "voters": counted.voters,
    }  # fmt: skip


type Payload = Callable[[HttpRequest, Here], dict[str, Any]]

DEEDS: dict[str, Payload] = {
    "boxes sealed": _sealed,
    "station opened": lambda request, at: {},
    "turnout reported": lambda request, at: {"hour": _hour(), "issued": _received(request, at)},
    "station incident": lambda request, at: {"words": request.POST.get("words", "").strip()},
    "station closed": lambda request, at: {},
    LIST_CLOSED: _list_closed,
}
"""What can be told of the day, and with what."""


@require_POST
def done(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Tell one of the acts of the day."""
    at = here(request, commission, station)
    kind = request.POST.get("act", "")
    if kind not in DEEDS:
        raise Http404
    try:
        if at.begins:
            raise NotAllowed("the list is to be made ready for the repeat vote first")
        payload = DEEDS[kind](request, at)
        with desk.acting() as hand:
            _once(hand.state, kind, station)
            hand.act(kind, commission, at.person, station=station, **payload)
    except (NotAllowed, NotAnAct) as wrong:
        messages.error(request, refused(wrong))
    except kept.Away as wrong:
        told(request, wrong)
    else:
        messages.success(request, say("voters.told"))
    return redirect("voters:station", commission, station)


def _once(state: Any, kind: str, station: str) -> None:
    """A station opens once, and closes once after that; who taps twice is told."""
    day = state.day(station)
    if {"station opened": day.opened, "station closed": day.closed}.get(kind) is not None:
        raise NotAllowed(f"station {station}: '{kind}' was told already")
    if kind == "station closed" and day.opened is None:
        raise NotAllowed("the station was not opened")
