"""Apply a law to votes: constituencies first, then lists, as the linkage says. Every step with its article.

The engine never picks. Where claims are equal it does what the law's tie rule orders; where the law is silent, or a
figure is not known, it asks a question and goes on with what does not depend on the answer.
"""

from collections.abc import Iterable

from dauys.law.constituencies import constituency_tier, told_as_declared
from dauys.law.linkage import link
from dauys.law.outcome import Answer, Clerk, Outcome, Question, Seat, WrongAnswer
from dauys.law.thresholds import seats_of
from dauys.law.vocabulary import Compensatory, Law, PartlyLinked
from dauys.law.votes import Votes


def apply(law: Law, votes: Votes, *, answers: Iterable[Answer] = ()) -> Outcome:
    """Seats by law.

    votes: of any election; where the law needs votes that do not exist, a question says so.
    answers: lots and decisions, each bound to its question.
    Raises WrongAnswer for an answer that does not fit its question, or that answers a question that did not arise.
    """
    clerk = Clerk(answers)
    seats: tuple[Seat, ...] = ()
    constituency, lists = law.tier_named("constituency"), law.tier_named("list")
    settled = True
    if constituency is not None:
        seats, settled = constituency_tier(constituency, votes, clerk)
    if lists is not None:
        strays = votes.strays("list", lists.area)
        declared = tuple(Seat("list", d.place, d.party, d.option, d.seats) for d in votes.declared if d.tier == "list")
        counted = any(count.tier == "list" for count in votes.counts)
        if declared and not counted and sum(seat.seats for seat in declared) == seats_of(lists, votes):
            clerk.note("declared", lists.formula.article, *told_as_declared(declared), "list")
            seats += declared
        elif not counted:
            clerk.ask(Question("no votes", "list", None, at="lists", reason=str(seats_of(lists, votes) or "")))
        elif strays:
            clerk.ask(Question("no place", "list", None, reason=f"{lists.area}: {', '.join(strays[:5])}"))
        else:
            seats = link(law, lists, votes, seats, settled, clerk)
    for answer in clerk.unused():
        raise WrongAnswer("this question did not arise", answer)
    return Outcome(
        law=law.id,
        seats=seats,
        questions=tuple(clerk.questions),
        trace=tuple(clerk.steps),
        stood=_stood(votes) if lists is not None else (),
        tiers=tuple(tier.name for tier in law.tier),
        house=_house(law, votes),
    )


def _house(law: Law, votes: Votes) -> int | None:
    """Seats that the law fills by votes: the house of a linkage, or else the sum of the tiers."""
    if isinstance(law.linkage, Compensatory | PartlyLinked):
        return law.linkage.house
    sizes = [seats_of(tier, votes) for tier in law.tier]
    return None if None in sizes else sum(size or 0 for size in sizes)


def _stood(votes: Votes) -> tuple[str, ...]:
    """Parties on the list ballots, in the order in which they come."""
    parties: dict[str, str] = {}  # by option, so that each is looked up once
    for count in votes.counts:
        if count.tier == "list":
            for name in count.votes:
                if name not in parties and (party := votes.option("list", count.place, name).party) is not None:
                    parties[name] = party
    return tuple(dict.fromkeys(parties.values()))
