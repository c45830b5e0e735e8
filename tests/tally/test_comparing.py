"""The rules across stations on the papers of an election: which papers are compared, with which others."""

from counted import LIST, changed, event, figures, night, put, stations, version

from dauys.acts import State
from dauys.tally.comparing import as_typed, stand_out

CONTEST = event().contest(LIST)
SEAT = next(contest for contest in event().contests if contest.tier == "constituency")


def codes(state, contest=CONTEST, **more):
    return {station: {one.code for one in found} for station, found in stand_out(state, contest, **more).items()}


def copied(state, one, other, contest=LIST, word="approved"):
    """Give a station the votes of another."""
    paper = figures()[other, contest]
    put(state, one, contest, version(one, contest, word, paper=paper))


def test_nothing_stands_out_where_nothing_counts():
    assert stand_out(State(event()), CONTEST) == {}


def test_two_stations_with_the_same_votes_stand_out():
    one, other = [s for s in stations() if sum(figures()[s, LIST].lines["P"].values()) > 60][:2]
    state = night()
    before = {station for station, found in codes(state).items() if "W901" in found}
    copied(state, one, other)
    assert {station for station, found in codes(state).items() if "W901" in found} == before | {one, other}


def test_what_is_typed_and_not_approved_is_compared_by_the_commission_alone():
    one, other = [s for s in stations() if sum(figures()[s, LIST].lines["P"].values()) > 60][:2]
    state = night()
    copied(state, one, other, word="agreed")
    assert "W901" not in codes(state).get(one, ())
    assert "W901" in codes(state, choice=as_typed)[one]
    put(state, one, LIST, version(one, LIST), version(one, LIST, "received"))
    assert as_typed(state.life(one, LIST)) is not None  # nothing typed of the new paper: the old one still
    assert as_typed(State(event()).life(one, LIST)) is None


def shifted(paper):
    """A paper on which nearly everybody has voted for the last option."""
    votes = paper.lines["P"]
    whole, last = sum(votes.values()), list(votes)[-1]
    return changed(paper, P={option: whole if option == last else 0 for option in votes})


def test_lists_are_compared_within_a_region_and_candidates_within_the_constituency():
    large = [s for s in stations() if sum(figures()[s, LIST].lines["P"].values()) > 200]
    state = night()
    put(state, large[0], LIST, version(large[0], LIST, paper=shifted(figures()[large[0], LIST])))
    assert "W903" in codes(state)[large[0]]
    region = event().places_above(large[0], CONTEST)[1]
    alone = night()
    for station in stations():
        if station != large[0] and region in event().places_above(station, CONTEST):
            del alone.lives[station, LIST]
    put(alone, large[0], LIST, version(large[0], LIST, paper=shifted(figures()[large[0], LIST])))
    assert "W903" not in codes(alone).get(large[0], ())  # there is nobody to be compared with


def test_a_former_election_is_held_against_this_one_where_it_is_known():
    one = next(s for s in stations() if sum(figures()[s, LIST].lines["P"].values()) > 200)
    votes = figures()[one, LIST].lines["P"]
    before = {option: 1000 if option == list(votes)[-1] else 0 for option in votes}
    assert "W904" in codes(night(), former={one: before})[one]
    assert "W904" not in codes(night(), former={one: votes}).get(one, ())


def test_swapped_digits_are_found_from_the_papers_own_findings():
    one = stations()[0]
    paper = figures()[one, LIST]
    state = night()
    put(state, one, LIST, version(one, LIST, paper=changed(paper, V=paper.lines["V"] + 9)))
    (found,) = (f for f in stand_out(state, CONTEST)[one] if f.cell == "E106")
    assert (found.code, abs(found.left - found.right)) == ("W902", 9)
    assert "W902" not in codes(state, found={}).get(one, ())  # findings that the caller has are not made anew


def test_all_contests_of_a_night_can_be_looked_at():
    state = night()
    for contest in event().contests:
        assert stand_out(state, contest).keys() <= set(stations(contest.id))
