"""The trace told step by step: heading, article, facts, table. The same sections make the terminal's and the written text.

It prints what the German Federal Returning Officer's tables print: the base and the line, the quota or the interval of
divisors, seats unrounded and rounded, what was left and who got it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dauys.law import AGAINST_ALL, INDEPENDENT, LawStep, Outcome, Votes
from dauys.render.numbers import number, percent
from dauys.text import phrase, phrase_or


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to print: the first column is words, all others are numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One step for people."""

    heading: str
    article: str
    facts: tuple[str, ...] = ()
    table: Table | None = None


class Teller:
    """Tells the steps of one outcome in one language. Holds the names it needs, and changes nothing."""

    def __init__(self, votes: Votes, language: str) -> None:
        self.votes = votes
        self.language = language

    def say(self, key: str, **values: object) -> str:
        return phrase(key, self.language, **values)

    def word(self, word: object) -> str:
        """A word of the law's vocabulary in the reader's language, where there is a translation."""
        return phrase_or(f"word.{word}", self.language, str(word))

    def name(self, option: str) -> str:
        """An option as it is called on the ballot; in English its short name."""
        if option in (AGAINST_ALL, INDEPENDENT):
            return self.say(option)
        party = self.votes.parties.get(option)
        if party is None or self.language == "en":
            place = self.votes.places.get(option)
            return place.names.told(self.language) if place is not None and place.names.told(self.language) != "?" else option
        told = getattr(party.names, self.language)
        return str(told) if told else option

    def place(self, place: str | None) -> str:
        if place is None or place == self.votes.country:
            return ""
        return self.name(place)

    def n(self, value: object, digits: int = 6) -> str:
        if isinstance(value, bool) or value is None:
            return "–" if value is None else str(value)
        return number(value, self.language, digits) if isinstance(value, int | Fraction) else self.word(value)

    def columns(self, *names: str) -> tuple[str, ...]:
        return tuple(self.say(f"column.{name}") for name in names)


def sections(outcome: Outcome, votes: Votes, language: str = "en", tier: str | None = None) -> list[Section]:
    """The trace of an outcome, or of one of its tiers, for people; constituencies decided alike share one table."""
    teller = Teller(votes, language)
    told: list[Section] = []
    contests: list[LawStep] = []
    for step in outcome.trace:
        if tier is not None and step.tier not in (tier, None):
            continue
        if step.rule in ("plurality", "absolute majority"):
            if contests and contests[-1].article != step.article:
                told.append(_contests(contests, teller))
                contests = []
            contests.append(step)
            continue
        if contests:
            told.append(_contests(contests, teller))
            contests = []
        told.append(_section(step, teller))
    if contests:
        told.append(_contests(contests, teller))
    return told


def _contests(steps: Sequence[LawStep], teller: Teller) -> Section:
    """Constituencies in one table: who won, with how many votes, before whom."""
    rows = []
    for step in steps:
        votes: Mapping[str, Any] = step.inputs["votes"]  # type: ignore[assignment]
        ranked = sorted(votes, key=lambda option: votes[option], reverse=True)
        elected: Sequence[str] = step.result["elected"]  # type: ignore[assignment]
        second = next((option for option in ranked if option not in elected), None)
        won = ", ".join(teller.name(option) for option in elected) or "–"
        lead = votes[ranked[0]] - votes[second] if elected and second is not None else None
        cast = votes[elected[0]] if elected else None
        rows.append(
            (teller.name(step.place or ""), won, teller.n(cast), teller.name(second) if second else "–", teller.n(lead))
        )
    heading = teller.say(f"step.{steps[0].rule}")
    columns = teller.columns("place", "elected", "votes", "second", "lead")
    return Section(heading, steps[0].article, (), Table(columns, tuple(rows)))


def _section(step: LawStep, teller: Teller) -> Section:
    """One step: with the table of its rule, or else with what it says as plain facts."""
    heading = teller.say(f"step.{step.rule}")
    where = teller.place(step.place)
    if where:
        heading = f"{heading} · {where}"
    tell = _TABLES.get(step.rule)
    if tell is None:
        return Section(heading, step.article, tuple(_facts({**step.inputs, **step.result}, teller)))
    facts, table = tell({**step.inputs, **step.result, "seats to give": step.inputs.get("seats")}, teller)
    return Section(heading, step.article, tuple(facts), table)


def _facts(values: Mapping[str, Any], teller: Teller) -> Iterable[str]:
    for key, value in values.items():
        if value in (None, (), {}, ""):
            continue
        yield f"{teller.word(key)}: {_plain(value, teller)}"


def _plain(value: Any, teller: Teller) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{_plain(str(key), teller)} {_plain(item, teller)}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(_plain(item, teller) for item in value)
    if isinstance(value, bool):
        return teller.say("yes" if value else "no")
    return teller.name(value) if isinstance(value, str) and teller.word(value) == value else teller.n(value)


type _Told = tuple[list[str], Table | None]


def _threshold(step: Mapping[str, Any], teller: Teller) -> _Told:
    base, share = step["votes in base"], step["share"]
    facts = [teller.say("fact.line", compared=teller.word(step["compared"]), line=teller.n(step["line"]),
                        share=percent(share, teller.language) if base is not None else "", base=teller.word(step["base"]),
                        votes=teller.n(base))]  # fmt: skip
    rows = tuple(
        (
            teller.name(option), teller.n(votes), percent(Fraction(votes) / base, teller.language) if base else "–",
            teller.say("yes" if option in step["reached"] else "no"),
        )
        for option, votes in step["measure"].items()
    )  # fmt: skip
    return facts, Table(teller.columns("list", "votes", "share", "passes"), rows)


def _quota(step: Mapping[str, Any], teller: Teller) -> _Told:
    return [teller.say("fact.quota", votes=teller.n(step["votes"]), seats=step["seats"], quota=teller.word(step["quota"]),
                       result=teller.n(step["votes per seat"]))], None  # fmt: skip


def _whole_parts(step: Mapping[str, Any], teller: Teller) -> _Told:
    rows = tuple(
        (
            teller.name(o),
            teller.n(step["votes"][o]),
            teller.n(due),
            str(step["seats"][o]),
            teller.n(due - step["seats"][o]),
        )
        for o, due in step["due"].items()
    )
    columns = teller.columns("list", "votes", "due", "seats", "remainder")
    return [teller.say("fact.left", left=step["left"])], Table(columns, rows)


def _rest(step: Mapping[str, Any], teller: Teller) -> _Told:
    claims = sorted(step["claims"].items(), key=lambda pair: pair[1], reverse=True)
    rows = tuple((teller.name(o), teller.n(claim), str(step["received"].get(o, 0))) for o, claim in claims)
    facts = [teller.say("fact.given", left=step["left"])]
    if step["tie"]:
        facts.append(teller.say("fact.tie", among=", ".join(map(teller.name, step["tie"]))))
    return facts, Table(teller.columns("list", "claim", "seats"), rows)


def _divisor(step: Mapping[str, Any], teller: Teller) -> _Told:
    facts = [teller.say("fact.seats to give", seats=teller.n(step["seats to give"]), method=teller.word(step["method"]))]
    if step["divisor"] is not None:
        key = "fact.interval" if step["high"] is not None else "fact.interval open"
        squared = "²" if step["power"] == 2 else ""
        facts.append(teller.say(key, low=teller.n(step["low"]) + squared, high=teller.n(step["high"]) + squared,
                                shown=teller.n(step["divisor"])))  # fmt: skip
    if step["tie"]:
        facts.append(teller.say("fact.tie", among=", ".join(map(teller.name, step["tie"]))))
    if step["unfilled"]:
        facts.append(teller.say("fact.unfilled", seats=step["unfilled"]))
    held = step["held"] or step["minimum"]
    rows = tuple(
        (
            teller.name(option), teller.n(step["votes"][option]), teller.n(due), *((str(held.get(option, 0)),) if held else ()),
            str(step["seats"][option]),
        )
        for option, due in step["due"].items()
    )  # fmt: skip
    columns = ("list", "votes", "due", *(("held" if step["held"] else "minimum",) if held else ()), "seats")
    return facts, Table(teller.columns(*columns), rows)


def _lone_list(step: Mapping[str, Any], teller: Teller) -> _Told:
    facts = [teller.say("fact.lone", passed=teller.name(step["passed"]), admitted=teller.name(step["admitted"]),
                        weight=teller.n(step["weight"]), weighed=teller.n(step["weighed"]),
                        least=step["at least"])]  # fmt: skip
    rows = tuple(
        (teller.name(o), teller.n(step["votes"][o]), teller.n(due), str(step["seats"][o])) for o, due in step["due"].items()
    )
    return facts, Table(teller.columns("list", "votes", "due", "seats"), rows)


def _linked(step: Mapping[str, Any], teller: Teller) -> _Told:
    facts = [
        teller.say("fact.linked", house=step["house"], outside=step["outside"], part=teller.n(step["part"]), sum=step["sum"])
    ]
    rows = tuple(
        (
            teller.name(o),
            teller.n(votes),
            str(step["constituencies"][o]),
            teller.n(step["gap"][o]),
            str(step["seats"][o]),
        )
        for o, votes in step["votes"].items()
    )
    return facts, Table(teller.columns("list", "votes", "held", "gap", "linked"), rows)


def _left_out(step: Mapping[str, Any], teller: Teller) -> _Told:
    facts = [teller.say("fact.left out", party=teller.name(step["party"]), won=step["won"], covered=step["covered"])]
    rows = tuple((teller.name(place), percent(share, teller.language)) for place, share in step["without a seat"].items())
    return facts, Table(teller.columns("place", "share"), rows)


def _declared(step: Mapping[str, Any], teller: Teller) -> _Told:
    facts = [teller.say("fact.declared", seats=step["seats"], known=step["of which in a known constituency"])]
    rows = tuple((teller.name(party), str(seats)) for party, seats in step["seats by party"].items())
    return facts, Table(teller.columns("list", "seats"), rows)


_TABLES: Mapping[str, Callable[[Mapping[str, Any], Teller], _Told]] = {
    "threshold": _threshold,
    "quota": _quota,
    "whole parts": _whole_parts,
    "largest remainders": _rest,
    "most votes": _rest,
    "divisor": _divisor,
    "lone list": _lone_list,
    "linked seats": _linked,
    "left out": _left_out,
    "declared": _declared,
}
