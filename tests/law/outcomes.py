"""What the tests of laws look at in an outcome, and the shortest ways to vote."""

from dauys.law import Answer


def seats(outcome, tier="list"):
    """Seats by option in one tier."""
    found = {}
    for seat in outcome.seats:
        if seat.tier == tier:
            found[seat.option] = found.get(seat.option, 0) + seat.seats
    return found


def asked(outcome):
    """What is still open, by kind."""
    return [question.kind for question in outcome.questions]


def only(outcome):
    """The one question that is open."""
    (question,) = outcome.questions
    return question


def answer(question, *chosen):
    """A decision that was never taken: it is invented for a test, and says so."""
    return Answer(question.id, chosen, "invented for a test")
