"""An act that waits to be confirmed, in words for people: what it says, and what it is about."""

from collections.abc import Iterable, Mapping
from typing import Any

from dauys.acts import State
from dauys.office.counting.naming import contest_name
from dauys.office.nominations.naming import nomination_value
from dauys.office.results.drafts import ABOUT
from dauys.office.results.mandates import person_shown
from dauys.office.results.models import Draft
from dauys.office.setting_up.preparing import grouped
from dauys.text import BadInput, phrase, told


def value_shown(state: State, payload: Mapping[str, Any], name: str, language: str) -> str:
    """A value of the act: stations, contests, bodies, places and persons of lists by their names."""
    value, event = payload[name], state.event
    if (shown := nomination_value(state, payload, name, language)) is not None:
        return shown
    match name:
        case "station":
            return f"{value}: {event.stations[value].names.told(language)}"
        case "body":
            return event.body(value).names.told(language)
        case "place" if value in event.places or value in event.constituencies:
            return (event.places.get(value) or event.constituencies[value]).names.told(language)
        case "option" if "contest" in payload:
            names = {one.id: one.names.told(language) for one in event.options_of(payload["contest"])}
            return names.get(value, value)
        case "orders":
            return phrase(f"observing.orders.{value}", language)
        case "record" if value is None:
            return phrase("recall.typed", language)
        case "record":
            return phrase("recall.read", language, number=value["size"], hash=" ".join(grouped(value["definition"])))
        case "person":
            return person_shown(event.lists.get((payload["contest"], payload["option"])), value, language)
        case "contest" | "contests":
            return "; ".join(contest_name(state, one, language) for one in ([value] if isinstance(value, str) else value))
        case _:
            return ", ".join(value) if isinstance(value, list) else str(value or "–")


def about_shown(state: State, drafts: Iterable[Draft], language: str) -> list[tuple[Draft, str]]:
    """Drafts, each with its matter."""
    return [(one, ", ".join(value_shown(state, one.payload, name, language) for name in ABOUT[one.kind])) for one in drafts]


def broken_shown(wrong: BadInput, language: str) -> str:
    """Why the seats cannot be worked out, and what to do: a lot that does not answer its question."""
    return "; ".join(part.text for fault in wrong.faults for line in (fault.cause, fault.cure) for part in told(line, language))
