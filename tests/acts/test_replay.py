"""From entries alone to the state of an election: what is no act, what is not allowed, and what comes of what is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.acts import BY_TWO, KINDS, NotAnAct, State, figures_hash, read_act, replay
from dauys.acts.taking import LASTING, TAKING
from dauys.demo.definition import invent_definition
from dauys.protocol.life import NotAllowed

EVENT = invent_definition(80, seed=1)
STATION = next(station for station in EVENT.stations.values() if len(EVENT.contests_of(station.id)) == 5)
LIST = EVENT.contests_of(STATION.id)[0].id
DECISION = {"number": "7", "date": "2023-03-20", "members": 7, "present": 6, "for": 5, "against": 1, "dissent": None}
RECEIVER = State(EVENT).receiver(STATION.id, LIST)


def entry(act, author="p-one", **payload):
    two = {"prepared_by": "p-two"} if act in BY_TWO else {}
    return {"act": act, "at": "2023-03-19T21:04:00+06:00", "commission": RECEIVER, "author": author, **two, **payload}


def paper(spoilt=0):
    """Figures of the list protocol that hold all controls; ``spoilt`` is added to the valid votes alone."""
    options = [option.id for option in EVENT.options_of(LIST) if option.kind == "list"]
    votes = {option: 10 * (index + 1) for index, option in enumerate(options)}
    cast = sum(votes.values())
    issued = cast + 5 + 2
    return {
        "B1": issued, "B2": 0, "B": issued, "D": {"member 3": issued}, "C": issued + 20, "E": 20, "S": None, "T": issued,
        "P": votes, "N": 5, "V": cast + 5 + spoilt, "I": 2,
    }  # fmt: skip


def on(act, author="p-one", contest=LIST, **payload):
    return entry(act, author, station=STATION.id, contest=contest, **payload)


def counted(figures):
    return [
        on("protocol received", scan=None), on("protocol entered", version=1, figures=figures),
        on("protocol entered again", "p-two", version=1, figures=figures),
    ]  # fmt: skip


def test_a_station_of_a_region_has_its_record_and_five_contests():
    assert len(State(EVENT).expected(STATION.id)) == 6


def test_two_entries_and_an_approval_make_figures_that_count():
    state = replay(EVENT, counted(paper()))
    assert state.counting(STATION.id, LIST) is None  # agreed is not approved
    codes = {finding.code for finding in state.findings(STATION.id, LIST, state.life(STATION.id, LIST).latest.figures)}
    if codes:
        state.apply(read_act(on("findings explained", "p-chair", version=1, codes=sorted(codes), reason="invented")))
    state.apply(read_act(on("protocol approved", "p-three", version=1, figures=figures_hash(paper()))))
    assert state.counting(STATION.id, LIST).one("V") == paper()["V"]
    assert state.partition(LIST, [STATION.id])["approved"] == 1


def test_an_approval_is_bound_to_the_figures_that_were_entered():
    with pytest.raises(NotAllowed, match="other figures"):
        replay(EVENT, [*counted(paper()), on("protocol approved", "p-three", version=1, figures=figures_hash(paper(1)))])


def test_a_sum_that_does_not_hold_stops_approval_until_it_is_accepted_as_signed():
    wrong = paper(spoilt=3)
    state = replay(EVENT, counted(wrong))
    broken = sorted(
        f.code for f in state.findings(STATION.id, LIST, state.life(STATION.id, LIST).latest.figures) if f.severity == "error"
    )
    assert broken
    approval = read_act(on("protocol approved", "p-three", version=1, figures=figures_hash(wrong)))
    with pytest.raises(NotAllowed, match="findings are open"):
        state.apply(approval)
    state.apply(read_act(on("accepted as signed", "p-chair", version=1, codes=broken, decision=DECISION, reason="as on paper")))
    softer = {f.code for f in state.findings(STATION.id, LIST, state.life(STATION.id, LIST).latest.figures)} - set(broken)
    if softer:
        state.apply(read_act(on("findings explained", "p-chair", version=1, codes=sorted(softer), reason="invented")))
    state.apply(approval)
    assert state.life(STATION.id, LIST).counting.accepted == set(broken)


def test_a_refused_act_leaves_everything_as_it_was():
    state = replay(EVENT, counted(paper())[:2])
    before = dict(state.lives)
    with pytest.raises(NotAllowed):
        state.apply(read_act(on("protocol entered again", "p-one", version=1, figures=paper())))
    assert (state.lives, state.acts) == (before, 2)


def test_a_station_has_only_its_own_contests():
    other = next(c.id for c in EVENT.contests if c not in EVENT.contests_of(STATION.id))
    with pytest.raises(NotAllowed, match="has no contest"):
        replay(EVENT, [on("protocol received", contest=other, scan=None)])
    with pytest.raises(NotAllowed, match="there is no station"):
        replay(EVENT, [entry("protocol received", station="nowhere", contest=LIST, scan=None)])


def test_an_act_on_another_version_is_refused():
    with pytest.raises(NotAllowed, match="version 2"):
        replay(EVENT, [on("protocol received", scan=None), on("protocol entered", version=2, figures=paper())])


def test_the_edition_of_2023_annuls_no_single_station():
    with pytest.raises(NotAllowed, match="knows no act 'protocol annulled'"):
        replay(EVENT, [*counted(paper()), on("protocol annulled", version=1, reason="x", decision=DECISION)])


@pytest.mark.parametrize(
    ("vote", "why"),
    [
        ({"for": 3, "against": 3}, "no majority: 3 for it, of all members"),
        ({"present": 4, "for": 4, "against": 0}, "no quorum: 4 of 7"),
    ],
)
def test_a_decision_needs_its_quorum_and_a_majority_of_all_members(vote, why):
    order = on("recount ordered", version=1, reason="doubt", decision={**DECISION, **vote})
    with pytest.raises(NotAllowed, match=why):
        replay(EVENT, [*counted(paper(spoilt=3)), order])


def test_a_decision_of_more_votes_than_members_is_none():
    with pytest.raises(NotAnAct, match="decision"):
        read_act(on("protocol annulled", version=1, reason="x", decision={**DECISION, "for": 30}))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"act": "protocol invented"}, "no kind of act"),
        (entry("station opened"), "'station' is missing"),
        (entry("station opened", station="X", secret="y"), "has no place"),
        (entry("turnout reported", station="X", hour="12:00", issued=-1), "'issued'"),
        (entry("turnout reported", station="X", hour="12:00", issued=True), "'issued'"),
        ({**entry("station opened", station="X"), "at": "2023-03-19T21:04:00"}, "no zone"),
        ({**entry("station opened", station="X"), "at": "yesterday"}, "not a date"),
        ([], "table of keys"),
    ],
)  # fmt: skip
def test_what_is_no_act_is_said_to_be_none(wrong, why):
    with pytest.raises(NotAnAct, match=why):
        read_act(wrong)


@pytest.mark.parametrize("text", ["", "a\0b", "\x1b[2J", "\ud800", "a" * 2001, 7])
def test_a_text_that_not_every_program_can_carry_is_none(text):
    with pytest.raises(NotAnAct, match="'reason' is not what it must be"):
        read_act(entry("protocol sent back", station=STATION.id, contest=LIST, version=1, reason=text))
    read_act(entry("protocol sent back", station=STATION.id, contest=LIST, version=1, reason="two\r\nlines\tand a tab"))


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["act", "at", "author", "commission", "station", "figures", "version"])
OF_A_KIND = st.builds(lambda kind, more: {**more, "act": kind}, st.sampled_from(sorted(KINDS)), st.dictionaries(KEYS, json))


@given(st.dictionaries(KEYS, json) | OF_A_KIND)
def test_an_entry_is_an_act_or_is_refused_and_nothing_else(value):
    try:
        act = read_act(value)
    except NotAnAct:
        return
    assert act.as_entry() == value


def test_every_kind_of_act_has_its_place_in_the_table():
    assert TAKING.keys() == KINDS.keys()
    assert TAKING.keys() >= LASTING
