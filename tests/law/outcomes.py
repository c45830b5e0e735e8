"""What the tests of laws look at in an outcome, and the shortest ways to vote."""

from dauys.law import Answer


def seats(outcome, tier="list"):
    """Seats by option in one tier."""
    found = {}
    for seat in outcome.seats:
        if seat.tier == tier:
            found[seat.option] = found.get(seat.option, 0) + seat.seats
    return found


def by_party(outcome):
    """Constituencies and list seats of each party that has any."""
    return {name: (row["constituency"], row["list"]) for name, row in outcome.parties.items() if row["total"]}


def by_land(outcome):
    """List seats by area and party."""
    found = {}
    for seat in outcome.seats:
        if seat.tier == "list":
            found.setdefault(seat.place, {})[seat.party] = seat.seats
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
