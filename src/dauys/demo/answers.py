"""How an invented night answers what goes wrong: the way of a paper from the desk on which it is laid to its approval.

Each answer is a process of acts on one paper (``desk.py``); ``wrong`` is what stands on the paper or is typed at first.
"""

from collections.abc import Callable

from dauys.acts import table_of
from dauys.demo.desk import Desk, Process
from dauys.protocol import Figures

type Answer = Callable[[Desk, Figures], Process]


def ordinary(desk: Desk, figures: Figures) -> Process:
    """Two people type what stands on the paper, and another approves."""
    yield from desk.entered(figures)
    yield from desk.approved()


def one_slips(desk: Desk, wrong: Figures) -> Process:
    """The first types what stands on the paper, the second something else, and a third resolves it."""
    yield from desk.entered(desk.true, wrong)
    yield from desk.resolved(desk.true)
    yield from desk.approved()


def typed_anew(reason: str) -> Answer:
    """The controls stop it; it goes back, and what is then typed is right."""

    def answer(desk: Desk, wrong: Figures) -> Process:
        yield from desk.entered(wrong)
        yield desk.later(2, 10)
        yield desk.told("protocol sent back", reason)
        yield desk.later(20, 60)
        yield from ordinary(desk, desk.true)

    return answer


def recounted_at_once(desk: Desk, wrong: Figures) -> Process:
    """The controls stop it; the commission orders a recount instead of accepting the paper as signed."""
    yield from desk.entered(wrong)
    yield desk.later(5, 30)
    yield from desk.corrected("the sums on the paper do not hold")
    yield from ordinary(desk, desk.true)


def recounted_next_day(reason: str, hour: int) -> Answer:
    """Nothing stops it; a recount before the result is published brings a corrected version."""

    def answer(desk: Desk, wrong: Figures) -> Process:
        yield from ordinary(desk, wrong)
        yield desk.morning_after(hour, hour + 4)
        yield from desk.corrected(reason)
        yield from ordinary(desk, desk.true)

    return answer


def held_as_agreed(desk: Desk, wrong: Figures) -> Process:
    """The control wants it looked into: held, released, and accepted as signed."""
    yield from desk.entered(wrong)
    yield desk.later(2, 10)
    yield desk.told("protocol held", "more ballots in a mobile box than were asked for")
    yield desk.later(30, 120)
    yield desk.told("protocol released", "the request was found in the register")
    yield from desk.approved()


def held_at_once(desk: Desk, wrong: Figures) -> Process:
    """Somebody else's doubt: held before anybody types it, and released as it came."""
    yield desk.later(1, 5)
    yield desk.told("protocol held", "an observer's act says that the boxes were opened in another order")
    yield desk.later(30, 180)
    yield desk.told("protocol released", "the act was looked into; the figures are not touched by it")
    yield from ordinary(desk, wrong)


def sent_back(desk: Desk, wrong: Figures) -> Process:
    """The first who types it sees what is missing; it comes back signed, with the same figures."""
    yield desk.later(2, 12)
    yield desk.on_version("protocol entered", "typist", desk.typist(0), figures=table_of(wrong))
    yield desk.later(1, 5)
    yield desk.told("protocol sent back", "the secretary's signature is missing")
    yield desk.later(30, 90)
    yield from ordinary(desk, wrong)
