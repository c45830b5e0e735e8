"""What pages of results ask for, whoever counted: a record's own count, or results as others published them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Protocol

from dauys.election import Election
from dauys.election.event import Contest, Event
from dauys.law import Option, Outcome


class Sum(Protocol):
    """The votes of one contest at one place."""

    @property
    def contest(self) -> str: ...

    @property
    def place(self) -> str: ...

    @property
    def votes(self) -> Mapping[str, int | None]:
        """By option; None: not known. An option that is not there was not on the ballot."""

    @property
    def counted(self) -> int:
        """Protocols that are summed."""

    @property
    def stations(self) -> int:
        """Protocols that are expected; 0 where nobody published them."""

    @property
    def voters(self) -> int | None:
        """On the lists."""

    @property
    def valid(self) -> int | None:
        """Valid votes, those against all among them: what shares are taken of."""

    @property
    def invalid(self) -> int | None:
        """Invalid ballots."""


class Results(ABC):
    """The results of one day, as pages ask for them."""

    counting: ClassVar[bool]
    """Whether they are counted here, protocol by protocol: then pages say how far the count has come."""

    bundle: ClassVar[str]
    """The folder of ``seats/<body>.json``: nothing, or with a slash behind it."""

    @property
    @abstractmethod
    def event(self) -> Event:
        """What was elected, where, with which options."""

    @property
    @abstractmethod
    def totals(self) -> Mapping[str, Mapping[str, Sum]]:
        """By contest and place."""

    @property
    @abstractmethod
    def outcomes(self) -> Mapping[str, Outcome]:
        """Seats by body."""

    @property
    @abstractmethod
    def elections(self) -> Mapping[str, Election]:
        """Each body's part of the day."""

    @abstractmethod
    def status(self, contest: Contest) -> str:
        """The word beside a contest's numbers."""

    @abstractmethod
    def status_of_body(self, body: str) -> str:
        """The word beside a body's seats."""

    @abstractmethod
    def in_boxes(self, contest: str, place: str) -> Fraction | None:
        """Ballots in the boxes, as a share of the voters on the lists."""

    @abstractmethod
    def page_of(self, place: str) -> str:
        """The page of a place."""

    @abstractmethod
    def elected(self, contest: Contest) -> Option | None:
        """Who has the seat of a constituency whose votes are not known."""

    @abstractmethod
    def ranges(self, body: str) -> Mapping[str, str]:
        """Between which numbers each party's seats lie, while something is missing; empty where nothing can change."""

    @abstractmethod
    def sure(self, body: str) -> Mapping[str, int]:
        """The seats that each party has whatever is still missing; empty where nothing can change."""

    @cached_property
    def contests(self) -> Mapping[str, tuple[Contest, ...]]:
        """By body."""
        gathered: dict[str, list[Contest]] = {body: [] for body in self.event.bodies}
        for contest in self.event.contests:
            gathered[contest.body].append(contest)
        return {body: tuple(contests) for body, contests in gathered.items()}
