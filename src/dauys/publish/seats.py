"""The seats of a body as JSON: the outcome with every step and its article, and the questions still open."""

from collections.abc import Iterable
from typing import Any

from dauys.acts import State
from dauys.acts.status import NOTHING
from dauys.law import Outcome

FARTHER = ("nothing", "interim", "preliminary", "corrected", "confirmed", "annulled", "final")
"""Words of status; the numbers behind a later one can change less."""

OF_A_PAPER = ("approved", "corrected")
"""Words beside the figures of one protocol that counts; one that is annulled has none."""

STATUSES = tuple(dict.fromkeys((*FARTHER, *OF_A_PAPER)))
"""Every word that stands beside a number, once."""

SECOND = frozenset({
    "kz/akim/2023", "kz/akim/2026", "kz/kurultai/2026", "kz/maslikhat-district/2023", "kz/maslikhat-region/2018",
    "kz/maslikhat-region-lists/2023", "kz/maslikhat-region-seat/2023", "kz/maslikhat-region/2021",
    "kz/maslikhat-region/2023", "kz/mazhilis-lists/2023", "kz/mazhilis-seat/2023",
    "kz/mazhilis/2007", "kz/mazhilis/2009", "kz/mazhilis/2021",
    "kz/mazhilis/2023", "np/house-of-representatives/2017",
    "org/council-constituencies/2026", "org/council-lists/2026", "org/council/2026", "ru/duma/2014",
})  # fmt: skip
"""The laws all of whose rules ``verify.py`` has too; a test holds this against it, for the two share no line."""


def status_of(state: State, body: str) -> str:
    """The word beside a body's seats: that of its contest which stands least far."""
    return least_far(state, (contest.id for contest in state.event.contests_of_body(body)))


def least_far(state: State, contests: Iterable[str]) -> str:
    """The word beside numbers of several contests: that of the one which stands least far. Of no contest: nothing yet."""
    words = {state.status.get(contest, NOTHING) for contest in contests}
    return next((word for word in FARTHER if word in words), NOTHING)


def seats_json(state: State, body: str, outcome: Outcome) -> dict[str, Any]:
    """``seats/<body>.json``."""
    return {
        "body": body,
        "law": state.event.body(body).law,
        "status": status_of(state, body),
        "outcome": outcome.as_json(body),
    }
