"""What follows the papers of an invented night: commissions sign their sums, and results are declared.

Which commission sums up and which declares is what the chain of the edition says, contest by contest; on which day a
result is declared is the calendar's.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from dauys.acts import State
from dauys.acts.status import NOTHING, moved
from dauys.demo.clock import HOUR
from dauys.demo.desk import Office, Process
from dauys.demo.places import drawn
from dauys.election.event import Contest
from dauys.law import Outcome
from dauys.law.votes import sum_of
from dauys.protocol import Figures, Form
from dauys.protocol.calendar import dated, load_calendar
from dauys.protocol.life import COUNTING
from dauys.tally.result import outcome_hash, outcome_of

LOOKS = ((1, 10), (1, 16), (2, 8))
"""When commissions look whether they can sign: days after the vote and hour, within two days (Art. 94(2), 108(2)-(3))."""
RESULTS = ("cec_result", "regional_maslikhat_results", "district_town_maslikhat_results")
"""The milestones of calendars at which a result is declared."""


# ---- sums ------------------------------------------------------------------------------------------------------------


def signed(office: Office, contest: Contest, commission: str, stations: Sequence[str]) -> Process:
    """A commission signs its sums when all its papers count, and anew where one was corrected after it had signed."""
    state = office.state
    within = drawn(2 * HOUR, office.seed, "sum", contest.id, commission)
    for days, hour in LOOKS:
        now = office.clock.at(commission, days, hour) + within
        yield now
        if (figures := to_sign(state, contest, commission, stations)) is not None:
            yield office.act(now, "summary signed", commission, "chair", contest=contest.id, figures=figures)


def to_sign(state: State, contest: Contest, commission: str, stations: Sequence[str]) -> dict[str, Any] | None:
    """The sums that a commission can sign now; None where it has signed them, or a paper does not count yet."""
    latest = [state.life(station, contest.id).latest for station in stations]
    if (contest.id, commission) in state.summaries or any(protocol.state not in COUNTING for protocol in latest):
        return None
    papers = [protocol.figures for protocol in latest if protocol.figures is not None]
    return sums(papers, state.forms(state.event.body(contest.body).law).form_of(contest.tier))


def sums(papers: Sequence[Figures], form: Form) -> dict[str, Any]:
    """The sums of papers in the lines of their form: votes by option, every other line as one number."""
    found: dict[str, Any] = {}
    for line in form.line:
        if line.per == "option":
            cells = [cell for paper in papers if isinstance(cell := paper.lines[line.code], Mapping)]
            found[line.code] = {option: sum_of(cell[option] for cell in cells) for option in cells[0]}
        else:
            found[line.code] = sum_of(paper.one(line.code) for paper in papers)
    return found


# ---- results ---------------------------------------------------------------------------------------------------------


def declared(office: Office, body: str) -> Process:
    """The result of a body, declared on its day for each contest that is confirmed and decided; a tie stays a question."""
    state = office.state
    days = _day_of_result(state.event.body(body).law, state.event.date)
    now = office.clock.at(None, days, 12) + drawn(7 * HOUR, office.seed, "result", body)
    yield now
    for commission, told in to_declare(state, body):
        yield office.act(now, "result declared", commission, "chair", **told, decision=office.decision(now, commission))


def to_declare(state: State, body: str) -> list[tuple[str, dict[str, Any]]]:
    """Who can declare which contests of a body now, and as what."""
    outcome = outcome_of(state, body)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for contest in state.event.contests_of_body(body):
        for commission, status in _declaring(state, contest):
            if not _asked(outcome, contest):
                found[commission, status].append(contest.id)
    result = outcome_hash(outcome, body)
    return [
        (commission, {"body": body, "contests": contests, "status": status, "outcome": result})
        for (commission, status), contests in found.items()
    ]


def _declaring(state: State, contest: Contest) -> list[tuple[str, str]]:
    """Who can declare a contest as it stands, and as what; nobody while papers are missing."""
    chain, status = state.chain(state.event.body(contest.body).law), state.status.get(contest.id, NOTHING)
    way = state.way(state.event.stations_of(contest.id)[0].id, contest.id)
    return [
        (commission, after)
        for commission, part in way.items()
        if "declares" in part.deeds
        and (after := moved(chain, status, "result declared", part.kinds, "no protocol is missing")) is not None
    ]


def _asked(outcome: Outcome, contest: Contest) -> bool:
    """Whether a question on this contest is open: a tie, or votes that are missing."""
    return any(
        question.tier == contest.tier and (contest.tier == "list" or question.place in (contest.id, None))
        for question in outcome.questions
    )


@cache
def _day_of_result(law: str, election: date) -> int:
    """Days from the vote to the declared result: as it was, or else as the law has it."""
    (found,) = (one for one in dated(load_calendar(law), election) if one.milestone.code in RESULTS)
    if found.away is not None:
        return found.away
    offset = found.milestone.offset
    assert offset is not None
    assert offset.days is not None
    return offset.days
