"""What the law asks of a nomination as such: its length, its groups, its age; and whether somebody stands in two places.

Values in, sentences out. Of a person there are a name and a year of birth, as the law publishes them, and no number: so two
rows may be one person or two, and it is the commission that looks.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dauys.election.event import Contest, Event, Listed, PartyList, law_of
from dauys.law import AGAINST_ALL, Option, Votes
from dauys.law.mandates import longest, needed
from dauys.law.thresholds import seats_of
from dauys.law.vocabulary import Mandates
from dauys.law.words import Names
from dauys.protocol.nomination_law import NominationLaw, OnePlace
from dauys.text import LANGUAGES, phrase

type Key = tuple[str, str]
"""Contest and option."""

type Lines = tuple[Option, ...]
"""The lines of a ballot, in its order."""

AGAINST = Option(AGAINST_ALL, "against_all", None, Names(**{one: phrase("against_all", one) for one in LANGUAGES}))


@dataclass(frozen=True, slots=True)
class Nominee:
    """A person who stands, by what the law publishes."""

    id: str
    names: Names
    born: int  # year
    marked: bool  # a woman, or young: it is published; False: that is not told

    @property
    def same(self) -> tuple[str, int]:
        """Two rows that are alike in this may be one person."""
        return " ".join((self.names.kk or "").casefold().split()), self.born


@dataclass(frozen=True, slots=True)
class Nomination:
    """A list, or a candidate, and what became of it."""

    contest: str
    option: str
    who: str  # party, association, self
    party: str | None
    nominator: Names  # the association; of a party it is in the event
    names: Names
    nominees: tuple[Nominee, ...]
    groups: Mapping[str, int | None]  # how many of each group of the law
    more: int | None  # how many count for the groups beside those who are marked; None: not known
    lodged: str  # the moment
    state: str = "lodged"  # then registered, refused, withdrawn
    registered: str | None = None
    reason: str | None = None
    granted: bool = False  # an appeal was: then it may be registered after the time

    @property
    def stands(self) -> bool:
        """Whether it is in the way of another one: it is lodged, or registered."""
        return self.state in ("lodged", "registered")

    def without(self, person: str, more: int | None) -> "Nomination":
        """The list after somebody has left it; more: how many count beside the marked of those who are left."""
        return replace(self, nominees=tuple(one for one in self.nominees if one.id != person), groups={}, more=more)


def nomination_of(told: Mapping[str, Any]) -> Nomination:
    """The nomination in an act that lodges it."""
    nominees = tuple(Nominee(one["id"], Names(**one["names"]), one["born"], one["marked"]) for one in told["nominees"])
    return Nomination(
        told["contest"], told["option"], told["who"], told["party"], Names(**told["nominator"] or {}), Names(**told["names"]),
        nominees, dict(told["groups"]), told["more"], told["moment"],
    )  # fmt: skip


# ---- as a definition tells them ------------------------------------------------------------------------------------------


def lines_of(event: Event, contest: Contest, order: Iterable[Nomination]) -> Lines:
    """The lines of a ballot with these on it, and against all where the law has that."""
    tier = law_of(event.body(contest.body).law).tier_named(contest.tier)
    against = (AGAINST,) if tier is not None and tier.against_all is not None else ()
    return (*(_option(event, contest, one) for one in order), *against)


def _option(event: Event, contest: Contest, one: Nomination) -> Option:
    if contest.tier == "list":
        party = event.parties.get(one.party or "")
        names = one.names if party is None else party.names
        return Option(one.option, "list", one.party, names, one.registered, len(one.nominees))
    return Option(one.option, "candidate", one.party, one.names, one.registered)


def other_lines(mine: Lines, other: Lines) -> Iterator[str]:
    """The options of two ballots of the same order that are told otherwise; the words of the line against all are nobody's."""
    return (one.id for one, there in zip(mine, other, strict=True) if one.id != AGAINST_ALL and one != there)


def party_list(event: Event, one: Nomination) -> PartyList:
    """The persons of a list, as a definition tells them: of groups only where the law asks it of the mandates."""
    rule = law_of(event.body(event.contest(one.contest).body).law).mandates
    told = rule is not None and rule.quota is not None
    persons = tuple(Listed(person.id, person.names, person.marked and told) for person in one.nominees)
    return PartyList(persons, one.more if told else None)


# ---- lists ---------------------------------------------------------------------------------------------------------------


def mandates_of(event: Event, contest: Contest) -> Mandates | None:
    """What the edition asks of lists; None of candidates."""
    return law_of(event.body(contest.body).law).mandates if contest.tier == "list" else None


def list_seats(event: Event, contest: Contest) -> int:
    """The seats that the lists of a body are for."""
    body = event.body(contest.body)
    tier = law_of(body.law).tier_named("list")
    assert tier is not None
    seats = seats_of(tier, Votes((), seats=body.seats))
    assert seats is not None  # a definition sets what its law leaves open
    return seats


def list_faults(rule: Mandates | None, one: Nomination, seats: int) -> Iterator[str]:
    """What is wrong with a list that wants to be registered: too long, too few of the groups, or that is not known."""
    length, quota = (rule.list_length, rule.list_quota) if rule is not None else (None, None)
    persons, marked = len(one.nominees), sum(person.marked for person in one.nominees)
    if length is not None and persons > (most := longest(length, seats)):
        yield f"list too long: {persons} > {most}, Art. {length.article}"
    if quota is not None and marked < (least := needed(quota, persons)):
        if one.more is None:
            yield f"not known how many count for the groups: {marked} are marked, {least} must be, Art. {quota.article}"
        elif marked + one.more < least:
            yield f"too few of the groups: {marked + one.more} < {least} of {persons}, Art. {quota.article}"


def lodging_faults(rule: Mandates | None, one: Nomination) -> Iterator[str]:
    """What contradicts itself, or would tell of a person what only numbers may."""
    quota = rule.list_quota if rule is not None else None
    ids = [person.id for person in one.nominees]
    if len(set(ids)) < len(ids):
        yield f"a person stands twice on it: {', '.join(sorted({id_ for id_ in ids if ids.count(id_) > 1}))}"
    others, marked = sum(not person.marked for person in one.nominees), sum(person.marked for person in one.nominees)
    if quota is None:
        if marked or one.more or any(one.groups.values()):
            yield "no groups are asked of it, and what is not asked is not gathered"
        return
    if strangers := sorted(one.groups.keys() - set(quota.groups)):
        yield f"not among the groups of the law: {', '.join(strangers)}"
    if one.more and one.more >= others:
        yield f"as many as all who are not marked: that would tell it of each ({one.more} of {others})"
    known = [number for number in one.groups.values() if number is not None]
    together = None if one.more is None else marked + one.more
    if together is not None and any(number > together for number in known):
        yield f"one group is larger than all together: {max(known)} > {together}"
    if together is not None and len(known) == len(quota.groups) and sum(known) < together:
        yield f"the groups together are smaller than what counts: {sum(known)} < {together}"


# ---- persons -------------------------------------------------------------------------------------------------------------


def too_young(rules: NominationLaw, one: Nomination, year: int) -> list[str]:
    """The persons who cannot have reached the age in the year of the vote; of those who reach it in that year nothing is
    known from a year of birth."""
    return [person.id for person in one.nominees if year - person.born < rules.age.at_least]


@dataclass(frozen=True, slots=True)
class Twice:
    """Two rows that may be one person, and what the law says of it."""

    person: str
    contest: str  # the other place
    option: str
    other: str  # the person there
    rule: OnePlace

    @property
    def key(self) -> str:
        """How the commission names it when it has looked."""
        return f"{self.person}: {self.contest} {self.option} {self.other}"


def twice(
    rules: NominationLaw, one: Nomination, others: Iterable[Nomination], contest: Callable[[str], Contest]
) -> tuple[Twice, ...]:
    """Everybody of a nomination who, by name and year, may stand elsewhere too, where the law has something to say of it.

    others: those that are looked at; contest: the contest of an id.
    """
    by_places = {rule.places: rule for rule in rules.one_place}
    here, found = contest(one.contest), []
    persons = {person.same: person.id for person in one.nominees}
    for other in others:
        if other.stands:
            rule = by_places.get(_places(here, contest(other.contest)))
            for person in other.nominees if rule is not None else ():
                if person.same in persons and rule is not None:
                    found.append(Twice(persons[person.same], other.contest, other.option, person.id, rule))
    return tuple(found)


def _places(one: Contest, other: Contest) -> Any:
    if one.body != other.body:
        return "two bodies"
    tiers = {one.tier, other.tier}
    return "list and constituency" if len(tiers) == 2 else "two lists" if tiers == {"list"} else "two constituencies"
