"""People whom a visitor can be: of every role one, in one rayon of which the papers of one council are left on the table.

Their passwords are made anew each time and shown once. Their second factor is not on a phone but shown by the command, which
in a rehearsal, and in no election, knows it.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django_otp.oath import totp  # type: ignore[import-untyped]
from django_otp.plugins.otp_totp.models import TOTPDevice  # type: ignore[import-untyped]

from dauys.acts import STATION, State
from dauys.demo.alive import Key
from dauys.office.people.models import Membership, Person

FEW = 3
"""Stations that make a rayon good for a visit: enough to see a list, few enough to finish it."""

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # without those that look like others


@dataclass(frozen=True, slots=True)
class Place:
    """Where visitors work: a commission that receives papers, one of its stations, and the papers that are left for them."""

    commission: str
    station: str
    precinct: str
    central: str
    body: str  # of which the papers are
    left: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Role:
    """One of the people: how he signs in, what he is, and where."""

    login: str
    part: str
    commission: str
    page: str  # on which to begin
    first: str  # what to try there


@dataclass(frozen=True, slots=True)
class Visitor:
    """A role with its password, which nobody else knows."""

    role: Role
    password: str


def place_of(state: State) -> Place:
    """A commission that receives the papers of a council of few stations; where there is one body alone, nothing is left."""
    event = state.event
    stations: dict[tuple[str, str], set[str]] = defaultdict(set)  # by body and receiving commission
    for station in event.stations:
        for contest in state.expected(station):
            commission = state.receiver(station, contest)
            if contest != STATION and event.commissions[commission].kind != "central":
                stations[event.contest(contest).body, commission].add(station)
    national, *councils = event.bodies
    at = [one for one in stations if one[0] in councils] or list(stations)
    body, commission = min(at, key=lambda one: (len(stations[one]) < FEW, len(stations[one]), one))
    here = sorted(stations[body, commission])
    left = frozenset(
        (station, contest)
        for station in here
        for contest in state.expected(station)
        if contest != STATION and body != national and event.contest(contest).body == body
    )
    first = here[0]
    central = next(one.id for one in event.commissions.values() if one.kind == "central")
    return Place(commission, first, event.stations[first].commission, central, body, left)


def roles(place: Place) -> tuple[Role, ...]:
    """The people, in the order of the tour."""
    here = f"/c/{place.commission}/"
    paper = (
        f"{here}p/{place.station}/{min(contest for station, contest in place.left if station == place.station)}/"
        if place.left
        else here
    )
    return (
        Role("precinct", "secretary", place.precinct, f"/c/{place.precinct}/", "where your station's papers are"),
        Role("typist", "typist", place.commission, f"{paper}enter/", "type the paper, one figure wrong"),
        Role("second", "typist", place.commission, f"{paper}enter/", "type it again, another figure wrong"),
        Role("approver", "member", place.commission, f"{paper}enter/", "set right the rows that differ; then try to approve"),
        Role("chair", "chair", place.commission, f"{here}approve/", "approve what others have typed"),
        Role("observer", "observer", place.commission, f"{here}observers/", "compare your copy, read the log"),
        Role("central", "chair", place.central, f"/c/{place.central}/", "the whole country, its results and seats"),
    )


def admitted(place: Place) -> list[Visitor]:
    """Everybody's account, part and second factor, made where they are not there; and a new password."""
    return [Visitor(role, _admitted(role)) for role in roles(place)]


def _admitted(role: Role) -> str:
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    person, _ = Person.objects.get_or_create(login=role.login, defaults={"name": f"INVENTED {role.login}"})
    person.set_password(password)
    person.save(update_fields=["password"])
    Membership.objects.get_or_create(person=person, commission=role.commission, part=role.part, ended=None)
    TOTPDevice.objects.get_or_create(user=person, defaults={"name": "app", "confirmed": True})
    return password


def codes(logins: Iterable[str]) -> dict[str, str]:
    """By login the code that is good now."""
    devices = TOTPDevice.objects.filter(user__login__in=[*logins]).select_related("user").order_by("id")
    return {one.user.login: f"{totp(one.bin_key):06d}" for one in devices}
