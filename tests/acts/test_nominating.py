"""Nominations without an office: the windows of the calendar, whose matter it is, what the law asks, and what may be frozen."""

import ast
import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nominating import Office, nobody_yet, nominee
from rehearsal import DECISION, entry, event

from dauys.acts import replay
from dauys.acts.kinds import KINDS, NOMINATION
from dauys.acts.nominating import Unfit, timely
from dauys.acts.nomination_acts import registrar
from dauys.election.event import law_of
from dauys.law import AGAINST_ALL
from dauys.law.words import Names
from dauys.protocol.candidacy import Nomination, Nominee, list_faults
from dauys.protocol.life import NotAllowed
from dauys.protocol.windows import OutsideWindow
from dauys.text import told as told_in

BODY, LOCAL = "mazhilis", "maslikhat-aktobe"
LIST, LOCAL_LIST = f"{BODY}.list", f"{LOCAL}.list"
AREA, OTHER_AREA, LOCAL_AREA = "mazhilis.01", "mazhilis.02", "maslikhat-aktobe.01"
PARTIES = ["Amanat", "Auyl", "Respublica"]
SOURCE = Path(__file__).parents[2] / "src" / "dauys"


@cache
def before():
    return nobody_yet(event())


@pytest.fixture
def office():
    return Office(before()).begin(BODY, LOCAL)


def persons(number, marked=0, first=0):
    return [nominee(f"p-{first + n}", f"Адам {'абвгд'[n % 5]}{first + n}", 1960 + n % 30, n < marked) for n in range(number)]


def with_lists(office, contest=LIST):
    for number, party in enumerate(PARTIES):
        office.lodge_list(contest, party, persons(10, 3, 100 * number))
        office.register(contest, party, moment=f"2023-02-0{3 + number}T10:0{number}")
    return office


# ---- the whole way -----------------------------------------------------------------------------------------------------


def written(office):
    """The definition with what was registered in it; the other bodies of the event are blank yet."""
    return office.state.nominations.written(office.event)


def test_from_the_call_to_what_is_frozen_and_by_replay_again(office):
    with_lists(office)
    office.draw(LIST, ["Respublica", "Amanat", "Auyl"])
    for option, kk in (("01-1", "Қанат"), ("01-2", "Кәрім"), ("01-3", "Жанар")):
        office.lodge(AREA, option, kk)
        office.register(AREA, option)
    frozen = written(office)
    assert [one.id for one in frozen.options[LIST]] == ["Respublica", "Amanat", "Auyl", AGAINST_ALL]
    assert [one.id for one in frozen.options[AREA]] == ["01-3", "01-2", "01-1", AGAINST_ALL]  # Ж, К, Қ: not as code points
    assert frozen.options[LIST][1].registered == "2023-02-03T10:00"
    assert frozen.options[LIST][1].candidates == 10
    assert sum(person.quota for person in frozen.lists[LIST, "Amanat"].persons) == 3
    state = replay(frozen, [*office.entries, freezing()])
    assert state.frozen == "0" * 64


def freezing():
    return entry("definition frozen", "central", at="2023-03-17T10:00:00+06:00", hash="0" * 64)


def test_what_is_frozen_must_be_what_was_registered_and_each_difference_is_named(office):
    with_lists(office)
    office.draw(LIST, PARTIES)
    right = written(office)
    first, second, third, against = right.options[LIST]
    wrong = {
        "registered are Amanat, Auyl, Respublica": {"options": {**right.options, LIST: (second, first, third, against)}},
        "in the definition stand Amanat, Auyl, ag": {"options": {**right.options, LIST: (first, second, against)}},
        "Amanat: other names": {"options": {**right.options, LIST: (replace(first, registered=None), second, third, against)}},
        "Auyl: other persons": {"lists": {key: one for key, one in right.lists.items() if key[1] != "Auyl"}},
        "not in the definition yet": {"nominating": True},
    }
    for why, parts in wrong.items():
        with pytest.raises(Unfit, match=why):
            replay(replace(right, **parts), [*office.entries, freezing()])
    assert replay(right, [*office.entries, freezing()]).frozen


def test_an_election_without_such_acts_is_frozen_as_it_was():
    assert replay(event(), [freezing()]).frozen == "0" * 64


def test_nominations_end_with_the_freezing(office):
    with_lists(office)
    office.draw(LIST, PARTIES)
    state = replay(written(office), [*office.entries, freezing()])
    late = Office(state.event)
    late.state = state
    for act in (lambda: late.end("nomination withdrawn", LIST, "Auyl", "list_rules"), lambda: late.call("maslikhat-kostanay")):
        with pytest.raises(Unfit, match="the definition is frozen"):
            act()


def test_what_comes_before_the_freezing_and_what_after():
    assert {kind for kind in KINDS if timely(kind, frozen=False)} == {
        *NOMINATION,
        "definition frozen",
        "ballots printed",
        "ballots delivered",
        "ballots received",
    }
    assert not {kind for kind in NOMINATION if timely(kind, frozen=True)}
    assert not timely("definition frozen", frozen=True)


# ---- the call and the calendar ------------------------------------------------------------------------------------------


def test_the_president_calls_the_mazhilis_and_the_commission_the_maslikhats():
    office = Office(before())
    told = {"sort": "snap", "date": "2023-03-19", "document": "INVENTED"}
    few = DECISION | {"present": 4, "for": 4, "against": 0}
    wrong = [
        ("not called by this authority", {"bodies": [BODY], "by": "central commission", "decision": DECISION}),
        ("not called by this authority", {"bodies": [LOCAL], "by": "president", "decision": None}),
        ("not called by this authority", {"bodies": [BODY, LOCAL], "by": "president", "decision": None}),
        ("decision is missing", {"bodies": [LOCAL], "by": "central commission", "decision": None}),
        ("does not vote on", {"bodies": [BODY], "by": "president", "decision": DECISION}),
        ("the definition is of 2023-03-19", {"bodies": [BODY], "by": "president", "decision": None, "date": "2023-03-26"}),
        ("no quorum", {"bodies": [LOCAL], "by": "central commission", "decision": few}),
    ]  # fmt: skip
    for why, parts in wrong:
        with pytest.raises(NotAllowed, match=why):
            office.take("election called", "central", **told | parts)
    with pytest.raises(Unfit, match="is not called yet"):
        office.set_calendar(BODY)
    with pytest.raises(Unfit, match="is not called yet"):
        office.lodge(AREA, "01-1", "Қанат")
    office.call(BODY, LOCAL)
    with pytest.raises(Unfit, match="called already"):
        office.call(BODY)


def test_the_days_are_set_by_the_commission_of_the_law_and_set_again(office):
    told = {"body": LOCAL, "contest": None, "source": "INVENTED", "decision": DECISION}
    day = {"milestone": "nomination_start", "day": "2023-01-25", "hours": None}
    for why, commission, dates in (
        ("this is for territorial-aktobe", "central", [day]),
        ("no milestone nomination_end$", "territorial-aktobe", [day, {**day, "milestone": "nomination_end"}]),
        ("has two days", "territorial-aktobe", [day, day]),
    ):
        with pytest.raises(Unfit, match=why):
            office.take("calendar set", commission, dates=dates, **told)
    office.set_calendar(LOCAL, nomination_end_maslikhat=("2023-02-01", "09:00"))
    with pytest.raises(OutsideWindow, match="closed: nomination_end_maslikhat, 2023-02-01 09:00"):
        office.lodge(LOCAL_AREA, "01-1", "Қанат")


def test_one_constituency_may_have_more_time(office):
    late = {"moment": "2023-02-12T10:00"}
    office.set_calendar(BODY, AREA, nomination_end=("2023-02-13", "18:00"))
    office.lodge(AREA, "01-1", "Қанат", **late)
    with pytest.raises(OutsideWindow):
        office.lodge(OTHER_AREA, "02-1", "Жанар", **late)


# ---- windows -------------------------------------------------------------------------------------------------------------

MINUTES = st.integers(-30 * 24 * 60, 70 * 24 * 60).map(lambda n: datetime(2023, 1, 20) + timedelta(minutes=n))
WITHIN = {
    "lodge": (datetime(2023, 1, 20), datetime(2023, 2, 8, 18, 0), "nomination_start", "nomination_end", "87(5)"),
    "register": (datetime(2023, 1, 20), datetime(2023, 2, 18, 18, 0), "registration_start", "registration_end", "89(8)"),
    "withdraw": (datetime.min, datetime(2023, 3, 16, 23, 59), "", "last_withdrawal", "89(4-3)"),
}


@settings(max_examples=60, deadline=None)
@given(MINUTES, st.sampled_from(sorted(WITHIN)))
def test_nothing_is_done_outside_its_window_and_the_refusal_says_which(moment, what):
    office = Office(before()).begin(BODY)
    at = {"moment": moment.strftime("%Y-%m-%dT%H:%M"), "at": "2023-06-01T12:00:00+06:00"}
    if what != "lodge":
        office.lodge(AREA, "01-1", "Қанат")
    if what == "withdraw":
        office.register(AREA, "01-1")
    act = {
        "lodge": lambda: office.lodge(AREA, "01-1", "Қанат", **at),
        "register": lambda: office.register(AREA, "01-1", **at),
        "withdraw": lambda: office.end("nomination withdrawn", AREA, "01-1", "candidate_withdraws", **at),
    }[what]
    opens, closes, start, end, article = WITHIN[what]
    if opens <= moment <= closes:
        act()
        return
    count = office.state.acts
    with pytest.raises(OutsideWindow) as refused:
        act()
    told, early = refused.value, moment < opens
    assert (told.side, told.milestone.code) == ("not open", start) if early else ("closed", end)
    assert told.milestone.article.startswith(article)
    assert told.day in str(told)
    assert office.state.acts == count


def test_a_milestone_without_a_day_opens_nothing():
    office = Office(before())
    office.call(BODY)
    with pytest.raises(OutsideWindow, match=r"not set: nomination_start, no day \(Art. 87\(5\)\)"):
        office.lodge(AREA, "01-1", "Қанат")


def test_nobody_tells_a_moment_that_has_not_come(office):
    with pytest.raises(Unfit, match="has not come yet"):
        office.lodge(AREA, "01-1", "Қанат", moment="2023-02-01T10:01", at="2023-02-01T10:00:59+06:00")
    office.lodge(AREA, "01-1", "Қанат", moment="2023-02-01T10:00", at="2023-02-01T10:00:59+06:00")


# ---- who nominates what ---------------------------------------------------------------------------------------------------


def test_each_commission_has_its_contests(office):
    state = office.state
    assert registrar(state, state.event.contest(LIST)) == "central"
    assert registrar(state, state.event.contest(LOCAL_LIST)) == "territorial-aktobe"
    assert registrar(state, state.event.contest(AREA)).startswith("okrug-01")
    with pytest.raises(Unfit, match="this is for okrug-01 to do"):
        office.lodge(AREA, "01-1", "Қанат", commission="central")


def test_what_a_nomination_must_say(office):
    wrong = {
        "may not do so here": lambda: office.lodge_list(LIST, "Auyl", persons(5), who="self"),
        "a party is named by its id": lambda: office.lodge(AREA, "01-1", "Қанат", who="party"),
        "association by its name": lambda: office.lodge(AREA, "01-1", "Қанат", who="association"),
        "not in parties.csv: Nobody": lambda: office.lodge_list(LIST, "Nobody", persons(5)),
        "stands twice on it: p-0": lambda: office.lodge_list(LIST, "Auyl", [*persons(2), nominee("p-0")]),
        "one person, of the same id": lambda: office.lodge(AREA, "01-1", "Қанат", nominees=[nominee("02-1")]),
        "no definition can hold: a b": lambda: office.lodge_list(LIST, "Auyl", [nominee("a b")]),
        "no year of birth": lambda: office.lodge(AREA, "01-1", "Қанат", born=0),
        "Latin letters": lambda: office.lodge(AREA, "01-1", "Kанат"),
        "not among the groups": lambda: office.lodge_list(LIST, "Auyl", persons(5), {"tall": 1}),
        "tell it of each": lambda: office.lodge_list(LIST, "Auyl", persons(5, 2), {}, 3),
        "larger than all together": lambda: office.lodge_list(LIST, "Auyl", persons(5, 2), {"women": 4}, 1),
        "smaller than what counts": lambda: office.lodge_list(
            LIST, "Auyl", persons(5, 2), {"women": 1, "youth": 0, "persons with disabilities": 1}, 1
        ),
        "not gathered": lambda: office.lodge(AREA, "01-1", "Қанат", more=1),
    }
    for why, act in wrong.items():
        with pytest.raises(Unfit, match=why):
            act()
    assert not office.state.nominations.known


def test_a_party_has_one_list_and_an_association_one_candidate(office):
    office.lodge_list(LIST, "Auyl", persons(5))
    with pytest.raises(Unfit, match=r"another nomination here, Art. 89\(4\)"):
        office.on(
            "nomination lodged", LIST, "Auyl-2", who="party", party="Auyl", nominator=None,
            names={"kk": "Ауыл", "ru": "Ауыл", "en": None}, nominees=persons(3), groups={}, more=None,
        )  # fmt: skip
    with pytest.raises(Unfit, match="lodged already"):
        office.lodge_list(LIST, "Auyl", persons(5))
    union = {"who": "association", "nominator": {"kk": "Одақ", "ru": "Союз", "en": None}}
    office.lodge(AREA, "01-1", "Қанат", **union)
    with pytest.raises(Unfit, match=r"another nomination here, Art. 87\(6\)"):
        office.lodge(AREA, "01-2", "Жанар", **union)
    office.lodge(OTHER_AREA, "02-1", "Жанар", **union)
    office.lodge(AREA, "01-3", "Әлия", "Amanat")
    office.lodge(AREA, "01-4", "Болат", "Amanat")  # of parties the law does not say so
    office.end("nomination refused", AREA, "01-1", "rules")
    office.lodge(AREA, "01-2", "Жанар", **union)


# ---- length, groups, age ---------------------------------------------------------------------------------------------------


def of(number, marked, more):
    people = tuple(Nominee(str(n), Names(kk=str(n)), 1980, n < marked) for n in range(number))
    return Nomination(LIST, "x", "party", "x", Names(), Names(), people, {}, more, "")


@given(st.integers(1, 120), st.integers(0, 120), st.none() | st.integers(0, 60))
def test_thirty_per_cent_of_a_list_are_of_the_groups_and_it_is_no_longer_than_the_law_lets_it(number, marked, more):
    """In whole numbers: ten times who counts is at least three times who stands; ten times its length at most 13 times 69,
    the next whole number."""
    marked = min(marked, number)
    found = " ".join(list_faults(law_of("kz/mazhilis/2023").mandates, of(number, marked, more), 69))
    assert ("list too long" in found) == (number > 90)
    if 10 * marked >= 3 * number:
        assert "groups" not in found
    elif more is None:
        assert "not known" in found
    else:
        assert ("too few" in found) == (10 * (marked + more) < 3 * number)
    regional = " ".join(list_faults(law_of("kz/maslikhat-region/2023").mandates, of(number, marked, more), 10))
    assert "too long" not in regional  # that law sets no length


def test_a_list_that_the_law_does_not_admit_is_not_registered_and_all_is_said_at_once(office):
    office.lodge_list(LIST, "Auyl", [*persons(91, 20), nominee("young", "Жас", 2000, True)], None, 3)
    with pytest.raises(Unfit) as refused:
        office.register(LIST, "Auyl", checked=["consent"])
    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        "9 of what the law asks for is not ticked", "younger than 25, Art. 86; C1995 51(4)", "list too long",
        "too few of the groups",
    ]  # fmt: skip
    assert refused.value.faults[2:] == (
        "list too long: 92 > 90, Art. 89(4)", "too few of the groups: 24 < 28 of 92, Art. 89(4)",
    )  # fmt: skip
    assert office.state.nominations.known[LIST, "Auyl"].state == "lodged"


def test_of_whom_the_year_alone_does_not_tell_the_age_the_commission_looks(office):
    """In 2023 a candidate born in 1998 is 24 or 25: a year of birth does not say."""
    office.lodge(AREA, "01-1", "Қанат", born=1998)
    office.register(AREA, "01-1")
    office.lodge(OTHER_AREA, "02-1", "Жанар", born=1999)
    with pytest.raises(Unfit, match="younger than 25"):
        office.register(OTHER_AREA, "02-1")


# ---- one person, one place -------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.permutations([LIST, AREA, OTHER_AREA]), st.integers(0, 2), st.booleans())
def test_nobody_stands_in_two_places_unless_the_commission_has_looked(order, different, same_year):
    """The same name and year: whoever is registered second is looked at. Another name, or another year, is another person."""
    office = Office(before()).begin(BODY)
    first, second, third = order

    def lodge(contest, kk, born):
        if contest == LIST:
            office.lodge_list(LIST, "Auyl", [nominee("p-1", kk, born, True), nominee("p-2", "Басқа", 1970)])
        else:
            office.lodge(contest, f"{contest[-2:]}-1", kk, born=born)

    lodge(first, "Қанат Ойдан", 1980)
    lodge(second, "ҚАНАТ  Ойдан", 1980 if same_year else 1981)
    lodge(third, "Бөлек Адам", 1980 + different)
    option = "Auyl" if second == LIST else f"{second[-2:]}-1"
    if not same_year:
        office.register(second, option)
        return
    with pytest.raises(Unfit) as refused:
        office.register(second, option)
    assert len(refused.value.faults) == 1
    article, key = re.fullmatch(r"may stand in two places, Art. (.*?): (.*)", refused.value.faults[0]).groups()
    assert article == "87(2)"
    assert first in key
    office.register(second, option, looked_at=[key])


def test_in_two_constituencies_of_a_maslikhat_nobody_stands_and_of_two_bodies_the_text_does_not_say(office):
    office.lodge(LOCAL_AREA, "01-1", "Қанат")
    office.lodge("maslikhat-aktobe.02", "02-1", "Қанат")
    with pytest.raises(Unfit, match=r"two places, Art. 103\(6\)"):
        office.register("maslikhat-aktobe.02", "02-1")
    office.lodge(AREA, "01-1", "Қанат")
    with pytest.raises(Unfit, match=r"Art. 87\(2\), 103\(6\)"):
        office.register(AREA, "01-1")


# ---- refusals, appeals, withdrawals ----------------------------------------------------------------------------------------


def test_a_refusal_has_a_ground_of_the_law_with_its_article(office):
    office.lodge(AREA, "01-1", "Қанат")
    for why, told in (
        ("no such ground", {"reason": "because"}),
        ("no such ground", {"reason": "candidate_withdraws"}),
        (r"stands in Art. 89\(4-3\)\(3\), not in 1", {"reason": "rules", "article": "1"}),
        ("no majority", {"reason": "rules", "decision": DECISION | {"for": 3, "against": 3}}),
    ):
        with pytest.raises(NotAllowed, match=why):
            office.end("nomination refused", AREA, "01-1", told.pop("reason"), **told)
    office.end("nomination refused", AREA, "01-1", "rules")
    with pytest.raises(Unfit, match="this does not follow: refused"):
        office.register(AREA, "01-1")


def test_after_an_appeal_that_was_granted_it_is_registered_even_when_the_time_is_over(office):
    office.lodge(AREA, "01-1", "Қанат")
    office.end("nomination refused", AREA, "01-1", "rules", "2023-02-17T10:00")
    appeal = {"document": "INVENTED No. 3", "moment": "2023-02-25T10:00", "at": "2023-03-20T12:00:00+06:00"}
    with pytest.raises(Unfit, match="a court has decided"):
        office.on("appeal decided", AREA, "01-1", by="court", outcome="granted", decision=DECISION, **appeal)
    office.on("appeal decided", AREA, "01-1", by="court", outcome="dismissed", decision=None, **appeal)
    assert office.state.nominations.known[AREA, "01-1"].state == "refused"
    office.on(
        "appeal decided", AREA, "01-1", by="central commission", outcome="granted", decision=DECISION, commission="central",
        **appeal,
    )  # fmt: skip
    late = {"at": "2023-03-20T12:00:00+06:00"}
    with pytest.raises(OutsideWindow, match="closed: last_withdrawal"):
        office.register(AREA, "01-1", moment="2023-03-17T00:01", **late)
    office.register(AREA, "01-1", moment="2023-02-26T10:00", **late)
    assert office.state.nominations.known[AREA, "01-1"].registered == "2023-02-26T10:00"


def test_a_person_leaves_a_list_and_a_list_is_drawn_anew_only_where_one_was_added(office):
    with_lists(office)
    with pytest.raises(Unfit, match="each once: Amanat, Auyl, Respublica"):
        office.draw(LIST, ["Amanat", "Auyl"])
    assert office.state.nominations.in_order(office.event.contest(LIST)) is None
    office.draw(LIST, PARTIES)
    office.end("nomination withdrawn", LIST, "Amanat", "person_leaves", person="p-5", more=None)
    assert len(office.state.nominations.known[LIST, "Amanat"].nominees) == 9
    for why, told in (("nobody on the list", {"person": "p-5"}), ("no such ground", {"person": None})):
        with pytest.raises(Unfit, match=why):
            office.end("nomination withdrawn", LIST, "Amanat", "person_leaves", **told)
    office.end("nomination withdrawn", LIST, "Auyl", "list_rules")
    assert [one.option for one in office.state.nominations.in_order(office.event.contest(LIST))] == ["Amanat", "Respublica"]
    office.lodge_list(LIST, "OSDP", persons(10, 3, 700))
    office.register(LIST, "OSDP")
    assert office.state.nominations.in_order(office.event.contest(LIST)) is None


def test_candidates_stand_by_the_kazakh_alphabet_and_of_equal_names_a_lot_is_drawn(office):
    office.lodge(AREA, "01-1", "Қанат")
    office.register(AREA, "01-1")
    contest, commission = office.event.contest(AREA), registrar(office.state, office.event.contest(AREA))
    with pytest.raises(Unfit, match=r"order of the alphabet, Art. 37\(1\)"):
        office.take("order drawn", commission, contest=AREA, order=["01-1"], decision=DECISION)
    office.lodge(AREA, "01-2", "Қанат", born=1970)
    office.register(AREA, "01-2")
    assert office.state.nominations.in_order(contest) is None
    office.take("order drawn", commission, contest=AREA, order=["01-2", "01-1"], decision=DECISION)
    assert [one.option for one in office.state.nominations.in_order(contest)] == ["01-2", "01-1"]
    office.lodge(AREA, "01-3", "Жанар")
    office.register(AREA, "01-3")  # whose place the alphabet tells: nothing is drawn anew
    assert [one.option for one in office.state.nominations.in_order(contest)] == ["01-3", "01-2", "01-1"]


def test_a_lot_moves_only_those_whom_the_alphabet_does_not_tell_apart(office):
    for option, kk, born in (("01-1", "Қанат", 1980), ("01-2", "Қанат", 1970), ("01-3", "Жанар", 1960)):
        office.lodge(AREA, option, kk, born=born)
        office.register(AREA, option)
    commission = registrar(office.state, office.event.contest(AREA))
    with pytest.raises(Unfit, match=r"order of the alphabet, Art. 37\(1\)"):
        office.take("order drawn", commission, contest=AREA, order=["01-1", "01-3", "01-2"], decision=DECISION)
    office.take("order drawn", commission, contest=AREA, order=["01-3", "01-2", "01-1"], decision=DECISION)


# ---- what may stand in an entry ----------------------------------------------------------------------------------------------


def test_of_a_person_nothing_else_can_be_written_down(office):
    for more in ({"iin": "800101300123"}, {"sex": "f"}, {"disabled": True}, {"declaration": "x"}):
        with pytest.raises(ValueError, match="'nominees' is not what it must be"):
            office.lodge_list(LIST, "Auyl", [{**nominee("p-1"), **more}])


def test_a_list_that_no_entry_has_room_for_is_no_act(office):
    long = [nominee(f"p-{n}", "Ұзын " * 60) for n in range(200)]
    with pytest.raises(ValueError, match="'nominees' is not what it must be"):
        office.lodge_list(LIST, "Auyl", long)


# ---- words -----------------------------------------------------------------------------------------------------------------


def sentences():
    """Everything that the rules refuse with; what is filled in is 7, a number and a word at once."""
    for name in ("acts/nominating", "acts/nomination_acts", "acts/ballots", "protocol/candidacy"):
        for node in ast.walk(ast.parse((SOURCE / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Unfit":
                yield from (text(one) for one in node.args if not isinstance(one, ast.Starred))
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.JoinedStr | ast.Constant):
                yield text(node.value)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "faults.append":
                yield text(node.args[0])


def text(node):
    parts = [node] if isinstance(node, ast.Constant) else node.values
    filled = {"one.state": "refused"}  # a word of a closed list
    return "".join(part.value if isinstance(part, ast.Constant) else filled.get(ast.unparse(part.value), "7") for part in parts)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_refusal_is_told_in_the_language_of_the_page(language):
    found = sorted(set(sentences()))
    assert len(found) > 45
    assert not [one for one in found if any(part.language == "en" for part in told_in(one, language))]
