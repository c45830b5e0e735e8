"""What is brought to the commission that receives: a file from a stick, or what a reader has read from the code of a protocol.

Each paper counts once, whatever came first; whoever brings it is told of each what became of it.
"""

from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dauys.acts import NotAnAct, State, figures_hash, figures_of
from dauys.formats.station_package import LONGEST, SignedPackage
from dauys.office.counting.views import find
from dauys.office.journal.desk import Hand, desk
from dauys.office.machines import packages
from dauys.office.machines.errors import Refused, refused
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.office.station import sending
from dauys.office.station.models import CODE, FILE, Arrival
from dauys.office.station.sending import Item, Otherwise
from dauys.office.station.work import DUE
from dauys.protocol.life import NotAllowed
from dauys.render.paper_qr import FORMAT, read_qr
from dauys.text import BadInput

AT_ONCE = 50
"""Papers in one file at most."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one paper that was brought."""

    about: str  # station and contest, where they could be read
    said: str
    done: bool


@never_cache
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, commission: str) -> HttpResponse:
    """Take in what is brought, line by line: packages of a file, codes of protocols."""
    found: list[Brought] = []
    text = request.POST.get("text", "")
    if request.method == "POST":
        person, file = request.user, request.FILES.get("file")
        assert isinstance(person, Person)
        sent = file.read(AT_ONCE * LONGEST + 1).decode("utf-8", "replace") if file is not None else text
        lines = [one.strip() for one in sent.splitlines() if one.strip()]
        found = [_brought(commission, person, one) for one in lines[:AT_ONCE]]
        if not lines or len(lines) > AT_ONCE:
            found.append(Brought("", say("station.bring nothing", number=AT_ONCE), False))
    status = 200 if all(one.done for one in found) else 422
    page = {"found": found, "text": "" if status == 200 else text}
    return render(request, "station/bring.html", page, status=status)


def _brought(commission: str, person: Person, line: str) -> Brought:
    """One line. Nothing of it is done where it is refused."""
    about = ""
    try:
        item, signed = _of_a_code(line) if line.startswith(f"{FORMAT}|") else _of_a_package(line)
        about = f"{item.station} {item.contest}"
        with desk.acting() as hand:
            _on_the_way(hand.state, commission, item)
            if signed is None:
                arrival = sending.take(hand, commission, person, item)
            else:
                arrival = _package(hand, commission, person, item, signed, line)
        return Brought(about, sending.receipt(arrival)["say"], True)
    except Otherwise as refusal:
        return Brought(about, str(refusal), False)
    except BadInput:
        return Brought(about, say("station.code unreadable"), False)
    except (Refused, NotAllowed, NotAnAct) as fault:
        row = refused(fault).told()
        return Brought(about, f"{row['what']} {row['why']} {row['cure']}", False)


def _of_a_code(line: str) -> tuple[Item, None]:
    """What the code of a protocol says: figures read by a machine for the person who brings them. Raises BadInput, Refused."""
    code = read_qr(line)
    if code.figures is None:
        raise Refused("package unreadable", detail="the paper is blank")
    with desk.looking() as state:
        event = state.event
        if (code.election, code.invented) != (event.origin, event.invented):
            raise Refused("package station", detail="another election")
    figures = sending.flat(code.figures.lines)
    return Item(code.station, code.contest, code.version, figures, str(uuid4()), CODE), None


def _of_a_package(line: str) -> tuple[Item, SignedPackage]:
    """A signed package of a station. Raises Refused where it cannot be read."""
    signed = packages.read(line)
    package = signed.package
    figures = sending.flat(package.figures)
    return Item(package.station, package.contest, package.version, figures, package.hash, FILE), signed


def _on_the_way(state: State, commission: str, item: Item) -> None:
    """Raise Refused where the commission has no such paper on its table, or it is of another version."""
    if item.station not in state.event.stations or item.contest not in state.expected(item.station):
        raise Refused("package station")
    if commission not in state.way(item.station, item.contest):
        raise Refused("package station")
    if item.version != state.life(item.station, item.contest).latest.version:
        raise Refused("package version")


def _package(hand: Hand, commission: str, person: Person, item: Item, signed: SignedPackage, line: str) -> Arrival:
    """Received by the commission; the first entry is by the owner of the station's key."""
    paper = find(hand.state, item.station, item.contest)
    figures = figures_hash(figures_of(paper.latest.form, signed.package.figures).lines)
    if paper.latest.state not in DUE and (known := sending.arrived(item.station, item.contest, item.version)) is not None:
        if known.figures != figures:
            raise Otherwise(say("station.came otherwise", channel=say(f"station.channel {known.channel}")))
        return known
    sending.receive(hand, commission, person, paper)
    index = packages.accept(hand, commission, person, signed, line)["index"]
    return sending.arrive(index, item, person, figures)
