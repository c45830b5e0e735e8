"""The ways of papers and the calendar of each law of the election, told for a page. The law's words stand beside the dates."""

from collections.abc import Iterator
from typing import Any

from dauys.election.event import Event
from dauys.protocol.calendar import dates_of, load_calendar
from dauys.protocol.chain import load_chain
from dauys.protocol.reading import comes_with


def laws_of(event: Event) -> list[str]:
    """The laws by which the bodies are elected, each once."""
    return list(dict.fromkeys(body.law for body in event.bodies.values()))


def routes(event: Event, language: str) -> Iterator[dict[str, Any]]:
    """For each law and kind of contest: which commission does what with a paper, in its order, and by when."""
    for law in laws_of(event):
        if comes_with(law, "chain"):
            chain = load_chain(law)
            names = {kind.kind: kind.name.told(language) for kind in chain.commission}
            for route in chain.route:
                steps = [
                    {
                        "commission": names[step.commission], "level": step.level, "stations": step.stations, "does": step.does,
                        "within": step.within.words.told(language) if step.within else None,
                        "sends": step.sends.words.told(language) if step.sends else None, "article": step.article,
                    }
                    for step in route.step
                ]  # fmt: skip
                yield {"law": law, "tier": route.tier, "steps": steps}


def calendars(event: Event, language: str) -> Iterator[dict[str, Any]]:
    """For each law its milestones: the law's words, and the date that was set for this election; None where none is known."""
    for law in laws_of(event):
        if comes_with(law, "calendar"):
            calendar = load_calendar(law)
            stored = dates_of(event, law)
            rows = [
                {
                    "name": one.name.told(language), "law": one.law.told(language) if one.law else None, "article": one.article,
                    "day": stored[one.code].day.isoformat() if one.code in stored else None,
                    "hours": stored[one.code].hours if one.code in stored else None,
                }
                for one in calendar.milestone
            ]  # fmt: skip
            yield {"law": law, "rows": rows}
