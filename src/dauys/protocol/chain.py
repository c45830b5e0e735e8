"""The chain of commissions as data: which commission receives, decides and sums up what, by when; what moves a status.

The chain differs by contest, not by place: lists and constituencies of one station go different ways, and one commission
may stand on the way twice. A chain is a TOML file beside the law: ``laws/kz/mazhilis/2023/chain.toml``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from dauys.election.event import Commission, Contest, Event, lineage
from dauys.law.words import Exact, Names, Rule, Words
from dauys.protocol.beside import Wrong, beside, read_beside

type Kind = Literal["precinct", "territorial", "okrug", "central"]
type Status = Literal["interim", "preliminary", "confirmed", "final", "corrected", "annulled"]
type Before = Literal["nothing", "interim", "preliminary", "confirmed", "final", "corrected", "annulled"]
type Deed = Literal["counts", "receives", "decides", "sums up", "declares", "publishes"]
"""*decides*: on findings, holds and recounts; *sums up*: signs totals of its own; *declares*: the result of the election."""


class Deadline(Words):
    """By when, in words and as numbers. ``terms.py`` tells when it ends; the day that a commission must set for an act is in
    the calendar, and is never made of these."""

    words: Names
    at_once: bool = False
    hours: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=1)
    after: Literal["end of voting", "election day", "its own summary"] | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> "Deadline":
        if sum((self.at_once, self.hours is not None, self.days is not None)) != 1:
            raise ValueError("give exactly one of 'at_once', 'hours', 'days'")
        if self.at_once != (self.after is None):
            raise ValueError("hours and days need 'after', from when they run")
        return self


class CommissionKind(Rule):
    """A kind of commission: a body with members, not a place."""

    kind: Kind
    name: Names
    members: Names | None = Field(None, description="how many they are")


class TwoRoles(Rule):
    """Where a commission of one kind does the work of another."""

    commission: Kind
    acts_as: Kind
    when: Names


class Step(Rule):
    """One commission on the way of a protocol, and what it does with it."""

    commission: Kind
    level: Literal["rayon", "region"] | None = Field(None, description="of territorial commissions: of which unit")
    stations: Literal["all", "at home", "abroad"] = Field("all", description="the stations whose protocols come this way")
    does: tuple[Deed, ...] = Field(min_length=1)
    within: Deadline | None = Field(None, description="by when it is done, where the law sets a time")
    sends: Deadline | None = Field(None, description="by when it goes on to the next commission")
    publishes: Deadline | None = Field(None, description="by when the result is published")


class Route(Words):
    """The way of the protocols of one tier's contests, from the station up."""

    tier: Literal["list", "constituency"]
    step: tuple[Step, ...] = Field(min_length=2)


class Deciding(Rule):
    """How a commission decides: how many must be there, and of whom the majority is taken."""

    quorum: Exact = Field(description="share of all members that must be present")
    majority_of: Literal["all members", "those present"]

    def refusal(self, decision: Mapping[str, Any]) -> str | None:
        """Why a vote (``members``, ``present``, ``for``) decides nothing; None where it decides."""
        if decision["present"] < self.quorum * decision["members"]:
            return f"no quorum: {decision['present']} of {decision['members']} were present, {self.quorum} must be"
        of = decision["members"] if self.majority_of == "all members" else decision["present"]
        if 2 * decision["for"] <= of:
            return f"no majority: {decision['for']} for it, of {self.majority_of} ({of})"
        return None


class ActOfTheEdition(Rule):
    """An act that an edition has or has not; acts that are not named here exist everywhere."""

    act: str
    exists: bool
    decided_by: tuple[Kind, ...] = ()
    before: Literal["publication"] | None = Field(None, description="the latest moment")
    told: Names = Field(description="what the edition says of it")


class Move(Rule):
    """An act by which the published numbers change their status."""

    act: str
    by: tuple[Kind, ...] = Field(min_length=1)
    when: Literal["protocols are missing", "no protocol is missing", "the election is void"] | None = None
    from_: tuple[Before, ...] = Field(alias="from", min_length=1)
    to: Status


class Chain(Words):
    """The chain of one edition."""

    law: str
    same_as: str | None = Field(None, description="another law, whose chain this is (kz/mazhilis/2023)")
    note: tuple[Names, ...] = ()
    commission: tuple[CommissionKind, ...] = Field(min_length=2)
    two_roles: tuple[TwoRoles, ...] = ()
    route: tuple[Route, ...] = Field(min_length=1)
    deciding: Deciding | None = Field(None, description="how a commission decides; none: the file does not know")
    act: tuple[ActOfTheEdition, ...] = ()
    move: tuple[Move, ...] = Field(min_length=1)

    def decided_by(self, act: str) -> tuple[Kind, ...]:
        """The kinds of commission that the edition names for an act; none: it names nobody."""
        return next((known.decided_by for known in self.act if known.act == act), ())

    def has_act(self, act: str) -> bool:
        """Whether the edition knows the act."""
        return next((known.exists for known in self.act if known.act == act), True)

    def may_decide(self, act: str, kinds: Iterable[str]) -> bool:
        """Whether a commission acting in these roles may decide on the act; where the edition names nobody, anyone may."""
        named = self.decided_by(act)
        return not named or not set(named).isdisjoint(kinds)

    def moves(self, status: str, act: str, by: str) -> tuple[Move, ...]:
        """The moves that an act of a commission of this kind can make from a status (``nothing`` before the first)."""
        return tuple(move for move in self.moves_by(act) if by in move.by and status in move.from_)

    def moves_by(self, act: str) -> tuple[Move, ...]:
        """All moves that an act can make, whoever does it."""
        return self._moves.get(act, ())

    @cached_property
    def _moves(self) -> dict[str, tuple[Move, ...]]:
        return {move.act: tuple(other for other in self.move if other.act == move.act) for move in self.move}


@dataclass(frozen=True, slots=True)
class Stop:
    """A commission on the way, with everything it does there: one step, or two where it acts in two roles."""

    commission: str
    steps: tuple[Step, ...]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """In which roles the commission acts here."""
        return tuple(dict.fromkeys(step.commission for step in self.steps))


def route(chain: Chain, tier: str, *, abroad: bool = False) -> tuple[Step, ...]:
    """The steps of a contest's protocols, from the precinct commission up; raises KeyError where no contest of the tier is."""
    steps = {way.tier: way.step for way in chain.route}[tier]  # type: ignore[index]
    other = "at home" if abroad else "abroad"
    return tuple(step for step in steps if step.stations != other)


def stops(chain: Chain, tier: str, serving: Mapping[str, str], *, abroad: bool = False) -> tuple[Stop, ...]:
    """The commissions that a station's protocol passes, in order.

    serving: which commission serves the station in each role: ``{"precinct": …, "territorial rayon": …}``, as
    ``Serving.roles`` tells it. A commission named for two roles that follow each other is one stop; it may be so only
    where the edition lets the one kind act as the other. Raises KeyError for a role that nobody serves, ValueError for
    two that do not go together.
    """
    steps = route(chain, tier, abroad=abroad)
    joined = [tuple(group) for _, group in groupby(steps, key=lambda step: serving[role_of(step)])]
    found = tuple(Stop(serving[role_of(group[0])], group) for group in joined)
    for stop in found:
        if len(stop.kinds) > 1 and set(stop.kinds) not in ({roles.commission, roles.acts_as} for roles in chain.two_roles):
            raise ValueError(f"{stop.commission}: {chain.law} lets no commission act as {' and '.join(stop.kinds)}")
    return found


def role_of(step: Step) -> str:
    """The role that a step needs a commission for: its kind, with the level where there are two: ``territorial rayon``."""
    return step.commission if step.level is None else f"{step.commission} {step.level}"


@dataclass(frozen=True)
class Serving:
    """The commissions of an event, ready to tell which of them serves a station in which role."""

    event: Event

    def roles(self, station: str, contest: str) -> dict[str, str]:
        """By role, for one contest, as ``stops`` takes it; a role that nobody has is left out.

        Of the territorial commissions above the station's precinct the nearest is the rayon's and the last the region's.
        The okrug commission is that of the contest's constituency, or a territorial one that acts as such; where the event
        has neither, the nearest territorial one, to which Art. 94(1) and 108(1) of Kazakhstan send protocols as well.
        """
        precinct = self.event.stations[station].commission
        counts = self.event.commissions[precinct]  # itself above, where it is of another kind and counts as well
        key = (counts.parent if counts.kind == "precinct" else precinct, contest)
        if key not in self._shared:
            self._shared[key] = self._roles_above(*key)
        return {"precinct": precinct, **self._shared[key]}

    def _roles_above(self, commission: str | None, contest: str) -> dict[str, str]:
        """The roles that all precincts below a commission have in common."""
        above = tuple(self._upwards(commission))
        roles = dict(self._central)
        if territorial := [one.id for one in above if one.kind == "territorial"]:
            nearest, widest = territorial[0], territorial[-1]
            roles |= {"territorial": nearest, "territorial rayon": nearest, "territorial region": widest}
        if (okrug := next(self._okrug(self.event.contest(contest), above), None)) is not None:
            roles["okrug"] = okrug
        return roles

    def _okrug(self, contest: Contest, above: Sequence[Commission]) -> Iterator[str]:
        """Who does an okrug commission's work for a contest, the first choice first."""
        if contest.constituency is not None:
            if contest.constituency in self._of_constituency:
                yield self._of_constituency[contest.constituency]
            # A unit is a constituency of a wider body: a region of the Mazhilis, never of its own maslikhat.
            body = self.event.body(contest.body).place
            yield from (one.id for one in above if one.acts_as == "okrug" and body in lineage(one.place, self.event.places)[1:])
            yield from (one.id for one in above if one.kind == "territorial")
        yield from (one.id for one in above if one.kind == "okrug")

    def _upwards(self, commission: str | None) -> Iterator[Commission]:
        while commission is not None:
            yield self.event.commissions[commission]
            commission = self.event.commissions[commission].parent

    @cached_property
    def _shared(self) -> dict[tuple[str | None, str], dict[str, str]]:
        """Roles found once, by the commission above the precinct and by contest."""
        return {}

    @cached_property
    def _of_constituency(self) -> Mapping[str, str]:
        return {one.place: one.id for one in self.event.commissions.values() if one.kind == "okrug"}

    @cached_property
    def _central(self) -> Mapping[str, str]:
        central = [one.id for one in self.event.commissions.values() if one.kind == "central"]
        return {"central": central[0]} if central else {}


def load_chain(law: str) -> Chain:
    """The chain of an edition that comes with dauys (``kz/mazhilis/2023``). Raises BadInput."""
    return read_chain(beside(law, "chain"))


def read_chain(path: Path) -> Chain:
    """The chain in a file. Raises BadInput with everything that is wrong."""
    return read_beside(path, "chain", Chain, "the chain", _disagreements)


def _disagreements(chain: Chain) -> Iterator[Wrong]:
    """Tiers with two routes, routes that do not begin at the precinct, kinds of commission that the edition has not."""
    kinds = [commission.kind for commission in chain.commission]
    known = f"name one of: {', '.join(kinds)}"
    for number, way in enumerate(chain.route):
        if way.tier in [other.tier for other in chain.route[:number]]:
            yield Wrong(("route", number, "tier"), way.tier, "this tier has a route already", "keep one of the two")
        if way.step[0].commission != "precinct":
            cause = "a protocol begins at the precinct commission"
            yield Wrong(("route", number, "step", 0, "commission"), way.step[0].commission, cause, "begin with precinct")
        for place, step in enumerate(way.step):
            if step.commission not in kinds:
                key = ("route", number, "step", place, "commission")
                yield Wrong(key, step.commission, "the edition has no such commission", known)
    for number, move in enumerate(chain.move):
        for kind in move.by:
            if kind not in kinds:
                yield Wrong(("move", number, "by"), kind, "the edition has no such commission", known)
        if not chain.has_act(move.act):
            yield Wrong(("move", number, "act"), move.act, "the edition does not know this act", "leave the move out")
