"""Ballots on their way: at every moment each of them is somewhere, and what does not add up is named."""

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nominating import AT, Office, nobody_yet
from rehearsal import Desk, event, papers

from dauys.acts import figures_hash
from dauys.acts.ballots import delivered, to_print
from dauys.acts.nominating import Unfit
from dauys.law.reading import LAWS
from dauys.protocol.calendar import load_calendar
from dauys.protocol.life import NotAllowed
from dauys.protocol.windows import OutsideWindow

LIST, AREA = "maslikhat-aktobe.list", "mazhilis.01"


@cache
def before():
    return nobody_yet(event())


STATIONS = [one.id for one in before().stations_of(LIST)]
PRECINCTS = [before().stations[one].commission for one in STATIONS]
RAYONS = sorted({before().commissions[one].parent for one in PRECINCTS})
REGION = "territorial-aktobe"
EVERYBODY = [REGION, *RAYONS, *PRECINCTS]


def send(office, number, sender, to, id_, contest=LIST, at=AT):
    office.take("ballots delivered", sender, at=at, contest=contest, delivery=id_, to=to, number=number)


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


# ---- when they go to a station -----------------------------------------------------------------------------------------


DAYS = {"ballots_delivery_start": ("2023-03-16", None), "ballots_delivered": ("2023-03-18", None)}
"""INVENTED: the days of 2023 were not found."""


@pytest.mark.parametrize(
    ("day", "refused"),
    [("2023-03-15T23:59", "not open: ballots_delivery_start, 2023-03-16"), ("2023-03-16T00:00", None),
     ("2023-03-18T23:59", None), ("2023-03-19T00:00", "closed: ballots_delivered, 2023-03-18")],
)  # fmt: skip
def test_ballots_go_to_a_station_within_the_days_of_the_law_and_nothing_is_said_of_other_deliveries(day, refused):
    office = Office(before())
    office.call("maslikhat-aktobe")
    office.set_calendar("maslikhat-aktobe", **DAYS)
    office.take("ballots printed", REGION, contest=LIST, number=500)
    rayon = office.event.commissions[PRECINCTS[0]].parent
    send(office, 200, REGION, rayon, "d-1")  # weeks before: of commissions above the stations the law names no day
    receive(office, 200, rayon, "d-1")
    if refused is None:
        send(office, 100, rayon, PRECINCTS[0], "d-2", at=f"{day}:00+06:00")
        receive(office, 100, PRECINCTS[0], "d-2")  # what has come is written down on whatever day
    else:
        with pytest.raises(OutsideWindow, match=rf"{refused} \(Art. 37\(3\)\)"):
            send(office, 100, rayon, PRECINCTS[0], "d-2", at=f"{day}:00+06:00")
        assert office.state.ballots.at(LIST, rayon) == 200


def test_where_nobody_has_set_a_day_none_is_held_and_where_one_is_missing_that_is_said():
    office = Office(before())
    office.call("maslikhat-aktobe")
    office.set_calendar("maslikhat-aktobe")
    office.take("ballots printed", REGION, contest=LIST, number=500)
    send(office, 1, REGION, PRECINCTS[0], "d-1")
    office.set_calendar("maslikhat-aktobe", ballots_delivered=DAYS["ballots_delivered"])
    with pytest.raises(OutsideWindow, match="not set: ballots_delivery_start, no day"):
        send(office, 1, REGION, PRECINCTS[0], "d-2")


def test_every_calendar_that_names_the_day_of_delivery_gives_it_a_window_with_its_article():
    found = 0
    for law in ("/".join(path.parent.parts[-3:]) for path in LAWS.glob("kz/*/2023/nomination.toml")):
        sides = [(one.opens, one.closes, one.article) for one in load_calendar(law).milestone if one.code in DAYS]
        assert sides == [(("delivery of ballots",), (), "37(3)"), ((), ("delivery of ballots",), "37(3)")]
        found += 1
    assert found == 3


# ---- beside the protocol ----------------------------------------------------------------------------------------------------


def test_a_protocol_that_says_another_number_than_was_delivered_waits_for_words_and_keeps_its_figures():
    desk, station = Desk(), STATIONS[0]
    desk.other("definition frozen", "central", hash="0" * 64)
    received = papers()[station, LIST]["C"]
    desk.other("ballots printed", REGION, contest=LIST, number=received + 5)
    for number, id_ in ((received - 3, "d-1"), (1, "d-2")):
        desk.other("ballots delivered", REGION, contest=LIST, delivery=id_, to=PRECINCTS[0], number=number)
        desk.other("ballots received", PRECINCTS[0], contest=LIST, delivery=id_, number=number)
    desk.enter(station, LIST)
    figures = desk.state.life(station, LIST).latest.figures
    (found,) = (one for one in desk.state.findings(station, LIST, figures) if one.code == "W111")
    assert (found.severity, found.left, found.right, found.told) == ("warning", received, received - 2, received - 2)
    approval = {"version": 1, "figures": figures_hash(papers()[station, LIST])}
    with pytest.raises(NotAllowed):
        desk.do("protocol approved", station, LIST, "p-three", **approval)
    desk.approve(station, LIST)  # which writes down why
    assert desk.state.counting(station, LIST).one("C") == received
    desk.other("ballots delivered", REGION, contest=LIST, delivery="d-3", to=PRECINCTS[0], number=2)
    desk.other("ballots received", PRECINCTS[0], contest=LIST, delivery="d-3", number=2)
    assert "W111" not in {one.code for one in desk.state.findings(station, LIST, figures)}  # an act more: they agree


def test_where_no_ballots_were_received_by_acts_nothing_is_compared():
    desk = Desk()
    desk.other("definition frozen", "central", hash="0" * 64)
    desk.enter(STATIONS[0], LIST)
    assert desk.state.told_of(STATIONS[0], LIST) == {}
    figures = desk.state.life(STATIONS[0], LIST).latest.figures
    assert "W111" not in {one.code for one in desk.state.findings(STATIONS[0], LIST, figures)}
