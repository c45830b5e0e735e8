"""The quota of groups among the mandates of a list: what is refused, what is held, what is shown, and what nobody can check."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

import pytest
from rehearsal import Desk
from test_results import BODY, DONE, LIST, REGION, count, declare, draw, questions, sign

from dauys.election.event import Listed, PartyList, law_of
from dauys.law import load_law
from dauys.law.known_quota import Verdict
from dauys.law.words import Names
from dauys.office.journal.desk import desk
from dauys.office.results import deeds, mandates
from dauys.office.results.mandates import mandate_refusal, next_in_order, person_named, places_of, quota_of
from dauys.tally.result import outcome_hash, outcome_of
from dauys.text import LANGUAGES, phrase

QUOTA = load_law("kz/mazhilis/2023").mandates.quota
NATIONAL = "mazhilis.list"
DECISION = {"number": "9", "date": "2023-03-27", "members": 7, "present": 7, "for": 7, "against": 0, "dissent": None}


def a_list(*marks, more=0):
    """An invented list: a person for each mark, True where the person counts for the quota."""
    letters = "АӘБВГҒДЕЁЖЗИЙКҚЛМН"
    persons = (Listed(f"p{n}", Names(kk=f"ОЙДАН ШЫҒАРЫЛҒАН {letters[n]}"), mark) for n, mark in enumerate(marks))
    return PartyList(tuple(persons), more)


# ---- the Mazhilis, whose law has the quota -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counted():
    """The lists of the Mazhilis counted at 80 invented stations and declared, and nobody named yet."""
    at = Desk()
    at.count_all(NATIONAL)
    for commission, stations in at.state.summing(NATIONAL).items():
        assert stations
        at.other("summary signed", commission, contest=NATIONAL, figures={})
    (central,) = at.state.declaring(NATIONAL)
    told = {"body": "mazhilis", "contests": [NATIONAL], "status": "final", "decision": DECISION}
    at.other("result declared", central, outcome=outcome_hash(outcome_of(at.state, "mazhilis"), "mazhilis"), **told)
    return at


@pytest.fixture
def national(counted):
    """The same for one test: acts on mandates are taken back, and lists can be put in the place of the invented ones."""
    known = dict(counted.state.event.lists)
    yield counted
    counted.state.mandates.clear()
    _put(counted.state, known)


def _put(state, lists: Mapping):
    state.event = replace(state.event, lists=lists)


def of(state, option="Auyl"):
    return next(one for one in places_of(state, "mazhilis", outcome_of(state, "mazhilis")) if one.option == option)


def told(person, option="Auyl"):
    return {"body": "mazhilis", "contest": NATIONAL, "option": option, "person": person, "reason": "INVENTED: decision 1"}


def give(at, *persons, option="Auyl", kind="mandate given"):
    """Give mandates as the office would, or say why not: the sentence of the first that is refused."""
    for person in persons:
        if (why := mandate_refusal(at.state, kind, told(person, option))) is not None:
            return why
        at.other(kind, "central", **told(person, option))
    return None


def test_the_rehearsal_has_lists_and_a_quota_for_each(counted):
    for one in places_of(counted.state, "mazhilis", outcome_of(counted.state, "mazhilis")):
        quota = quota_of(counted.state, one)
        assert quota.rule == QUOTA
        assert quota.standing.needed == -(-3 * one.seats // 10)  # 30 %, rounded up
        assert quota.verdict == "open"


def test_a_mandate_after_which_the_quota_is_lost_is_refused(national):
    seats = of(national.state).seats
    assert seats >= 4
    due = -(-3 * seats // 10)
    _put(national.state, {(NATIONAL, "Auyl"): a_list(*[False] * seats, *[True] * due)})
    others = seats - due
    assert give(national, *(f"p{n}" for n in range(others))) is None  # those who count can still follow
    assert give(national, f"p{others}") == "the quota of groups could not be kept any more"
    assert give(national, *(f"p{seats + n}" for n in range(due))) is None
    assert quota_of(national.state, of(national.state)).verdict == "kept"


def test_a_stranger_to_the_list_is_refused_where_the_list_is_known(national):
    assert give(national, "p-nobody") == "p-nobody is not on the list of Auyl"
    assert give(national, "2-1") is None
    assert give(national, "2-1") == "2-1 has a mandate already"


def test_where_no_choice_keeps_it_the_law_is_silent_and_nothing_is_refused_by_it(national):
    seats = of(national.state).seats
    _put(national.state, {(NATIONAL, "Auyl"): a_list(True, *[False] * seats)})
    assert quota_of(national.state, of(national.state)).verdict == "no choice"
    assert give(national, "p1") is None  # the page holds it; see below


def test_a_vacated_seat_goes_to_somebody_with_whom_the_quota_is_kept(national):  # Art. 97-1(6)
    seats = of(national.state).seats
    due = -(-3 * seats // 10)
    _put(national.state, {(NATIONAL, "Auyl"): a_list(*[True] * (due + 1), *[False] * seats)})
    assert give(national, *(f"p{n}" for n in (*range(due), *range(due + 1, seats + 1)))) is None
    assert give(national, "p0", kind="mandate lost") is None
    assert give(national, f"p{seats + 1}", kind="mandate filled") == "the quota of groups could not be kept any more"
    assert give(national, f"p{due}", kind="mandate filled") is None
    assert give(national, "p1", kind="mandate lost") is None  # and now nobody is left who counts
    assert quota_of(national.state, of(national.state)).verdict == "no choice"


def test_where_nobody_is_left_on_the_list_the_seat_stays_vacant(national):  # Art. 97-1(6)
    seats = of(national.state).seats
    _put(national.state, {(NATIONAL, "Auyl"): a_list(*[True] * seats)})
    assert give(national, "p0", kind="mandate filled") == "no seat of Auyl was vacated"
    assert give(national, *(f"p{n}" for n in range(seats))) is None
    assert mandates.exhausted(national.state, of(national.state)) is None  # no seat is free
    assert give(national, "p0", kind="mandate lost") is None
    assert mandates.exhausted(national.state, of(national.state)) == "97-1(6)"
    _put(national.state, {(NATIONAL, "Auyl"): a_list(*[True] * (seats + 1))})
    assert mandates.exhausted(national.state, of(national.state)) is None
    assert give(national, f"p{seats}", kind="mandate filled") is None


@pytest.mark.parametrize("known", [{}, {(NATIONAL, "Auyl"): a_list(*[False] * 18, more=None)}], ids=["no list", "no mark"])
def test_where_the_groups_are_not_known_it_cannot_be_checked_and_nothing_is_refused(national, known):
    _put(national.state, known)
    seats = of(national.state).seats
    assert give(national, *(f"p{n}" for n in range(min(seats, 18)))) is None
    assert quota_of(national.state, of(national.state)).verdict == "unknown"


def test_a_constituency_has_no_quota(national):
    place = mandates.Places("mazhilis.01", "01-1", 1, ())
    assert quota_of(national.state, place) is None


def test_the_kazakh_alphabet_names_who_takes_the_free_seats_and_the_quota_stands_beside_it(national):
    seats = of(national.state).seats
    marks = [False] * seats + [True] * seats
    _put(national.state, {(NATIONAL, "Auyl"): a_list(*marks[: 2 * seats])})
    assert give(national, "p1") is None
    order = next_in_order(national.state, of(national.state))
    assert order == ("p0", *(f"p{n}" for n in range(2, seats)))
    assert quota_of(national.state, of(national.state), order).verdict == "broken"


def test_a_person_is_meant_by_id_or_by_a_name_that_one_person_has():
    listed = PartyList((Listed("p1", Names(kk="Әли", en="Ali"), False), Listed("p2", Names(kk="Әли", en="Ali K."), False)))
    assert [person_named(listed, typed) for typed in ("p1", "Ali K.", "Әли", "x", "")] == ["p1", "p2", "Әли", "x", ""]
    assert person_named(None, "Әли") == "Әли"


# ---- on the pages: a maslikhat by an invented law, its own with the quota of the Mazhilis --------------------------------

DEEDS = f"/c/{REGION}/results/b/{BODY}/deeds/"


@pytest.fixture
def declared(counting, monkeypatch):
    """The lists of the small election declared; gives the winner, and puts persons on its list by an invented law."""
    count(counting, LIST)
    sign(counting, LIST)
    (tie,) = (one for one in questions(BODY) if one.choices)
    draw(counting, BODY, REGION, tie)
    assert declare(counting, BODY, REGION, LIST) == [DONE]
    with desk.looking() as state:
        winner = next(seat.option for seat in outcome_of(state, BODY).seats if seat.tier == "list" and seat.seats)

    def by_law(listed, quota=QUOTA):
        def with_quota(law):
            own = law_of(law)
            national = law_of("kz/mazhilis/2023").mandates
            rule = national.model_copy(update={"quota": quota})
            return own.model_copy(update={"mandates": rule})

        for room in (mandates, deeds):
            monkeypatch.setattr(room, "law_of", with_quota)
        with desk.looking() as state:
            state.event = replace(state.event, lists={} if listed is None else {(LIST, winner): listed})

    return winner, by_law


def test_by_the_law_of_a_maslikhat_there_is_no_quota_and_the_page_says_so(counting, declared):
    page = counting.somebody(REGION, "chair").get(DEEDS)
    assert "By this law no quota of groups holds for the mandates." in page
    assert "Due:" not in page


def test_a_page_says_how_many_count_how_many_are_due_and_by_which_article(counting, declared):
    winner, by_law = declared
    by_law(a_list(True, False, False))
    chair = counting.somebody(REGION, "chair")
    page = chair.get(DEEDS)
    assert "At least 30 % of the mandates of a list go, together, to: women, youth, persons with disabilities." in page
    assert "Given: 0 of 1 mandates; counting for the quota: 0. Due: 1." in " ".join(page.split())
    assert "97-1(5)" in page
    given = {"act": "mandate given", "seat": f"{LIST} {winner}", "reason": "INVENTED: decision 1"}
    assert "could not be kept any more" in chair.prepares(DEEDS, 422, **given, person="p1")
    draft = chair.prepares(DEEDS, **given, person="ОЙДАН ШЫҒАРЫЛҒАН А")
    shown = " ".join(counting.somebody(REGION, "secretary").get(draft).split())
    assert "Given: 1 of 1 mandates; counting for the quota: 1. Due: 1." in shown
    assert "ОЙДАН ШЫҒАРЫЛҒАН А (p0)" in shown
    assert counting.somebody(REGION, "secretary").confirms(draft) == [DONE]
    assert "ОЙДАН ШЫҒАРЫЛҒАН А (p0)" in chair.get(DEEDS)


def test_a_quota_lost_between_the_two_people_stops_the_second(counting, declared):
    winner, by_law = declared
    by_law(None)
    chair = counting.somebody(REGION, "chair")
    draft = chair.prepares(DEEDS, act="mandate given", seat=f"{LIST} {winner}", reason="INVENTED", person="p1")
    by_law(a_list(True, False))
    (said,) = counting.somebody(REGION, "secretary").confirms(draft)
    assert "could not be kept any more" in said


def test_a_mandate_is_held_until_it_is_said_that_the_commission_has_decided(counting, declared):
    winner, by_law = declared
    by_law(a_list(False, False))
    given = {"act": "mandate given", "seat": f"{LIST} {winner}", "person": "p1", "reason": "INVENTED: decision 1"}
    chair = counting.somebody(REGION, "chair")
    assert "the law does not say what then" in chair.get(DEEDS)
    assert "the mandate is held until the commission decides" in chair.prepares(DEEDS, 422, **given)
    draft = chair.prepares(DEEDS, **given, decided="yes")
    secretary = counting.somebody(REGION, "secretary")
    assert "the law does not say what then" in secretary.get(draft)
    assert secretary.confirms(draft) == [DONE]


def test_a_page_says_that_it_cannot_be_checked_where_the_groups_are_not_known(counting, declared):
    _, by_law = declared
    by_law(None)
    page = counting.somebody(REGION, "chair").get(DEEDS)
    assert "The groups of the persons of the list are not known: the quota cannot be checked." in page
    by_law(a_list(False, False, more=None))
    assert "<strong>cannot be checked</strong>" in counting.somebody(REGION, "chair").get(DEEDS)


def test_where_what_is_published_does_not_tell_the_page_says_by_what_to_check(counting, declared):
    winner, by_law = declared
    by_law(a_list(True, False, False, False, more=2))
    given = {"act": "mandate given", "seat": f"{LIST} {winner}", "person": "p1", "reason": "INVENTED: decision 1"}
    draft = counting.somebody(REGION, "chair").prepares(DEEDS, **given)
    page = " ".join(counting.somebody(REGION, "secretary").get(draft).split())
    assert "counting for the quota: 0 at least, 1 at most. Due: 1." in page
    assert "check it by the papers of the party" in page


def test_the_order_of_the_law_is_shown_with_the_quota_and_holds_where_the_two_do_not_meet(counting, declared):
    winner, by_law = declared
    by_law(a_list(False, True))
    chair = counting.somebody(REGION, "chair")
    page = chair.post(DEEDS, 200, act="order", **{"from": f"{LIST} {winner}"}).content.decode()
    assert "ОЙДАН ШЫҒАРЫЛҒАН А (p0)" in page
    assert "how the order and the quota meet the law does not say" in page
    by_law(None)
    page = chair.post(DEEDS, 200, act="order", names="Әли\nБолат", number="1").content.decode()
    assert "<li>Әли</li>" in page
    assert "the quota cannot be checked" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_has_its_phrase(language):
    assert all(phrase(f"results.quota.{one}", language) for one in get_args(Verdict.__value__))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_of_a_phrase_is_left_on_the_page(counting, declared, language):
    _, by_law = declared
    chair = counting.somebody(REGION, "chair")
    chair.browser.cookies["language"] = language
    for listed in (None, a_list(True, False, False, more=1), a_list(False), a_list(True)):
        by_law(listed)
        page = chair.get(DEEDS)
        assert "results." not in page.replace('href="/c/', "").replace("results/", "")
