"""From seats to persons, by the laws of Kazakhstan. Every person here is invented, and so is every list."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.law import load_law
from dauys.law.mandates import (
    Candidate,
    Refusal,
    Seated,
    Vacant,
    check_list,
    check_one_place,
    fill_constituency_vacancy,
    fill_list_vacancy,
    give,
    needed,
)
from dauys.law.vocabulary import GroupQuota, Mandates, Unnamed
from dauys.text import ALPHABET, sort_key


def rules(law: str) -> Mandates:
    found = load_law(law).mandates
    assert found is not None
    return found


MAZHILIS = rules("kz/mazhilis/2023")  # the party names; 30 % women, youth, persons with disabilities; else the alphabet
MASLIKHAT = rules("kz/maslikhat-region/2023")  # the party names; no quota in the mandates; else silence
FIXED_ORDER = rules("kz/mazhilis/2004")  # the list is in an order, and the next on it follows

# Invented people with invented names, in the order of an invented list. Two of the nine are in a group of the quota.
ARMAN = Candidate("arman", "Ойдан Арман")
ASEL = Candidate("asel", "Ойдан Әсел", frozenset({"women"}))
BOLAT = Candidate("bolat", "Ойдан Болат")
GALYM = Candidate("galym", "Ойдан Ғалым")
DAUREN = Candidate("dauren", "Ойдан Дәурен", frozenset({"youth", "persons with disabilities"}))
KAIRAT = Candidate("kairat", "Ойдан Қайрат")
OMAR = Candidate("omar", "Ойдан Өмар")
SERIK = Candidate("serik", "Ойдан Серік")
YLIYAS = Candidate("yliyas", "Ойдан Ілияс")
LIST = (YLIYAS, SERIK, OMAR, KAIRAT, DAUREN, GALYM, BOLAT, ASEL, ARMAN)


def people(number: int, in_groups: int) -> tuple[Candidate, ...]:
    """Invented people: so many, of whom so many are in a group of the quota."""
    return tuple(Candidate(f"p{i}", "", frozenset({"women"}) if i < in_groups else frozenset()) for i in range(number))


# ---- who may stand -----------------------------------------------------------------------------------------------------


def test_a_mazhilis_list_may_have_90_candidates_for_69_seats():  # 69 and 30 % is 89.7; Art. 89(4)
    assert check_list(MAZHILIS, people(90, 27), 69) == ()
    (refusal,) = check_list(MAZHILIS, people(91, 28), 69)
    assert refusal == Refusal(
        "list too long",
        "91 candidates, at most 90 are allowed: 130 % of 69 seats is 89.7, rounded up 90",
        "89(4)",
    )


def test_where_the_law_file_rounds_down_the_list_is_one_shorter():  # 98 and 30 % is 127.4
    assert check_list(rules("kz/mazhilis/2007"), people(127, 0), 98) == ()
    (refusal,) = check_list(rules("kz/mazhilis/2007"), people(128, 0), 98)
    assert refusal.kind == "list too long"


def test_the_law_on_maslikhats_sets_no_length():
    assert check_list(MASLIKHAT, people(500, 150), 17) == ()


def test_three_of_ten_on_a_list_are_of_the_groups():
    assert check_list(MAZHILIS, people(10, 3), 69) == ()
    (refusal,) = check_list(MAZHILIS, people(11, 3), 69)  # 3.3, rounded up 4
    assert (refusal.kind, refusal.missing, refusal.article) == ("quota", 1, "89(4)")
    assert refusal.reason == (
        "women, youth, persons with disabilities: 30 % of 11 candidates is 3.3, rounded up 4; there are 3, 1 missing"
    )


def test_persons_with_disabilities_are_no_group_of_a_maslikhat_list():  # Art. 104(4): women and youth
    disabled = Candidate("d", "", frozenset({"persons with disabilities"}))
    assert check_list(MASLIKHAT, (disabled,), 17)[0].missing == 1
    assert check_list(MAZHILIS, (disabled,), 69) == ()


def test_everything_wrong_with_a_list_is_said_at_once():
    found = check_list(MAZHILIS, (*people(91, 0), Candidate("p0", "")), 69)
    assert [refusal.kind for refusal in found] == ["on the list twice", "list too long", "quota"]
    assert found[0].ids == ("p0",)


def test_everybody_who_stands_in_two_places_is_named():
    rows = (
        Candidate("arman", "Ойдан Арман", lists=frozenset({"A"})),
        Candidate("arman", "", lists=frozenset({"B"})),  # the same person, in a row of another list
        Candidate("asel", "Ойдан Әсел", lists=frozenset({"A"}), constituencies=frozenset({"5"})),
        Candidate("bolat", "Ойдан Болат", constituencies=frozenset({"5", "6"})),
        Candidate("galym", "Ойдан Ғалым", lists=frozenset({"A"})),
        Candidate("kairat", "Ойдан Қайрат", constituencies=frozenset({"7"})),
    )
    assert [refusal.reason for refusal in check_one_place(MAZHILIS, rows)] == [
        "Ойдан Арман (arman) stands in list A and in list B",
        "Ойдан Әсел (asel) stands in constituency 5 and in list A",
        "Ойдан Болат (bolat) stands in constituency 5 and in constituency 6",
    ]
    assert check_one_place(rules("de/bundestag/2023"), rows) == ()


# ---- the party names ---------------------------------------------------------------------------------------------------


def test_the_party_names_who_sits_whatever_the_order_of_the_list():
    seated = give(MAZHILIS, LIST, 3, ["serik", "asel", "arman"])
    assert isinstance(seated, Seated)
    assert (seated.ids, seated.unfilled, seated.article) == (("serik", "asel", "arman"), 0, "97-1(5)-(6), 87(2)")
    assert [step.rule for step in seated.trace] == ["who sits", "group quota"]
    assert seated.trace[0].inputs["by"] == "named by the party"
    quota = seated.trace[1]
    assert (quota.inputs["article"], quota.inputs["due"], quota.result) == (
        "97-1(5)",
        Fraction(9, 10),
        {"needed": 1, "have": 1},
    )


@pytest.mark.parametrize(  # the mandates of 2023: 40, 8, 6, 5 and 4
    ("mandates", "of_the_groups"), [(40, 12), (8, 3), (6, 2), (5, 2), (4, 2), (1, 1), (0, 0)]
)
def test_thirty_percent_of_the_mandates_are_rounded_up(mandates, of_the_groups):
    quota = MAZHILIS.quota
    assert quota is not None
    assert needed(quota, mandates) == of_the_groups
    named = [person.id for person in people(mandates, of_the_groups)]
    assert isinstance(give(MAZHILIS, people(mandates, of_the_groups), mandates, named), Seated)


def test_the_refusal_says_how_many_of_the_groups_are_missing():
    refusal = give(MAZHILIS, LIST, 4, ["serik", "asel", "arman", "omar"])
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.article, refusal.silent) == ("quota", 1, "97-1(5)", False)
    assert refusal.reason == (
        "women, youth, persons with disabilities: 30 % of 4 mandates is 1.2, rounded up 2; there are 1, 1 missing"
    )


def test_somebody_of_two_groups_counts_once():
    refusal = give(MAZHILIS, LIST, 4, ["dauren", "serik", "arman", "omar"])
    assert isinstance(refusal, Refusal)
    assert refusal.missing == 1


def test_a_list_with_too_few_of_the_groups_leaves_a_question():
    refusal = give(MAZHILIS, LIST, 8, [person.id for person in LIST[:8]])  # 2.4, rounded up 3; the list has 2
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.silent) == ("quota", 1, True)
    assert refusal.reason.endswith("no choice from this list has more than 2, and the law does not say what then")


def test_the_mandates_of_a_maslikhat_have_no_quota():
    seated = give(MASLIKHAT, LIST, 4, ["serik", "omar", "arman", "bolat"])
    assert isinstance(seated, Seated)
    assert [step.rule for step in seated.trace] == ["who sits"]


@pytest.mark.parametrize(
    ("named", "kind", "missing", "ids"),
    [
        (["asel", "serik", "stranger"], "not on the list", 0, ("stranger",)),
        (["asel", "serik", "asel"], "named twice", 0, ("asel",)),
        (["asel", "serik"], "too few named", 1, ()),
        ([], "too few named", 3, ()),
        (["asel", "serik", "omar", "arman"], "too many named", 0, ()),
    ],
)
def test_a_wrong_naming_is_refused_and_nobody_is_picked_instead(named, kind, missing, ids):
    refusal = give(MAZHILIS, LIST, 3, named)
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.ids, refusal.silent) == (kind, missing, ids, False)


def test_a_list_shorter_than_its_seats_leaves_seats_unfilled():
    seated = give(MAZHILIS, LIST[3:5], 3, ["kairat", "dauren"])
    assert isinstance(seated, Seated)
    assert (seated.ids, seated.unfilled) == (("kairat", "dauren"), 1)
    assert seated.trace[0].result == {"persons": ("kairat", "dauren"), "unfilled": 1}


def test_a_list_without_seats_or_without_people_seats_nobody():
    assert give(MASLIKHAT, LIST, 0) == give(MASLIKHAT, LIST, 0, [])
    empty = give(MASLIKHAT, (), 2)
    assert isinstance(empty, Seated)
    assert (empty.ids, empty.unfilled) == ((), 2)


def test_somebody_on_the_list_twice_is_refused():
    refusal = give(MAZHILIS, (*LIST, ASEL), 3, ["asel", "serik", "omar"])
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.ids) == ("on the list twice", ("asel",))


def test_seats_below_zero_are_no_question_of_law():
    with pytest.raises(ValueError, match="0 seats or more"):
        give(MAZHILIS, LIST, -1)


# ---- the party names nobody --------------------------------------------------------------------------------------------


def test_for_the_mazhilis_the_kazakh_alphabet_decides():  # Ә after А, before Б; Ғ before Д; І at the end
    seated = give(MAZHILIS, LIST, 3)
    assert isinstance(seated, Seated)
    assert (seated.ids, seated.article) == (("arman", "asel", "bolat"), "97-1(5)")
    assert seated.trace[0].inputs["by"] == "kazakh alphabetical order"


def test_where_the_alphabet_alone_breaks_the_quota_the_law_is_silent():
    refusal = give(MAZHILIS, LIST, 4)  # Арман, Әсел, Болат, Ғалым: one of the groups, two are needed
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.silent) == ("quota", 1, True)
    assert refusal.reason.endswith("the law does not say how 'kazakh alphabetical order' and the quota meet")
    assert isinstance(give(MAZHILIS, LIST, 5), Seated)  # Дәурен is the fifth


def test_for_a_maslikhat_nothing_is_said_and_nobody_sits():
    refusal = give(MASLIKHAT, LIST, 3)
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.article, refusal.silent) == ("nobody named", 3, "111-1(5)", True)
    assert MASLIKHAT.unnamed is not None
    assert str(MASLIKHAT.unnamed.reason) in refusal.reason


@pytest.mark.parametrize("written", ["Ойдан Әсел", "ОЙДАН ӘСЕЛ", " Ойдан  Әсел"])
def test_equal_names_at_the_last_seat_are_a_tie_however_they_are_written(written):
    namesake = Candidate("another asel", written, frozenset({"women"}))
    refusal = give(MAZHILIS, (*LIST, namesake), 2)
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.silent) == ("equal names", 1, True)
    assert set(refusal.ids) == {"asel", "another asel"}


def test_equal_names_matter_only_where_the_last_seat_is():
    namesake = Candidate("another asel", "Ойдан Әсел", frozenset({"women"}))
    seated = give(MAZHILIS, (*LIST, namesake), 3)
    assert isinstance(seated, Seated)
    assert set(seated.ids) == {"arman", "asel", "another asel"}


@pytest.mark.parametrize("name", ["", "Ойдан Aсел", "Amanat", "–"])
def test_a_name_that_the_alphabet_cannot_place_stops_the_order(name):
    refusal = give(MAZHILIS, (*LIST, Candidate("unreadable", name)), 3)
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.ids) == ("not in Kazakh letters", ("unreadable",))
    everybody = give(MAZHILIS.model_copy(update={"quota": None}), (*LIST, Candidate("unreadable", name)), 10)
    assert isinstance(everybody, Seated)  # nobody has to be ordered where all sit


# ---- the list is in an order -------------------------------------------------------------------------------------------


def test_in_2004_the_order_of_the_list_decided():
    seated = give(FIXED_ORDER, LIST, 2)
    assert isinstance(seated, Seated)
    assert seated.ids == ("yliyas", "serik")
    refusal = give(FIXED_ORDER, LIST, 2, ["asel", "arman"])
    assert isinstance(refusal, Refusal)
    assert refusal.kind == "the party does not name"


def test_a_law_file_without_an_order_seats_nobody():
    refusal = give(Mandates(article="none"), LIST, 2, ["asel", "arman"])
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.silent) == ("not said", True)


# ---- a vacated list seat -----------------------------------------------------------------------------------------------


def test_the_party_names_who_follows():
    seated = fill_list_vacancy(MAZHILIS, LIST, ["serik", "asel", "arman"], "serik", "omar")
    assert isinstance(seated, Seated)
    assert (seated.ids, seated.article) == (("omar",), "97-1(6)")
    assert [step.rule for step in seated.trace] == ["vacancy", "group quota"]


def test_the_quota_is_kept_when_one_of_the_groups_leaves():
    refusal = fill_list_vacancy(MAZHILIS, LIST, ["serik", "asel", "arman"], "asel", "omar")
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.article, refusal.silent) == ("quota", 1, "97-1(5)", False)
    assert isinstance(fill_list_vacancy(MAZHILIS, LIST, ["serik", "asel", "arman"], "asel", "dauren"), Seated)


def test_the_quota_is_taken_of_all_mandates_the_vacated_one_included():
    more = (*LIST, Candidate("zhanar", "Ойдан Жанар", frozenset({"women"})))
    refusal = fill_list_vacancy(MAZHILIS, more, ["asel", "dauren", "serik", "arman"], "dauren", "omar")  # 1.2, rounded up 2
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.silent) == ("quota", 1, False)
    assert isinstance(fill_list_vacancy(MAZHILIS, more, ["asel", "dauren", "serik", "arman"], "dauren", "zhanar"), Seated)


def test_where_nobody_of_the_groups_is_left_the_law_is_silent():
    rest = tuple(person for person in LIST if person is not DAUREN)
    refusal = fill_list_vacancy(MAZHILIS, rest, ["serik", "asel", "arman"], "asel", "omar")
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.silent) == ("quota", 1, True)


def test_who_was_struck_off_the_list_leaves_too():
    rest = tuple(person for person in LIST if person is not SERIK)
    assert isinstance(fill_list_vacancy(MAZHILIS, rest, ["serik", "asel", "arman"], "serik", "omar"), Seated)


@pytest.mark.parametrize("rule", [MAZHILIS, MASLIKHAT])
def test_where_the_party_names_nobody_the_law_is_silent(rule):
    refusal = fill_list_vacancy(rule, LIST, ["serik", "asel", "arman"], "serik")
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.missing, refusal.silent) == ("nobody named", 1, True)


def test_with_an_empty_list_the_seat_stays_vacant():
    answer = fill_list_vacancy(MAZHILIS, (SERIK, ASEL), ["serik", "asel"], "serik", "omar")
    assert isinstance(answer, Vacant)
    assert (answer.then, answer.article) == ("vacant until the next election", "97-1(6)")


def test_without_a_word_on_empty_lists_it_is_a_question():
    assert MAZHILIS.list_vacancy is not None
    silent = MAZHILIS.model_copy(update={"list_vacancy": MAZHILIS.list_vacancy.model_copy(update={"exhausted": None})})
    refusal = fill_list_vacancy(silent, (SERIK, ASEL), ["serik", "asel"], "serik")
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.silent) == ("list exhausted", True)


@pytest.mark.parametrize(
    ("seated", "leaving", "named", "kind"),
    [
        (["serik", "asel"], "omar", "arman", "does not sit"),
        (["serik", "asel"], "serik", "asel", "sits already"),
        (["serik", "asel"], "serik", "serik", "sits already"),
        (["serik", "asel"], "serik", "stranger", "not on the list"),
        (["serik", "stranger"], "serik", "asel", "not on the list"),
    ],
)
def test_a_wrong_successor_is_refused(seated, leaving, named, kind):
    refusal = fill_list_vacancy(MAZHILIS, LIST, seated, leaving, named)
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.silent) == (kind, False)


def test_in_2004_the_next_on_the_list_followed():
    seated = fill_list_vacancy(FIXED_ORDER, LIST, ["yliyas", "serik"], "yliyas")
    assert isinstance(seated, Seated)
    assert (seated.ids, seated.article) == (("omar",), "97-1(5)")
    refusal = fill_list_vacancy(FIXED_ORDER, LIST, ["yliyas", "serik"], "yliyas", "asel")
    assert isinstance(refusal, Refusal)
    assert refusal.kind == "the party does not name"


def test_a_list_seat_may_be_filled_by_a_by_election_where_a_law_says_so():
    assert MAZHILIS.constituency_vacancy is not None
    rule = MAZHILIS.model_copy(update={"list_vacancy": MAZHILIS.constituency_vacancy})
    answer = fill_list_vacancy(rule, LIST, ["serik"], "serik")
    assert isinstance(answer, Vacant)
    assert answer.then == "by-election"


def test_a_law_file_without_a_word_on_vacancies_leaves_a_question():
    for answer in (
        fill_list_vacancy(Mandates(article="none"), LIST, ["serik"], "serik"),
        fill_constituency_vacancy(Mandates(article="none"), "5", date(2024, 1, 1), date(2028, 3, 27)),
    ):
        assert isinstance(answer, Refusal)
        assert (answer.kind, answer.silent) == ("not said", True)


# ---- a vacated constituency --------------------------------------------------------------------------------------------

END = date(2028, 3, 1)  # invented: the first day after a term


@pytest.mark.parametrize(
    ("on", "then"),
    [
        (date(2027, 2, 28), "by-election"),
        (date(2027, 3, 1), "vacant until the next election"),
        (date(2028, 2, 29), "vacant until the next election"),
    ],
)
@pytest.mark.parametrize("rule", [MAZHILIS, MASLIKHAT])
def test_a_by_election_but_not_in_the_last_year_of_the_term(rule, on, then):
    answer = fill_constituency_vacancy(rule, "5", on, END)
    assert isinstance(answer, Vacant)
    assert (answer.then, answer.article) == (then, rule.constituency_vacancy.article)
    assert answer.within == (rule.constituency_vacancy.within if then == "by-election" else None)
    assert answer.trace[0].result == {"then": then}


def test_a_term_that_ends_on_a_leap_day_has_a_last_year_too():
    for on, then in ((date(2027, 2, 27), "by-election"), (date(2027, 2, 28), "vacant until the next election")):
        answer = fill_constituency_vacancy(MAZHILIS, "5", on, date(2028, 2, 29))
        assert isinstance(answer, Vacant)
        assert answer.then == then


def test_an_unknown_end_of_the_term_is_asked_for_where_it_matters():
    refusal = fill_constituency_vacancy(MAZHILIS, "5", date(2027, 1, 1), None)
    assert isinstance(refusal, Refusal)
    assert refusal.kind == "end of term unknown"
    assert MAZHILIS.constituency_vacancy is not None
    anytime = MAZHILIS.constituency_vacancy.model_copy(update={"not_in_the_last_year": False})
    rule = MAZHILIS.model_copy(update={"constituency_vacancy": anytime})
    assert isinstance(fill_constituency_vacancy(rule, "5", date(2027, 1, 1), None), Vacant)


# ---- what must always hold ---------------------------------------------------------------------------------------------

quotas = st.none() | st.builds(
    GroupQuota,
    article=st.just("invented"),
    groups=st.just(("women", "youth")),
    at_least=st.fractions(0, 1, max_denominator=20),
    round=st.sampled_from(["up", "down"]),
)
invented_laws = st.builds(
    Mandates,
    article=st.just("invented"),
    order=st.sampled_from(["the party names", "order of the list"]),
    unnamed=st.builds(Unnamed, order=st.sampled_from(["kazakh alphabetical order", "stop"])),
    quota=quotas,
)
invented_names = st.text(ALPHABET[:4], min_size=1, max_size=2)
invented_groups = st.frozensets(st.sampled_from(["women", "youth", "another group"]), max_size=2)
ids = st.sampled_from([f"p{number}" for number in range(9)])
lists = st.lists(st.builds(Candidate, ids, invented_names, invented_groups), max_size=9)
lists_of_different_people = st.lists(
    st.builds(Candidate, ids, invented_names, invented_groups), max_size=9, unique_by=lambda person: person.id
)


def of_the_groups(candidates, chosen) -> int:
    return sum(bool(person.groups & {"women", "youth"}) for person in candidates if person.id in chosen)


@given(invented_laws, lists, st.integers(0, 11), st.none() | st.lists(ids, max_size=9))
def test_whoever_is_seated_is_on_the_list_once_and_the_quota_is_kept(rule, candidates, seats, named):
    answer = give(rule, candidates, seats, named)
    if isinstance(answer, Seated):
        assert len(set(answer.ids)) == len(answer.ids) == seats - answer.unfilled == min(seats, len(candidates))
        assert set(answer.ids) <= {person.id for person in candidates}
        if rule.quota:
            assert of_the_groups(candidates, answer.ids) >= needed(rule.quota, seats)
    else:
        assert answer.reason
        assert answer.article
        assert answer.missing >= 0


@given(invented_laws, lists_of_different_people, st.integers(0, 9))
def test_missing_is_just_what_the_quota_lacks(rule, candidates, seats):
    named = [person.id for person in candidates[:seats]] if rule.order == "the party names" else None
    answer = give(rule, candidates, seats, named)
    if isinstance(answer, Refusal):
        assert answer.kind == "quota"
        assert of_the_groups(candidates[:seats], {person.id for person in candidates}) + answer.missing == needed(
            rule.quota, seats
        )


@given(lists_of_different_people, st.integers(1, 9))
def test_by_the_alphabet_nobody_left_out_comes_before_anybody_seated(candidates, seats):
    answer = give(MAZHILIS.model_copy(update={"quota": None}), candidates, seats)
    if isinstance(answer, Seated):
        letters = {person.id: sort_key(person.name).letters for person in candidates}
        outside = [letters[person] for person in letters.keys() - set(answer.ids)]
        assert all(letters[inside] < other for inside in answer.ids for other in outside)
    else:
        assert answer.kind == "equal names"
        assert 0 < answer.missing < len(answer.ids)


@given(invented_laws, lists_of_different_people, st.sets(ids, min_size=1, max_size=5), ids, st.none() | ids)
def test_a_successor_never_sat_and_keeps_the_quota(rule, candidates, seated, leaving, named):
    rule = rule.model_copy(update={"list_vacancy": MAZHILIS.list_vacancy})
    answer = fill_list_vacancy(rule, candidates, seated, leaving, named)
    if isinstance(answer, Seated):
        assert answer.ids == (named,)
        assert named not in seated
        if rule.quota:
            after = (seated - {leaving}) | {named}
            assert len(after) == len(seated)
            assert of_the_groups(candidates, after) >= needed(rule.quota, len(seated))
