"""The seals of an office: put on what is typed of stations that may have to be published with their neighbours, and known here.

The salt is drawn by chance, once for a version of a paper, so that two people who type alike put on the same seals.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from dauys.acts import STATION, Act, State, figures_hash
from dauys.acts.sealing import sealed
from dauys.office.journal.models import UnderSeals

TYPING = frozenset({"protocol entered", "protocol entered again", "differences resolved"})


def under_seals(state: State, act: Act) -> Mapping[str, Any]:
    """The payload of an act as the log is to have it: where its station is one of a group, seals in the place of figures."""
    told = act.payload
    if act.kind not in TYPING or told["contest"] == STATION:
        return told
    if not state.event.has_station(told["station"]) or not state.event.group_of(told["station"]):
        return told
    place = {name: told[name] for name in ("station", "contest", "version")}
    salt = _salt(**place) or secrets.token_hex(32)
    seals = sealed(told["figures"], salt)
    UnderSeals.objects.get_or_create(seals=figures_hash(seals), defaults={**place, "salt": salt, "figures": told["figures"]})
    return {**told, "figures": seals}


def beneath(seals: str) -> Mapping[str, Any] | None:
    """What lies under seals, by the hash of them."""
    row = UnderSeals.objects.filter(pk=seals).first()
    return None if row is None else row.figures


def salt_of(station: str, contest: str, version: int) -> str:
    """The salt of a paper that was typed. Raises LookupError where it never was."""
    found = _salt(station, contest, version)
    if found is None:
        raise LookupError(f"station {station}, {contest}, version {version} was never put under seals")
    return found


def _salt(station: str, contest: str, version: int) -> str | None:
    rows = UnderSeals.objects.filter(station=station, contest=contest, version=version)
    return rows.values_list("salt", flat=True).first()
