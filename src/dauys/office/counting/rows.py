"""The rows that acts on papers write, in the transaction of the act."""

from typing import Any

from dauys.acts import Act
from dauys.office.counting.models import Approval, Claim, Draft, Typing
from dauys.office.journal.desk import Hand
from dauys.office.people.models import Person

TURNS = {"protocol entered": 1, "protocol entered again": 2, "differences resolved": 3}


def keep(index: int, act: Act, person: Person, hand: Hand) -> None:
    """A row for each typing and each approval; the database refuses one by a person who must not."""
    if act.kind in TURNS:
        paper, turn = paper_of(act), TURNS[act.kind]
        place = {**paper, "round": round_of(**paper) + (turn == 1)}
        Typing.objects.create(entry_id=index, turn=turn, person=person, **place)
        Draft.objects.filter(**place, turn=turn, person=person).delete()
        Claim.objects.filter(**place, turn=turn).delete()
    elif act.kind == "protocol approved":
        paper = paper_of(act)
        Approval.objects.create(
            entry_id=index,
            person=person,
            figures=act.payload["figures"],
            step_up=hand.step_up,
            round=round_of(**paper),
            **paper,
        )


def paper_of(act: Act) -> dict[str, Any]:
    """Station, contest and version of an act, as the rows name them."""
    return {name: act.payload[name] for name in ("station", "contest", "version")}


def round_of(station: str, contest: str, version: int) -> int:
    """The round in which a version is: how often it was typed for the first time; 0 before."""
    return Typing.objects.filter(station=station, contest=contest, version=version, turn=1).count()
