"""The ways of papers and the calendar of each law of the election, told for a page. The law's words stand beside the dates."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dauys.acts import State
from dauys.election.event import Event
from dauys.protocol.beside import comes_with
from dauys.protocol.calendar import dates_of, load_calendar
from dauys.protocol.chain import load_chain
from dauys.text import BadInput, told

SHOWN = 500
"""Faults of a definition that a page shows."""


def faults(wrong: BadInput, language: str) -> dict[str, Any]:
    """The faults of files that somebody sent, as rows of a page; of a file only its name is the reader's.

    Cause and cure come in parts with the language of each: what nobody has put into the page's is told in English.
    """
    rows = [
        {
            "where": ":".join(str(part) for part in (Path(one.file).name, one.line, one.column) if part is not None),
            "value": one.value, "cause": told(one.cause, language), "cure": told(one.cure, language),
        }
        for one in wrong.faults[:SHOWN]
    ]  # fmt: skip
    return {"faults": rows, "number": len(wrong.faults)}


def summary(event: Event, language: str) -> dict[str, Any]:
    """What there is in an election: bodies with their laws, commissions, stations, lines of the ballots."""
    contests = Counter(one.body for one in event.contests)
    return {
        "before": event.before,
        "bodies": [
            {"name": body.names.told(language), "law": body.law, "contests": contests[body.id]}
            for body in event.bodies.values()
        ],
        "kinds": dict(Counter(one.kind for one in event.commissions.values())), "stations": len(event.stations),
        "voters": sum(one.voters for one in event.stations.values()), "date": event.date.isoformat(),
        "options": sum(len(event.options_of(one.id)) for one in event.contests),
    }  # fmt: skip


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


def parts(state: State, body: str, language: str) -> Iterator[dict[str, Any]]:
    """For each contest of a body, by name: who receives papers, sums them up and declares the result, of how many stations.

    ``roles`` are named where a commission does the work of two kinds, as the law lets it.
    """
    event = state.event
    names = {kind.kind: kind.name.told(language) for kind in state.chain(event.body(body).law).commission}
    for contest in event.contests_of_body(body):
        stations, kinds = [station.id for station in event.stations_of(contest.id)], defaultdict[str, set[str]](set)
        for station in stations:
            for commission, part in state.way(station, contest.id).items():
                kinds[commission] |= part.kinds
        received = Counter(state.receiver(station, contest.id) for station in stations)
        sums, declares = state.summing(contest.id), state.declaring(contest.id)
        rows = [
            {
                "name": event.commissions[one].names.told(language), "receives": received[one],
                "sums up": len(sums.get(one, ())), "declares": len(declares.get(one, ())),
                "roles": [names[kind] for kind in names if kind in kinds[one]] if len(kinds[one]) > 1 else [],
            }
            for one in dict.fromkeys((*received, *sums, *declares))
        ]  # fmt: skip
        yield {"contest": contest.id, "stations": len(stations), "rows": rows}


def body_of(state: State, commission: str) -> str:
    """The first body on the way of whose papers a commission is; of none, the first of all."""
    event = state.event
    on_the_way = (
        contest.body for contest in event.contests if any(
            commission in state.way(station.id, contest.id) for station in event.stations_of(contest.id))
    )  # fmt: skip
    return next(on_the_way, next(iter(event.bodies)))


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
