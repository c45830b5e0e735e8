"""Stations held against each other, with thresholds that stand in the form."""

from fractions import Fraction
from typing import get_args

from papers import papers
from small_form import FORM, written

from dauys.protocol import Figures, findings, load_forms, read_forms
from dauys.protocol.across import KINDS, Stations, across, votes_of
from dauys.protocol.form import AcrossStations

RULES = """\
[[across]]
code = "W901"
severity = "warning"
kind = "identical results"
at_least = 50
article = "3"
commission = { en = "Look at both." }

[[across]]
code = "W902"
severity = "warning"
kind = "digit transposition"
article = "3"
commission = { en = "Read it again." }

[[across]]
code = "W903"
severity = "warning"
kind = "outlier in the constituency"
share = "20%"
at_least = 100
article = "3"
commission = { en = "Look at it." }

[[across]]
code = "H904"
severity = "hold"
kind = "outlier against the former election"
share = "20%"
at_least = 100
article = "3"
commission = { en = "Look at it." }
"""


def compared(tmp_path, stations, **more):
    """Code, cell and numbers of what is found, by station; stations are given as votes by option."""
    forms = read_forms(written(tmp_path, FORM[: FORM.index("[[across]]")] + RULES))
    made = {
        name: votes if isinstance(votes, Figures) else Figures("list", {"T": sum(votes.values()), "P": votes})
        for name, votes in stations.items()
    }
    found = across(forms, Stations("c", made, **more))
    return {station: [(one.code, one.cell, one.left, one.right) for one in findings] for station, findings in found.items()}


def test_the_same_votes_at_two_stations_are_found_at_both(tmp_path):
    votes = {"X": 40, "Y": 10}
    found = compared(
        tmp_path, {"1": votes, "2": {"X": 10, "Y": 40}, "3": dict(reversed(votes.items())), "4": {"X": 41, "Y": 10}}
    )
    assert found == {"1": [("W901", None, 2, 1)], "3": [("W901", None, 2, 1)]}


def test_small_stations_may_be_alike(tmp_path):
    assert compared(tmp_path, {"1": {"X": 39, "Y": 10}, "2": {"X": 39, "Y": 10}}) == {}
    assert compared(tmp_path, {"1": {"X": 0, "Y": 0}, "2": {"X": 0, "Y": 0}}) == {}


def test_a_paper_with_an_empty_cell_is_compared_with_nothing(tmp_path):
    empty = Figures("list", {"T": 50, "P": {"X": 40, "Y": None}})
    assert compared(tmp_path, {"1": empty, "2": empty, "3": Figures("list", {"T": 50})}) == {}
    forms = read_forms(written(tmp_path, FORM))
    assert votes_of(forms.form_of("list"), empty) is None


# Shares of X: 50, 50, 52, 90 %: the median is 51 %, and 90 is 39 points above it.
AREA = {"1": {"X": 50, "Y": 50}, "2": {"X": 100, "Y": 100}, "3": {"X": 52, "Y": 48}, "4": {"X": 90, "Y": 10}}


def test_a_share_far_from_the_median_of_its_constituency_is_found_for_each_option(tmp_path):
    assert compared(tmp_path, AREA) == {
        "4": [
            ("W903", "X", Fraction(9, 10), Fraction(51, 100)),
            ("W903", "Y", Fraction(1, 10), Fraction(49, 100)),
        ]
    }


def test_the_threshold_itself_is_let_pass(tmp_path):
    assert compared(tmp_path, {**AREA, "4": {"X": 71, "Y": 29}}) == {}  # the median is 51, and 71 is 20 points above
    assert compared(tmp_path, {**AREA, "4": {"X": 711, "Y": 289}}).keys() == {"4"}


def test_a_constituency_of_two_stations_has_no_median(tmp_path):
    assert compared(tmp_path, {"1": AREA["1"], "4": AREA["4"]}) == {}
    assert compared(tmp_path, AREA, areas={"1": "a", "2": "a", "3": "b", "4": "b"}) == {}


def test_small_stations_do_not_stand_out(tmp_path):
    assert compared(tmp_path, {**AREA, "4": {"X": 90, "Y": 9}}) == {}


def test_a_share_far_from_the_former_election_is_found(tmp_path):
    stations = {"1": {"X": 50, "Y": 50}, "2": {"X": 60, "Y": 40}}
    former = {"1": {"X": 71, "Y": 29, "Z": 0}, "2": {"X": 80, "Y": 20}, "3": {"X": 1, "Y": 99}}
    found = compared(tmp_path, stations, former=former)
    assert found == {"1": [("H904", "X", Fraction(1, 2), Fraction(71, 100)), ("H904", "Y", Fraction(1, 2), Fraction(29, 100))]}


def test_a_former_election_with_few_votes_or_other_options_says_nothing(tmp_path):
    stations = {"1": {"X": 50, "Y": 50}, "2": {"X": 50, "Y": 50, "W": 1}}
    assert "H904" not in str(compared(tmp_path, stations, former={"1": {"X": 99, "Y": 0}, "2": {"Q": 100}}))


# ---- swapped digits --------------------------------------------------------------------------------------------------------


def test_sides_that_differ_by_a_multiple_of_nine_hint_at_swapped_digits():
    forms = load_forms("kz/mazhilis/2023")
    for copied, hinted in ((52, True), (26, False)):  # 25 against all: 52 is 27 more, 26 is 1 more
        record, contests = papers(N=copied)
        contest = next(iter(contests))
        alone = findings(forms, record, contests)
        assert [finding.code for finding in alone] == ["E107"]
        found = across(forms, Stations(contest, {"s": contests[contest]}, found={"s": alone, "elsewhere": alone}))
        codes = [(one.code, one.cell, one.lines) for one in found.get("s", ())]
        assert codes == ([("W902", "E107", ("V", "P", "N"))] if hinted else [])


def test_an_order_that_is_broken_by_nine_is_no_swap():
    forms = load_forms("kz/mazhilis/2023")
    record, contests = papers({"U": 591})  # 600 issued by the list
    contest = next(iter(contests))
    alone = findings(forms, record, contests)
    assert {finding.code for finding in alone} == {"W108"}
    assert across(forms, Stations(contest, {"s": contests[contest]}, found={"s": alone})) == {}


def test_every_kind_of_the_vocabulary_has_its_rule():
    assert KINDS.keys() == set(get_args(AcrossStations.model_fields["kind"].annotation))
