"""A polling station as it is played and told: the steps of the law, the moments in their order, the papers at the end.

Values only, and all that terminal and page need: whoever plays a station fills them in. Nothing in them leads from a
ballot to a voter: no voter is in them, only numbers of voters by the hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dauys.election.event import Contest, Event, Station
from dauys.protocol import Figures

INVALID, DISPUTED = "invalid", "disputed"
"""The piles beside those of the options: not counted; set aside until the commission has decided."""

type Value = int | str
"""What a phrase is filled with: a number, or a text that is the same in every language; under ``option`` an option's id."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the legal order: what is done, by which article, and which steps must be done before."""

    key: str  # its phrase
    article: str
    needs: tuple[str, ...] = ()
    each_contest: bool = False  # done for each contest by itself


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened at the station, and is told."""

    minute: int  # local time, since midnight; past 1,440 on the next day
    step: str  # the phrase of the step that it belongs to
    key: str  # its phrase
    article: str | None  # None: practice of commissions, not in the law
    values: Mapping[str, Value] = field(default_factory=dict)
    contest: str | None = None
    read: tuple[str, ...] = ()  # ballots read out one after the other: the pile on which each was laid
    piles: Mapping[str, int] | None = None  # of the contest, after this moment; None where they have not changed


@dataclass(frozen=True, slots=True)
class BoxAct:
    """The commission's act on a mobile box that held more ballots than requests: all of its ballots are invalid."""

    box: str
    carriers: tuple[str, ...]  # the members who carried it
    requests: int
    ballots: Mapping[str, int]  # by contest


@dataclass(frozen=True, slots=True)
class Story:
    """One station from the opening of its doors to the sending of its protocols."""

    event: Event
    station: Station
    members: tuple[str, ...]  # the chair, the secretary, then the others
    steps: tuple[Step, ...]  # the legal order of the count
    moments: tuple[Moment, ...]
    turnout: Mapping[int, int]  # hour: voters who had received ballots by then; the first is the hour of opening
    figures: Mapping[str, Figures]  # what stands on the papers, by contest; first the station's own record
    invalid: Mapping[str, Mapping[str, int]]  # contest: phrase of the reason: ballots
    acts: tuple[BoxAct, ...]

    @property
    def contests(self) -> tuple[Contest, ...]:
        """What was voted on."""
        return self.event.contests_of(self.station.id)
