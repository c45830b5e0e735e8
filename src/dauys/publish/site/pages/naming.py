"""What things are called on pages, where they lead, and numbers that several pages show in the same way."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from dauys.election.event import Contest, Event
from dauys.law import AGAINST_ALL, INDEPENDENT, Option
from dauys.law.words import Names
from dauys.publish.results import Results, Sum
from dauys.publish.site.page import Say, Several, To, Value


def of(part: int, whole: int) -> Say:
    """``3 of 4``."""
    return Say("page.of", {"part": part, "whole": whole})


def share(part: int | None, whole: int | None) -> Fraction | None:
    """A share; not known where one of the two is not, or there is nothing to take it of."""
    return Fraction(part, whole) if part is not None and whole else None


# ---- names -------------------------------------------------------------------------------------------------------------


def option_name(event: Event, option: Option) -> Value:
    """A line of the ballot; lists in English by their short name."""
    if option.kind == AGAINST_ALL:
        return Say("against_all")
    if option.kind != "list":
        return option.names if option.names.told("en") != "?" else option.id
    party = event.parties.get(option.party or "")
    names = party.names if party is not None else option.names
    return Names(kk=names.kk, ru=names.ru, en=option.id)


def candidate_name(event: Event, option: Option) -> Value:
    """A candidate, with the party where there is one."""
    name = option_name(event, option)
    return name if option.party is None or option.kind == "list" else Several((name, party_name(event, option.party)), " · ")


def party_name(event: Event, party: str) -> Value:
    """A party, or those who have none."""
    if party == INDEPENDENT:
        return Say("independent")
    names = event.parties[party].names if party in event.parties else Names()
    return Names(kk=names.kk, ru=names.ru, en=party)


def contest_name(event: Event, contest: Contest) -> Value:
    """What is voted on: ``Mazhilis: party lists``, with the way to its page."""
    body = event.body(contest.body)
    where: Value = contest.names if contest.constituency is not None else Say(f"tier.{contest.tier}")
    told: Value = To(contest_page(contest), Several((body.names, where), ": "))
    return told if contest.repeats is None else Say("page.repeat", {"contest": told})


# ---- addresses ---------------------------------------------------------------------------------------------------------


def body_page(body: str) -> str:
    """The page of a body."""
    return f"{body}/index"


def contest_page(contest: Contest) -> str:
    """The page of a contest: of a constituency its own, of lists that of the body."""
    name = contest.id.removeprefix(f"{contest.body}.")
    return body_page(contest.body) if contest.id == f"{contest.body}.list" else f"{contest.body}/{name}"


def station_page(station: str) -> str:
    """The page of a station."""
    return f"station/{station}"


def place_page(place: str) -> str:
    """The page of a place."""
    return f"place/{place}"


def commission_page(commission: str) -> str:
    """The page of a commission above the stations."""
    return f"commission/{commission}"


def to_place(source: Results, place: str) -> To:
    """A place, and the way to its page."""
    return To(source.page_of(place), source.event.places[place].names)


# ---- sums --------------------------------------------------------------------------------------------------------------


def ranked(total: Sum, options: Iterable[Option]) -> list[tuple[Option, int]]:
    """The options with votes, those with most first; in the order of the ballot where equal. Against all is none of them."""
    votes: Mapping[str, int | None] = total.votes
    known = [(one, number) for one in options if one.kind != AGAINST_ALL and (number := votes.get(one.id)) is not None]
    return sorted(known, key=lambda pair: -pair[1])


def votes_of(total: Sum, option: str) -> int | str | None:
    """The votes of an option; empty where it was not on the ballot, which is neither zero nor unknown."""
    return total.votes.get(option, "")


def share_of(total: Sum, option: str) -> Fraction | str | None:
    """The same as a share of the valid votes."""
    return share(total.votes[option], total.valid) if option in total.votes else ""
