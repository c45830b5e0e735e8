"""A paper from its station: taken once, as the first entry, whatever carried it; and what the station keeps as its receipt.

An item has a key of its own. The same item again is the same arrival; another item of the same paper is told that the paper
has come, and whether it says the same. What comes first counts, in one transaction with the office's other acts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dauys.acts import NotAnAct, figures_hash, figures_of
from dauys.ledger import StoreFault, leaf_hash
from dauys.office.counting import entering
from dauys.office.counting.papers import Paper
from dauys.office.counting.views import find
from dauys.office.house.refusals import told
from dauys.office.journal.desk import Hand, desk
from dauys.office.journal.models import Entry
from dauys.office.machines.doing import as_typed
from dauys.office.machines.errors import Refused, refused
from dauys.office.machines.models import StationKey
from dauys.office.papers.keeping import attach_scan
from dauys.office.papers.looking import NotAScan
from dauys.office.papers.sending import sent_scan, whole
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.station.models import LINE, Arrival, Count
from dauys.office.station.work import DUE, Work
from dauys.protocol.life import EXPECTED, NotAllowed


class Otherwise(Exception):
    """Nothing was done, and it says why in the language of the page: most often, that the paper has come before."""


@dataclass(frozen=True, slots=True)
class Item:
    """One paper as it is sent."""

    station: str
    contest: str
    version: int
    figures: Mapping[str, int | None]  # by field
    key: str
    channel: str


def take(hand: Hand, commission: str, person: Person, item: Item) -> Arrival:
    """Take a paper in as its first entry, or find that it has come. Raises Otherwise, Refused, and as the acts room does."""
    paper = find(hand.state, item.station, item.contest)
    fields = as_typed(paper.fields, item.figures)
    known = Arrival.objects.filter(station=item.station, contest=item.contest, key=item.key).first()
    if known is None and paper.latest.state not in DUE:
        known = arrived(item.station, item.contest, item.version)
    if known is not None:
        if known.figures != _hash(paper, fields):
            raise Otherwise(say("station.came otherwise", channel=say(f"station.channel {known.channel}")))
        return known
    receive(hand, commission, person, paper)
    work = entering.Work.of(hand.state, item.station, item.contest)
    if work is None or work.turn != 1:
        raise Otherwise(say("station.typed already"))
    figures, _ = work.figures(fields)
    where = {"station": item.station, "contest": item.contest, "version": item.version}
    index = hand.act(entering.ACTS[1], commission, person, figures=figures, **where)
    return arrive(index, item, person, _hash(paper, fields))


def arrive(index: int, item: Item, person: Person, figures: str) -> Arrival:
    """Note by which way the first entry came."""
    return Arrival.objects.create(
        entry_id=index, key=item.key, station=item.station, contest=item.contest, version=item.version, figures=figures,
        channel=item.channel, brought_by=person,
    )  # fmt: skip


def receive(hand: Hand, commission: str, person: Person, paper: Paper) -> None:
    """What comes is received, where nobody has done so before."""
    if paper.latest.state == EXPECTED:
        hand.act("protocol received", commission, person, station=paper.station, contest=paper.contest, scan=None)


def arrived(station: str, contest: str, version: int) -> Arrival | None:
    """How a version of a paper came from its station the last time; None where it did not."""
    return Arrival.objects.filter(station=station, contest=contest, version=version).order_by("-entry").first()


def _hash(paper: Paper, data: Mapping[str, str]) -> str:
    work = entering.Work(paper, 1, {}, paper.fields)
    return figures_hash(figures_of(paper.latest.form, work.figures(dict(data))[0]).lines)


def receipt(arrival: Arrival) -> dict[str, Any]:
    """What the station keeps: the entry of the log, by which anybody can look its paper up later, and its hash."""
    body = bytes(Entry.objects.get(pk=arrival.entry_id).body)
    mark = leaf_hash(body).hex()
    words = say("station.receipt", entry=arrival.entry_id, mark=mark[:16], channel=say(f"station.channel {arrival.channel}"))
    return {"entry": arrival.entry_id, "hash": mark, "channel": arrival.channel, "say": words}


# ---- by a page, with a line ----------------------------------------------------------------------------------------------


@require_POST
def send(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Send every paper of a count that is done: all of them, or none. What was kept of the count is deleted then."""
    person = request.user
    assert isinstance(person, Person)
    try:
        with desk.acting() as hand:
            work = Work.of(hand.state, commission, station)
            if not work.done:
                raise Otherwise(say("station.not done"))
            for contest in work.papers:
                version, figures = hand.state.life(station, contest).latest.version, flat(work.figures(contest))
                item = Item(station, contest, version, figures, str(uuid4()), LINE)
                take(hand, commission, person, item)
            if not Count.objects.filter(station=station, edition=work.edition).delete()[0]:
                raise Otherwise(say("station.entered meanwhile"))
        messages.success(request, say("station.sent all"))
    except (NotAllowed, NotAnAct) as refusal:
        messages.error(request, told(refusal))
    except Otherwise as refusal:
        messages.error(request, str(refusal))
    return redirect("station:count", commission, station)


def flat(figures: Mapping[str, Any]) -> dict[str, int | None]:
    """Figures by field: ``P.party-1``."""
    found: dict[str, int | None] = {}
    for line, cell in figures.items():
        if isinstance(cell, Mapping):
            found |= {f"{line}.{name}": number for name, number in cell.items()}
        else:
            found[line] = cell
    return found


# ---- from the outbox of a phone ------------------------------------------------------------------------------------------


@never_cache
@require_safe
def line(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Whether there is a line, and a token for what is sent next: the page on the phone may be hours old."""
    with desk.looking() as state:
        Work.of(state, commission, station)
        papers = {
            one: {"version": state.life(station, one).latest.version, "state": state.life(station, one).latest.state}
            for one in state.expected(station)
        }
    keys = list(StationKey.objects.now().filter(station=station, owner=request.user).values_list("public", flat=True))
    return JsonResponse({"token": get_token(request), "papers": papers, "keys": keys})


@require_POST
def outbox(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Take one item of a phone's outbox, and give its receipt: the same however often it is sent."""
    person = request.user
    assert isinstance(person, Person)
    try:
        item = _item(request, station)
        with desk.acting() as hand:
            Work.of(hand.state, commission, station)
            arrival = take(hand, commission, person, item)
            if not Work.of(hand.state, commission, station).papers:
                Count.objects.filter(station=station).delete()
        return JsonResponse({"state": "accepted", "receipt": receipt(arrival)})
    except Otherwise as refusal:
        return JsonResponse({"state": "otherwise", "say": str(refusal)}, status=409)
    except (NotAllowed, NotAnAct, Refused) as fault:
        row = refused(fault).told()
        return JsonResponse({"state": "refused", "say": f"{row['what']} {row['why']} {row['cure']}"}, status=422)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"state": "refused", "say": say("office.entry unreadable")}, status=400)


def _item(request: HttpRequest, station: str) -> Item:
    sent = json.loads(request.body)
    contest, version, figures, key = (sent[name] for name in ("contest", "version", "figures", "key"))
    whole_ = all(number is None or (type(number) is int and 0 <= number <= 9_999_999) for number in figures.values())
    if not (isinstance(contest, str) and isinstance(version, int) and isinstance(key, str) and 8 <= len(key) <= 80 and whole_):
        raise ValueError("no item")
    return Item(station, contest, version, figures, key, LINE)


@require_POST
def photo(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """A photo from a phone's outbox: attached once, however often it is sent."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        Work.of(state, commission, station)
        find(state, station, contest)
    try:
        attach_scan(sent_scan(request), commission, person, station, contest, whole(request.POST.get("version", "")) or 0)
    except NotAScan as refusal:
        return JsonResponse({"state": "refused", "say": say(refusal.key, **refusal.values)}, status=422)
    except NotAllowed as refusal:
        return JsonResponse({"state": "refused", "say": told(refusal)}, status=409)
    except StoreFault:
        return JsonResponse({"state": "refused", "say": say("papers.not kept")}, status=507)
    return JsonResponse({"state": "accepted"})
