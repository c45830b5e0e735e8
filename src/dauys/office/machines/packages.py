"""Packages of stations: keys registered for them, and each package accepted once, as the first entry by the key's owner."""

from typing import Any

from dauys.formats.station_package import NotAPackage, SignedPackage, StationPackage, read_package
from dauys.office.counting.entering import ACTS, Work
from dauys.office.counting.views import find
from dauys.office.house.policy import TYPING
from dauys.office.journal.desk import Hand
from dauys.office.machines import telling
from dauys.office.machines.doing import as_typed
from dauys.office.machines.errors import Refused, Wrong
from dauys.office.machines.models import Package, StationKey
from dauys.office.people.models import Person


def read(text: str) -> SignedPackage:
    """What was brought. Raises Refused."""
    try:
        return read_package(text)
    except NotAPackage as fault:
        raise Refused("package unreadable", detail=str(fault)) from None


def accept(hand: Hand, commission: str, person: Person, signed: SignedPackage, text: str) -> dict[str, Any]:
    """Take a package in: its figures are the first entry, by the owner of the key; a person makes the second from paper.

    ``person`` brings it to ``commission``, which must be on the way of the paper. Raises Refused, and as the acts room does.
    """
    package = signed.package
    key = _key_of(signed)
    if Package.objects.filter(hash=package.hash).exists():
        raise Refused("package accepted", Wrong.of("hash", package.hash))
    state = hand.state
    if package.station not in state.event.stations or package.contest not in state.expected(package.station):
        raise Refused("package station", Wrong.of("station", package.station), Wrong.of("contest", package.contest))
    if commission not in state.way(package.station, package.contest):
        raise Refused("package station", Wrong.of("commission", commission))
    if not key.owner.is_active or not key.owner.parts_in(key.commission) & TYPING.parts:
        raise Refused("package owner")
    latest = find(state, package.station, package.contest).latest
    if package.version != latest.version:
        raise Refused("package version", Wrong.of("version", package.version))
    work = Work.of(state, package.station, package.contest)
    if work is None or work.turn != 1:
        raise Refused("not now")
    where = {"station": package.station, "contest": package.contest, "version": package.version}
    index = hand.act(ACTS[1], key.commission, key.owner, figures=_figures(work, package), **where)
    Package.objects.create(entry_id=index, hash=package.hash, key=key, brought_by=person, signed=text)
    return {"index": index, **telling.place(work.paper), "findings": []}


def _key_of(signed: SignedPackage) -> StationKey:
    """The key that signed it, registered for its station."""
    package = signed.package
    key = StationKey.objects.now().select_related("owner").filter(public=package.key).first()
    if key is None:
        raise Refused("package key", Wrong.of("key", package.key))
    if not signed.holds:
        raise Refused("package signature")
    if key.station != package.station:
        raise Refused("package station", Wrong.of("station", package.station))
    return key


def _figures(work: Work, package: StationPackage) -> dict[str, Any]:
    """The figures of the package as those of the form: every field that must be there, and none that is not on it."""
    flat: dict[str, int | None] = {}
    for line, cell in package.figures.items():
        if isinstance(cell, dict):
            flat |= {f"{line}.{name}": number for name, number in cell.items()}
        else:
            flat[line] = cell  # type: ignore[assignment]
    return work.figures(as_typed(work.fields, flat))[0]


def register(commission: str, station: str, owner: Person, public: str, by: Person) -> StationKey:
    """Let a key sign for a station, in the name of its owner. ``public``: 64 hexadecimal digits."""
    return StationKey.objects.create(station=station, commission=commission, owner=owner, public=public, registered_by=by)
