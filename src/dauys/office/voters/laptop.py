"""The station's laptop: taking the list to it, the page with which it is marked without a line, handing it in, losing it.

The page that a browser keeps names nobody. The list comes once, in a closed envelope, as the answer to a form.
"""

import json
import re
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.acts import NotAnAct
from dauys.office.counting.naming import contest_name
from dauys.office.house.refusals import told as refused
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.people.models import Membership, Person
from dauys.office.people.stepping_up import confirmed
from dauys.office.station.keeping import program, source
from dauys.office.voters import lent
from dauys.office.voters import lists as kept
from dauys.office.voters.deleting import open_results
from dauys.office.voters.envelope import envelope, passphrase
from dauys.office.voters.here import PRESIDING, here, why_not
from dauys.protocol.life import NotAllowed
from dauys.register import Refusal
from dauys.register.marks import AWAY, NOT

STORE = "office/laptop_store.js"
"""The program that writes the laptop's file: kept at an address of this room, for a browser asks for it by that."""

SAYS = (
    "line", "no line", "sign in", "elsewhere", "wrong", "spoilt", "opening", "no member", "here", "sent", "lost", "closed",
    "unknown", "handed in", "erased", "counts",
)  # fmt: skip
"""What the program says, by name; and what it says as the pages with a line do."""

AS_ELSEWHERE = {
    "nobody": "voters.nobody", "no ballot": "voters.why.no ballot", "issued": "voters.issued",
    "was issued": "voters.was issued", "already": "voters.why.issued", "away": "voters.has certificate",
    "at home": "voters.at home",
}  # fmt: skip

FILLED = {name: f"{{{name}}}" for name in ("number", "received", "box")}
"""What it fills in itself."""

TELEPHONE = re.compile(r"Mobi|Android|iPhone|iPad")
"""In what a browser calls itself. Coarse, as the page says: a person answers for what machine it is."""


def _is_telephone(request: HttpRequest) -> bool:
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or bool(TELEPHONE.search(request.headers.get("User-Agent", "")))


@never_cache
@require_http_methods(["GET", "POST"])
def laptop(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """The page of the laptop; posted, it comes with the list, closed by a passphrase that it shows this once."""
    _own(commission, station)
    page = _page(request, commission, station)
    if request.method == "POST":
        page |= _given(request, commission, station)
    return render(request, "voters/laptop.html", page, status=422 if "fault" in page else 200)


def _own(commission: str, station: str) -> None:
    """Raise Http404 where it is another commission's station. It may have no list any more: then the page is to erase it."""
    event = desk.event
    if station not in event.stations or event.stations[station].commission != commission:
        raise Http404


def _page(request: HttpRequest, commission: str, station: str) -> dict[str, Any]:
    with desk.looking() as state:
        event = state.event
        contests = [(one.id, contest_name(state, one.id, request.LANGUAGE_CODE)) for one in event.contests_of(station)]
    address = {name: reverse(f"voters:laptop {name}", args=[commission, station]) for name in ("line", "in")}
    whole = {name: reverse(f"voters:laptop {name}", args=[commission]) for name in ("worker", "store")}
    told = {
        "station": station, "election": event.origin, "contests": [name for _, name in contests], "NOT": NOT, "AWAY": AWAY,
        "addresses": {**address, **whole, "scope": reverse("voters:lists", args=[commission])},
        "say": {name: say(key, **FILLED) for name, key in ({one: f"laptop.js {one}" for one in SAYS} | AS_ELSEWHERE).items()},
    }  # fmt: skip
    return {"station": station, "contests": contests, "told": json.dumps(told, ensure_ascii=False)}


def _given(request: HttpRequest, commission: str, station: str) -> dict[str, Any]:
    """The envelope and its passphrase; or why nothing was given."""
    at, key = here(request, commission, station), request.POST.get("laptop", "")
    if _is_telephone(request):
        return {"fault": say("laptop.telephone")}
    if not re.fullmatch("[0-9a-f-]{36}", key) or request.POST.get("is laptop") != "yes":
        return {"fault": say("laptop.not said")}
    if at.ended:
        return {"fault": say("laptop.ended")}
    if why := confirmed(request, at.person, sha256(f"dauys: list to a laptop\n{station}\n{key}".encode()).hexdigest()):
        return {"fault": why}
    try:
        names = {kept.letter_of(at.register, one.pseudonym): one.name for one in _issuers(commission)}
        register = lent.take(station, key, at.person.pseudonym)
    except (Refusal, kept.Closed) as wrong:
        return {"fault": why_not(wrong)}
    except IntegrityError:
        return {"fault": say("laptop.unknown")}  # it was handed in under this name before
    phrase = passphrase()
    return {"phrase": phrase, "envelope": json.dumps(envelope(register, key, names, phrase))}


def _issuers(commission: str) -> list[Person]:
    """Who may issue ballots: members who do not preside (Art. 41(5))."""
    parts = Membership.objects.now().filter(commission=commission)
    presiding = parts.filter(part__in=PRESIDING).values("person")
    issuing = Person.objects.filter(pk__in=parts.filter(part="member").values("person"))
    return list(issuing.exclude(pk__in=presiding).order_by("name"))


# ---- what the laptop asks ------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def line(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Whether there is a line, a token for what is sent next, and where the office knows the list of this station to be."""
    _own(commission, station)
    states, known = lent.states(station), kept.known([station])
    if known.get(station) == "closed":
        states = {key: "closed" if state == kept.LOST else state for key, state in states.items()}
    gone = station not in known and not open_results()
    return JsonResponse({"token": get_token(request), "states": states, "deleted": gone})


@require_POST
def hand_in(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Take in what the laptop has marked: the same answer however often it is sent."""
    at = here(request, commission, station)
    try:
        sent = json.loads(request.body)
        key, marks = str(sent["laptop"]), str(sent["marks"])
        found = lent.hand_in(station, key, marks, at.opened)
    except lent.NotTaken as refusal:
        return JsonResponse({"state": "otherwise", "say": say(str(refusal))}, status=409)
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"state": "otherwise", "say": say("laptop.unreadable")}, status=400)
    told = [{"place": one.place, "say": say(f"voters.why.{one.why}")} for one in found]
    return JsonResponse({"state": "accepted", "contradictions": told})


@never_cache
@require_safe
def worker(request: HttpRequest, commission: str) -> HttpResponse:
    """The service worker that keeps the page of the commission's laptop: it answers for this room alone."""
    stations = [one.id for one in desk.event.stations.values() if one.commission == commission]
    pages = [reverse("voters:laptop", args=[commission, one]) for one in stations]
    return program("laptop ", pages, {"office/office.css": "", "office/laptop.js": "", "office/key.js": "",
                                      STORE: reverse("voters:laptop store", args=[commission])})  # fmt: skip


@never_cache
@require_safe
def store(request: HttpRequest, commission: str) -> HttpResponse:
    """The program that writes the laptop's file."""
    return HttpResponse(source(STORE), content_type="text/javascript; charset=utf-8")


# ---- lost ----------------------------------------------------------------------------------------------------------------


@require_POST
def lost(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """The laptop is lost or broken: everybody can read that it is, and nothing of a voter. The station goes on by the paper."""
    at = here(request, commission, station)
    why = confirmed(request, at.person, sha256(f"dauys: laptop lost\n{station}".encode()).hexdigest())
    if why is not None:
        messages.error(request, why)
        return redirect("voters:station", commission, station)
    try:
        with desk.acting() as hand:
            hand.act("station incident", commission, at.person, station=station, words=say("laptop.lost told"))
            if not lent.lose(station):
                raise NotAllowed("no laptop has the list of this station")  # and nothing was told
    except (NotAllowed, NotAnAct) as wrong:
        messages.error(request, refused(wrong))
    else:
        messages.success(request, say("voters.told"))
    return redirect("voters:station", commission, station)
