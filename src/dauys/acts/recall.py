"""The recall of a deputy of a constituency: which act may follow on which, and what the law asks of each (``after.toml``).

The vote itself is an election of its own, with a record of its own (``Event.before``); *recall decided* names its log. The acts
hold numbers and days: nobody who asked for the recall, or signed for it, is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dauys.acts.kinds import Act
from dauys.protocol.after import Recall, load_after, months_from
from dauys.protocol.beside import comes_with
from dauys.protocol.life import NotAllowed

if TYPE_CHECKING:
    from dauys.acts.replay import State

NOTHING = "nothing"
NEXT: Mapping[str, tuple[str, ...]] = {
    NOTHING: ("recall applied",),
    "recall applied": ("recall registered", "recall refused"),
    "recall registered": ("recall signatures checked", "recall ended"),
    "recall signatures checked": ("recall vote called", "recall ended"),
    "recall vote called": ("recall decided",),
    **dict.fromkeys(("recall refused", "recall ended", "recall decided"), ("recall applied",)),
}
"""What may follow on what."""

RECALLS = frozenset(NEXT) - {NOTHING}


@dataclass(frozen=True, slots=True)
class Due:
    """What the law waits for next in a recall, by which day, and where it says so."""

    act: str
    until: date
    article: str


def last_of(state: "State", contest: str) -> str:
    """The last act of a contest's recalls."""
    acts = state.recalls.get(contest)
    return acts[-1].kind if acts else NOTHING


def due(state: "State", contest: str) -> Due | None:
    """What is waited for next; None where no recall is under way, or the vote was called."""
    rule, acts = rule_of(state, contest), state.recalls.get(contest, [])
    if rule is None or not acts:
        return None
    told, days = acts[-1].payload, rule.days
    match acts[-1].kind:
        case "recall applied":
            until = day_of(told["received"]) + timedelta(days=days.registered.days)
            return Due("recall registered", until, days.registered.article)
        case "recall registered":
            until = day_of(told["decision"]["date"]) + timedelta(days=rule.collected_days)
            return Due("recall signatures checked", until, rule.article)
        case "recall signatures checked":
            until = day_of(told["handed"]) + timedelta(days=days.checked.days + days.called.days)
            return Due("recall vote called", until, f"{days.checked.article}, {days.called.article}")
    return None


def rule_of(state: "State", contest: str) -> Recall | None:
    """What the edition of a contest says of recalls; None where it knows none."""
    of = state.known_contest(contest)
    law = state.event.body(of.body).law
    return load_after(law).recall if of.constituency is not None and comes_with(law, "after") else None


def enough(rule: Recall, act: Act) -> bool:
    """Whether the valid signatures are more than the share of all voters that the law asks for."""
    return act.payload["valid"] > rule.signatures * act.payload["voters"]  # type: ignore[no-any-return]


def check_recall(state: "State", act: Act) -> None:
    """Raise NotAllowed where an act of a recall is not this commission's, out of turn, or against the law."""
    contest, told = act.payload["contest"], act.payload
    rule, before = rule_of(state, contest), last_of(state, contest)
    if rule is None:
        raise NotAllowed(f"this edition of the law knows no act '{act.kind}'")
    if act.commission not in {*state.summing(contest), *state.declaring(contest)}:
        raise NotAllowed(f"{act.commission} does not sum up {contest}")
    if act.kind not in NEXT[before]:
        raise NotAllowed(f"'{act.kind}' cannot follow on '{before}'")
    state.check_decision(act, state.chain(state.event.body(state.known_contest(contest).body).law), state.roles(act.commission))
    acts = state.recalls.get(contest, [])
    match act.kind:
        case "recall applied":
            _check_application(state, act, rule)
        case "recall registered" | "recall refused" | "recall ended":
            day_of(told["decision"]["date"])  # from which terms run
        case "recall signatures checked":
            last = day_of(acts[-1].payload["decision"]["date"]) + timedelta(days=rule.collected_days)
            if day_of(told["handed"]) > last:
                raise NotAllowed(f"signatures are handed in until {last} (Art. {rule.article})")
        case "recall vote called":
            if not enough(rule, acts[-1]):
                share = f"{acts[-1].payload['valid']} of {acts[-1].payload['voters']}"
                raise NotAllowed(f"too few signatures hold: {share}, more than {rule.signatures} must (Art. {rule.article})")
            decided = day_of(told["decision"]["date"])
            last = months_from(decided, rule.held.months)
            if not decided < day_of(told["date"]) <= last:
                raise NotAllowed(f"the vote on a recall is held after its call, and until {last} (Art. {rule.held.article})")
        case _:
            day_of(told["date"])


def _check_application(state: "State", act: Act, rule: Recall) -> None:
    """The deputy has the mandate, is neither in the first nor in the last year of the work, and no recall has failed lately."""
    contest, told = act.payload["contest"], act.payload
    mandates = [one for one in state.mandates if one.payload["contest"] == contest]
    if not mandates or mandates[-1].kind == "mandate lost" or mandates[-1].payload["option"] != told["option"]:
        raise NotAllowed(f"{told['option']} has no mandate to lose")
    received, began, ends = (day_of(told[name]) for name in ("received", "began", "ends"))
    closed = 12 * rule.years_closed
    if received < months_from(began, closed) or received >= months_from(ends, -closed):
        raise NotAllowed(f"in the first and the last year of a deputy's work no recall is begun (Art. {rule.article})")
    failed = [
        one for one in state.recalls.get(contest, ()) if one.kind == "recall decided" and one.payload["result"] != "recalled"
    ]
    if failed and received < (first := months_from(day_of(failed[-1].payload["date"]), 12 * rule.again_years)):
        raise NotAllowed(f"after a recall that failed none is begun before {first} (Art. {rule.article})")


def day_of(text: str) -> date:
    """A day as an act has it. Raises NotAllowed for what is none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise NotAllowed(f"a day is written as 2024-10-29, and not {text[:20]!r}") from None
