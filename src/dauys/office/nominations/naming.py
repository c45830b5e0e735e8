"""What acts on nominations say, in words for people: grounds, requirements, nominations and milestones by their names."""

from collections.abc import Mapping
from typing import Any

from dauys.acts import State
from dauys.acts.nomination_acts import rules_of
from dauys.law.words import Names
from dauys.office.counting.naming import contest_name
from dauys.protocol.calendar import load_calendar
from dauys.text import phrase_or


def option_name(state: State, contest: str, option: str, language: str) -> str:
    """A list or a candidate by name; by id where nothing of it is known."""
    one = state.nominations.known.get((contest, option))
    if one is None:
        return option
    party = state.event.parties.get(one.party or "")
    return (party.names if party is not None and len(one.nominees) > 1 else one.names).told(language)


def person_name(state: State, contest: str, option: str, person: str, language: str) -> str:
    """Somebody of a nomination by name; by id where he is not on it any more."""
    one = state.nominations.known.get((contest, option))
    names = {} if one is None else {nominee.id: nominee.names for nominee in one.nominees}
    return names.get(person, Names(en=person)).told(language)


def nomination_value(state: State, payload: Mapping[str, Any], name: str, language: str) -> str | None:
    """A value of an act on nominations, as a page shows it; None where it is nothing of theirs."""
    value, event = payload[name], state.event
    if name in ("contest", "person", "decision") and value is None:
        return "–"
    match name:
        case "bodies":
            return "; ".join(event.body(body).names.told(language) for body in value)
        case "dates":
            names = {one.code: one.name for one in load_calendar(event.body(payload["body"]).law).milestone}
            told = ((names[one["milestone"]].told(language), one["day"], one["hours"] or "") for one in value)
            return "; ".join(f"{what}: {day} {hours}".strip() for what, day, hours in told)
        case "option" | "person" if (payload.get("contest"), payload.get("option")) in state.nominations.known:
            contest, option = payload["contest"], payload["option"]
            if name == "option":
                return option_name(state, contest, option, language)
            return person_name(state, contest, option, value, language)
        case "order":
            return ", ".join(option_name(state, payload["contest"], one, language) for one in value)
        case "reason" if "article" in payload:
            grounds = {one.code: one for one in rules_of(event, event.contest(payload["contest"]).body).reason}
            return grounds[value].name.told(language)
        case "checked":
            contest = event.contest(payload["contest"])
            names = {one.code: one.name for one in rules_of(event, contest.body).tier_named(contest.tier).requirement}
            return "; ".join(names[one].told(language) for one in value)
        case "looked_at":
            return "; ".join(looked_at(state, payload["contest"], payload["option"], one, language) for one in value) or "–"
        case "by" | "sort":
            return phrase_or(f"nominations.{name}.{value}", language, value)
        case "outcome" if "article" not in payload and payload.get("by"):
            return phrase_or(f"nominations.outcome.{value}", language, value)
        case "more":
            return "–" if value is None else str(value)
        case _:
            return None


def looked_at(state: State, contest: str, option: str, key: str, language: str) -> str:
    """Somebody who may stand in two places: who, and where else."""
    person, _, other = key.partition(": ")
    where, _, what = other.partition(" ")
    named = contest_name(state, where, language) if where in {one.id for one in state.event.contests} else where
    return f"{person_name(state, contest, option, person, language)}: {named} ({what})"
