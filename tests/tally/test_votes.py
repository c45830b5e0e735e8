"""The votes of a body as its law takes them: unknown is unknown, a repeat vote counts where the law puts it."""

from counted import BODY, LIST, changed, event, figures, night, put, stations, version

from dauys.acts import State
from dauys.election.event import Repeat, law_of
from dauys.law import apply
from dauys.protocol import Figures
from dauys.protocol.life import APPROVED, Life, Protocol
from dauys.tally import totals, votes_of

BODY_OF = event().body(BODY)
SEAT = next(contest for contest in event().contests_of_body(BODY) if contest.tier == "constituency")


def count(state, tier, place, round=1):
    (found,) = (one for one in votes_of(state, BODY_OF).counts if (one.tier, one.place, one.round) == (tier, place, round))
    return found


def test_lists_are_counted_whole_and_each_constituency_by_itself():
    votes = votes_of(night(), BODY_OF)
    assert [(one.tier, one.place) for one in votes.counts] == [
        ("list", "kz"), *(("constituency", contest.id) for contest in event().contests_of_body(BODY)[1:]),
    ]  # fmt: skip
    whole = totals(night(), event().contest(LIST))["kz"]
    assert count(night(), "list", "kz").votes == whole.votes
    told = count(night(), "list", "kz").figures
    assert (told.issued, told.in_boxes, told.invalid) == (whole.lines["B"], whole.lines["T"], whole.lines["I"])
    assert told.registered is None  # the form of a contest has no line for it


def test_where_nothing_counts_yet_nothing_is_known():
    votes = votes_of(State(event()), BODY_OF)
    for one in votes.counts:
        assert set(one.votes.values()) == {None}
        assert one.figures.in_boxes is None
    assert {question.kind for question in apply(law_of(BODY_OF.law), votes).questions} == {"not counted"}


def test_a_figure_that_one_paper_lacks_is_not_known_of_the_whole():
    state, (first, second, *_) = night(), stations()
    put(state, first, LIST, version(first, LIST, paper=changed(figures()[first, LIST], T=None)))
    votes = {**figures()[second, LIST].lines["P"], "Auyl": None}
    put(state, second, LIST, version(second, LIST, paper=changed(figures()[second, LIST], P=votes)))
    found = count(state, "list", "kz")
    assert (found.figures.in_boxes, found.votes["Auyl"]) == (None, None)
    assert None not in (found.figures.invalid, found.votes["Amanat"])
    questions = apply(law_of(BODY_OF.law), votes_of(state, BODY_OF)).questions
    assert [(one.kind, one.reason) for one in questions] == [("not counted", "Auyl")]


# ---- repeat votes ----------------------------------------------------------------------------------------------------------


def repeated(state, contest, cause, options, at=None, counted=True):
    """The state after a repeat vote of a contest was called at its stations; counted: with 10, 20, … votes at each."""
    at = at or stations(contest)
    repeat = Repeat(contest, cause, frozenset(at), tuple(options), "2023-05-14")
    lives = state.lives
    state = State(event().with_repeat(repeat), lives)
    for station in at if counted else ():
        votes = {option: 10 * (at + 1) for at, option in enumerate(o for o in options if o != "against_all")}
        paper = Figures("constituency", {"P": votes, "N": 1, "T": 100, "B": 100, "I": 0})
        lives[station, repeat.id] = Life((Protocol(station, repeat.id, "constituency", state=APPROVED, figures=paper),))
    return state


def two_of(contest):
    return [option.id for option in event().options_of(contest) if option.kind == "candidate"][:2]


def test_a_repeat_vote_after_a_tie_is_the_second_round_of_its_constituency():
    first, second = two_of(SEAT.id)
    state = repeated(night(), SEAT.id, "tie", (first, second))
    many = len(stations(SEAT.id))
    assert count(state, "constituency", SEAT.id, round=2).votes == {first: 10 * many, second: 20 * many}
    assert count(state, "constituency", SEAT.id).votes == count(night(), "constituency", SEAT.id).votes
    waiting = repeated(night(), SEAT.id, "tie", (first, second), counted=False)
    assert set(count(waiting, "constituency", SEAT.id, round=2).votes.values()) == {None}


def test_a_repeat_vote_after_a_void_election_counts_in_its_place():
    first, second = two_of(SEAT.id)
    state = night()
    for station in stations(SEAT.id):
        put(state, station, SEAT.id, version(station, SEAT.id, "annulled"))
    state = repeated(state, SEAT.id, "void", (first, second, "against_all"))
    many = len(stations(SEAT.id))
    found = count(state, "constituency", SEAT.id)
    assert found.votes == {first: 10 * many, second: 20 * many, "against_all": many}
    assert found.figures.in_boxes == 100 * many


def test_where_the_election_was_void_in_a_part_both_votes_are_added_up():
    first, second = two_of(SEAT.id)
    state, one = night(), stations(SEAT.id)[0]
    put(state, one, SEAT.id, version(one, SEAT.id, "annulled"))
    before = count(state, "constituency", SEAT.id)
    state = repeated(state, SEAT.id, "void", (first, second, "against_all"), at=[one])
    after = count(state, "constituency", SEAT.id)
    assert after.votes[first] == before.votes[first] + 10
    others = set(before.votes) - {first, second, "against_all"}
    assert all(after.votes[option] == before.votes[option] for option in others)


def test_a_candidate_who_does_not_stand_again_is_not_waited_for():
    first, second = two_of(SEAT.id)
    state = night()
    for station in stations(SEAT.id):
        put(state, station, SEAT.id, version(station, SEAT.id, "annulled"))
    state = repeated(state, SEAT.id, "void", (first, second))
    assert set(count(state, "constituency", SEAT.id).votes) == {first, second}
    assert not [one for one in apply(law_of(BODY_OF.law), votes_of(state, BODY_OF)).questions if one.place == SEAT.id]
