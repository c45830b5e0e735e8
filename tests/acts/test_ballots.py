"""Ballots on their way: at every moment each of them is somewhere, and what does not add up is named."""

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nominating import Office, nobody_yet
from rehearsal import event

from dauys.acts.ballots import delivered, to_print
from dauys.acts.nominating import Unfit
from dauys.protocol.life import NotAllowed

LIST, AREA = "maslikhat-aktobe.list", "mazhilis.01"


@cache
def before():
    return nobody_yet(event())


STATIONS = [one.id for one in before().stations_of(LIST)]
PRECINCTS = [before().stations[one].commission for one in STATIONS]
RAYONS = sorted({before().commissions[one].parent for one in PRECINCTS})
REGION = "territorial-aktobe"
EVERYBODY = [REGION, *RAYONS, *PRECINCTS]


def send(office, number, sender, to, id_, contest=LIST):
    office.take("ballots delivered", sender, contest=contest, delivery=id_, to=to, number=number)


def receive(office, number, to, id_, contest=LIST):
    office.take("ballots received", to, contest=contest, delivery=id_, number=number)


MOVES = st.lists(
    st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY), st.integers(0, 400), st.integers(-2, 2)), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1000), MOVES)
def test_what_was_printed_is_somewhere_at_every_moment(printed, moves):
    """Stocks and what is on the way, less the differences that were named, are what was printed, whatever is tried."""
    office = Office(before())
    office.take("ballots printed", REGION, contest=LIST, number=printed)
    ballots = office.state.ballots
    higher = ballots.above(office.state, office.event.contest(LIST))
    for at, (sender, to, number, miscounted) in enumerate(moves):
        had = ballots.at(LIST, sender)
        if sender not in higher.get(to, ()) or number > had:
            with pytest.raises(Unfit):
                send(office, number, sender, to, f"d-{at}")
            assert ballots.at(LIST, sender) == had
            continue
        send(office, number, sender, to, f"d-{at}")
        if miscounted != 2:  # else it stays on the way
            receive(office, max(0, number + miscounted), to, f"d-{at}")
        held = sum(ballots.at(LIST, one) for one in EVERYBODY)
        named = sum(one.difference for one in ballots.differences(LIST))
        assert held + ballots.on_the_way(LIST) - named == printed
        assert all(ballots.at(LIST, one) >= 0 for one in EVERYBODY)
    for station, precinct in zip(STATIONS, PRECINCTS, strict=True):
        received = [one.received for one in ballots.of(LIST) if one.to == precinct and one.received is not None]
        assert delivered(office.state, station, LIST) == (sum(received) if received else None)


def test_a_difference_stands_beside_both_numbers():
    office = Office(before())
    office.take("ballots printed", REGION, contest=LIST, number=500)
    send(office, 200, REGION, RAYONS[0], "d-1")
    receive(office, 198, RAYONS[0], "d-1")
    (one,) = office.state.ballots.differences(LIST)
    assert (one.number, one.received, one.difference) == (200, 198, -2)
    assert office.state.ballots.at(LIST, RAYONS[0]) == 198


def test_what_is_no_delivery_is_refused():
    office = Office(before())
    office.take("ballots printed", REGION, contest=LIST, number=500)
    send(office, 100, REGION, RAYONS[0], "d-1")
    receive(office, 100, RAYONS[0], "d-1")
    for why, act in (
        ("written down already", lambda: office.take("ballots printed", REGION, contest=LIST, number=1)),
        ("has no ballots made", lambda: office.take("ballots printed", PRECINCTS[0], contest=LIST, number=1)),
        ("has this id already", lambda: send(office, 1, REGION, RAYONS[0], "d-1")),
        ("is none below", lambda: send(office, 1, RAYONS[0], REGION, "d-2")),
        ("is none below", lambda: send(office, 1, REGION, "territorial-kostanay-01", "d-2")),
        ("more than the commission has: 401 > 400", lambda: send(office, 401, REGION, RAYONS[0], "d-2")),
        ("no such delivery", lambda: receive(office, 1, RAYONS[0], "d-9")),
        ("no such delivery", lambda: receive(office, 1, RAYONS[0], "d-1", AREA)),
        ("received already", lambda: receive(office, 100, RAYONS[0], "d-1")),
        ("there is no contest", lambda: send(office, 1, REGION, RAYONS[0], "d-2", "nothing")),
        ("there is no commission", lambda: office.take("ballots printed", "nobody", contest=LIST, number=1)),
    ):
        with pytest.raises(NotAllowed, match=why):
            act()


def test_one_per_cent_more_than_voters_rounded_as_the_file_says():
    state = Office(before()).state
    for contest in (LIST, AREA):
        voters, number = to_print(state, contest)
        assert voters == sum(one.voters for one in state.event.stations_of(contest))
        assert number - 1 < Fraction(101, 100) * voters <= number


def test_the_number_of_2023_and_of_shymkent_differ_by_the_rounding_alone():
    from dauys.protocol.nomination_law import load_nomination

    printed = load_nomination("kz/mazhilis/2023").ballot.printed
    assert printed.number(12_032_550) == 12_152_876
    assert printed.model_copy(update={"round": "down"}).number(617_027) == 623_197
