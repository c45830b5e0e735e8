"""What things are called on papers: contests, options, places; in every language of the paper."""

from collections.abc import Sequence

from dauys.election.event import Contest, Event, Station, lineage
from dauys.law import AGAINST_ALL, INDEPENDENT, Option
from dauys.render.paper_typeset import Speaker, Texts


def contest_name(speak: Speaker, event: Event, contest: Contest) -> Texts:
    """``Mazhilis: party lists``; ``Mazhilis: constituency 07``."""
    bodies = speak.names(event.body(contest.body).names, contest.body)
    what = speak.say("tier.list") if contest.constituency is None else speak.names(contest.names, contest.id)
    told = [f"{body}: {one}" for body, one in zip(bodies, what, strict=True)]
    return (
        told
        if contest.repeats is None
        else [f"{one} ({again})" for one, again in zip(told, speak.say("paper.repeat"), strict=True)]
    )


def option_name(speak: Speaker, event: Event, option: Option) -> tuple[Texts, Sequence[Sequence[str]]]:
    """A line of the ballot, and beneath it in each language the candidate's party, where there is one."""
    none: list[list[str]] = [[] for _ in speak.languages]
    if option.id == AGAINST_ALL:
        return speak.say("against_all"), none
    party = event.parties.get(option.party or "")
    if option.kind == "list":
        return speak.names(option.names if party is None else party.names, option.id), none
    names = speak.names(option.names, option.id)
    return names, none if party is None else [[told] for told in speak.names(party.names, party.id)]


def party_name(speak: Speaker, event: Event, party: str) -> Texts:
    """A party; candidates without one together by their word."""
    if party == INDEPENDENT:
        return speak.say("independent")
    return speak.names(event.parties[party].names, party) if party in event.parties else speak.same(party)


def place_name(speak: Speaker, event: Event, place: str) -> Texts:
    """A place, or a constituency that takes its part in an outcome."""
    if place in event.places:
        return speak.names(event.places[place].names, place)
    return speak.names(event.constituencies[place].names, place) if place in event.constituencies else speak.same(place)


def places_above(speak: Speaker, event: Event, station: Station) -> Texts:
    """Where a station lies, from the widest place below the country to its own: a station abroad is in no region."""
    path = [place for place in reversed(lineage(station.place, event.places)) if place != event.country]
    named = [place_name(speak, event, place) for place in path or [station.place]]
    return [", ".join(told) for told in zip(*named, strict=True)]
