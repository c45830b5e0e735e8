"""Where claims are equal: what the law's tie rule orders, or the question."""

from collections.abc import Mapping

from dauys.law.outcome import Clerk, Question
from dauys.law.vocabulary import Tier, TieRule
from dauys.law.votes import Votes
from dauys.seats import Allocation, Lot, Number, Tie, settle
from dauys.seats.values import largest

_WHEN = {
    # the words of the vocabulary: how many stood, and how many of them share the lead
    "two stood": lambda stood, lead: stood == 2,
    "more than two stood": lambda stood, lead: stood > 2,
    "more than two stood, two lead": lambda stood, lead: stood > 2 and lead == 2,
    "more than two stood, more lead": lambda stood, lead: stood > 2 and lead > 2,
}


def rule_for(tier: Tier, stood: int, lead: int, second: bool) -> TieRule | None:
    """The first tie rule of the tier that fits; None where the law has none."""
    if second:
        return next((rule for rule in tier.tie if rule.when == "second vote"), None)
    return next((rule for rule in tier.tie if rule.when is None or _WHEN.get(rule.when, _never)(stood, lead)), None)


def _never(stood: int, lead: int) -> bool:
    return False


def break_tie(
    tier: Tier, tie: Tie, votes: Votes, measure: Mapping[str, Number], clerk: Clerk, place: str | None, stood: int,
    second: bool = False,
) -> frozenset[str] | None:  # fmt: skip
    """Who of the tied gets a seat, by the law's rule or by an answer handed in; None where the question stays open.

    measure: votes by option, for the rule "most votes". place: None for the whole country. second: the tie is in a
    run-off or repeat vote, for which a law has a rule of its own or none.
    """
    rule = rule_for(tier, stood, len(tie.among), second)
    among = tuple(sorted(tie.among))
    article, reason, kind = "", "", "tie"
    if rule is not None:
        article = rule.article or ""
        if rule.by == "registration time":
            winners = _by_registration(tier, tie, votes, place)
            if winners is not None:
                clerk.note(
                    "registration time", article, {"among": among, "seats": tie.seats}, {"winners": tuple(sorted(winners))},
                    tier.name, place,
                )  # fmt: skip
                return winners
            reason = "registration times are equal or not known"
        elif rule.by == "most votes":
            winners, still = largest({option: measure[option] for option in among}, tie.seats, tie.at)
            if still is None:
                clerk.note(
                    "more votes", article, {"votes": {o: measure[o] for o in among}, "seats": tie.seats},
                    {"winners": tuple(sorted(winners))}, tier.name, place,
                )  # fmt: skip
                return winners
            reason = "the votes are equal too"
        elif rule.then is not None:
            kind, reason = ("silent tie", rule.reason or "") if rule.then == "stop" else (rule.then, "")
    else:
        kind, reason = "silent tie", "the law file names no rule"
    choices = () if kind == "repeat election" else among
    question = Question(kind, tier.name, place, choices, tie.seats if choices else 0, article, reason, tie.at)
    chosen = clerk.ask(question)
    return None if chosen is None else frozenset(chosen)


def _by_registration(tier: Tier, tie: Tie, votes: Votes, place: str | None) -> frozenset[str] | None:
    """The tied that were registered first; None where a time is missing, or equal times meet the last seat."""
    times = {o: votes.option(tier.name, place or votes.country, o).registered for o in tie.among}
    if any(time is None for time in times.values()):
        return None
    ranked = sorted(times, key=lambda o: times[o] or "")
    if times[ranked[tie.seats - 1]] == times[ranked[tie.seats]]:
        return None
    return frozenset(ranked[: tie.seats])


def settled(tier: Tier, allocation: Allocation, votes: Votes, clerk: Clerk, article: str, place: str | None) -> Allocation:
    """The allocation with its steps entered and its tie broken, if the law or an answer can break it."""
    clerk.copy(allocation.trace, article, tier.name, place)
    if allocation.tie is None:
        return allocation
    measure = {option: line.votes for option, line in allocation.lines.items()}
    winners = break_tie(tier, allocation.tie, votes, measure, clerk, place, stood=len(allocation.lines))
    return allocation if winners is None else settle(allocation, Lot(allocation.tie, winners))
