"""Every check of every shipped form, with figures that hold it and figures that break it; and what a check never does."""

from fractions import Fraction

import pytest
from papers import CONSTITUENCY, LIST, PAPERS, STATION, papers

from dauys.protocol import Figures, Finding, findings, load_forms
from dauys.protocol.checks import findings_of
from dauys.protocol.values import box_cell

KAZAKHSTAN = "kz/mazhilis/2023"
FORMS = load_forms(KAZAKHSTAN)


def found(station=None, without=(), **of_the_list):
    """Findings by code."""
    record, contests = papers(station, without, **of_the_list)
    return {finding.code: finding for finding in findings(FORMS, record, contests)}


def test_the_papers_of_these_tests_hold_every_check():
    assert found() == {}


BIG = {"A0": 3000, "A1": 0, "A2": 0, "A": 3000}

# code: (figures just right, figures just wrong, left and right of the broken check); figures of the station's record as
# a table under "station", of the list contest by line
CHECKS = {
    "E001": ({"station": {"U": 1005}}, {"station": {"U": 1006}}, (1006, 1005)),
    "H001": ({"station": {"F": {"1": 10, "2": 4}}}, {"station": {"F": {"1": 9, "2": 6}}}, (10, 9)),
    "W001": ({"station": {"A1": 5, "A2": None}}, {"station": {"A1": 4, "A2": None}}, (1005, 1004)),
    "W002": ({"B": 614}, {"B": 615}, (615, 614)),
    "W003": ({"T": 625}, {"T": 626}, (15, Fraction("14.52"))),  # 625 - 611 = 14, and 2 % of 625 and 2 is 14.5
    "W004": ({"station": {"L": 15}}, {"station": {"L": 16}}, (16, 15)),
    "W005": ({"station": {"K": 2}}, {"station": {"K": 4}}, (4, 3)),
    "W006": ({"station": BIG}, {"station": {**BIG, "A": 3001}}, (3001, 3000)),
    "E101": ({"B1": 599, "B2": 15}, {"B2": 15}, (614, 615)),
    "E102": ({"D": {"first": 614}}, {"D": {"first": 614, "second": 1}}, (615, 614)),
    "E103": ({"B": 1005}, {"B": 1006}, (1006, 1005)),
    "E104": ({"B2": 15}, {"B2": 16}, (16, 15)),
    "E105": ({"T": 612}, {"T": 613}, (613, 612)),
    "E106": ({"V": 604, "I": 8}, {"I": 8}, (612, 613)),
    "E107": ({"P": {"X": 401, "Y": 180}, "N": 24}, {"N": 52}, (605, 632)),
    "H101": ({"T": 614}, {"T": 615}, (615, 614)),
    "W101": ({"E": 391, "S": 5}, {"E": 391}, (1010, 1005)),
    "W102": ({"C": 1011}, {"C": 1012}, (1012, 1011)),
    "W103": ({"C": 1009}, {"C": 1008}, (1008, 1009)),
    "W104": ({"B": 621}, {"B": 622}, (10, Fraction("9.22"))),  # 621 - 612 = 9, and 1 % of 621 and 3 is 9.21
    "W105": ({"T": 600, "I": 18}, {"T": 600, "I": 19}, (19, 18)),
    "W106": ({"B": 954}, {"B": 955}, (955, Fraction("954.75"))),
    "W107": ({"T": 1}, {"T": 0}, (0, 0)),
    "W108": ({"station": {"U": 600}}, {"station": {"U": 599}}, (600, 599)),
    "W109": ({"B2": 14}, {"B2": 13}, (14, 13)),
    "W110": ({"B1": 598}, {"B1": 597}, (598, 597)),
}  # fmt: skip


def test_the_table_names_every_check_of_kazakhstan():
    assert CHECKS.keys() | {BY_ACTS} == {check.code for form in FORMS.form for check in form.check}


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_holds_up_to_its_edge_and_breaks_beyond(code):
    right, wrong, (left, other) = CHECKS[code]
    assert code not in found(**right)
    finding = found(**wrong)[code]
    assert (finding.left, finding.right) == (left, other)
    assert finding.severity[0].upper() == code[0]


# An equation breaks on both sides: one more on the left, one less on the left.
EQUATIONS = {
    "W001": ({"station": {"A": 1006}}, {"station": {"A": 1004}}),
    "W002": ({"B": 615}, {"B": 613}),
    "E101": ({"B": 615}, {"B": 613}),
    "E102": ({"D": {"first": 615}}, {"D": {"first": 613}}),
    "E105": ({"T": 613}, {"T": 611}),
    "E106": ({"T": 613}, {"T": 611}),
    "E107": ({"V": 606}, {"V": 604}),
    "W101": ({"C": 1011}, {"C": 1009}),
}


def test_the_table_names_every_equation():
    assert EQUATIONS.keys() | {BY_ACTS} == {
        check.code for form in FORMS.form for check in form.check if check.rule.sign == "=="
    }


@pytest.mark.parametrize("code", EQUATIONS)
def test_an_equation_breaks_on_both_sides(code):
    for changes in EQUATIONS[code]:
        finding = found(**changes)[code]
        assert abs(finding.left - finding.right) == 1


BY_ACTS = "W111"  # holds a paper against acts


@pytest.mark.parametrize(("delivered", "sides"), [(1010, None), (1009, (1010, 1009)), (1011, (1010, 1011)), (None, None)])
def test_ballots_received_are_held_against_the_acts_of_delivery_where_there_are_any(delivered, sides):
    record, contests = papers()
    told = {} if delivered is None else {"delivered": delivered}
    for contest in contests:
        these = findings_of(FORMS, contest, record, contests, told)
        assert [(one.code, one.lines, one.told) for one in these] == ([(BY_ACTS, ("C",), delivered)] if sides else [])
        assert [(one.left, one.right) for one in these] == ([sides] if sides else [])


@pytest.mark.parametrize("code", [code for code in CHECKS if code[1] == "1"])
def test_a_check_of_the_lists_holds_for_constituencies_too(code):
    assert [check for check in FORMS.form_of("constituency").check if check.code == code] == [
        check for check in FORMS.form_of("list").check if check.code == code
    ]


def test_shares_are_not_asked_of_a_small_station():
    small = {"T": 99, "I": 50}
    assert "W105" not in found(**small)
    assert "W105" in found(**{**small, "T": 100})
    assert "W106" not in found(station={"A": 99}, B=99)
    assert "W106" in found(station={"A": 100}, B=100)
    assert "W107" not in found(station={"A": 0}, T=0)  # a station abroad to whose list nobody was added


# ---- what is not known ---------------------------------------------------------------------------------------------------


def test_an_empty_line_is_a_finding_of_its_own_and_leaves_its_checks_unknown():
    without = found(without=("V",))
    assert without == {"E000": Finding("E000", "error", LIST, None, None, ("V",))}
    one_cell = found(P={"X": 400, "Y": None})
    assert one_cell.keys() == {"E000"}
    assert one_cell["E000"].lines == ("P",)


def test_zero_is_not_empty():
    assert found(P={"X": 580, "Y": 0}) == {}
    assert "E000" not in found(N=0)


def test_an_optional_line_may_be_empty():
    assert found(station={"A0": None, "A1": None, "A2": None, "K": None, "L": None}) == {}


def test_without_the_stations_record_only_what_needs_it_is_left_out():
    _, contests = papers(T=613, B=1006)
    codes = {finding.code for finding in findings(FORMS, None, contests)}
    assert "E106" in codes
    assert not codes & {"E103", "E105", "W002", "W106"}


def test_a_contest_that_is_not_in_yet_is_not_compared():
    record, contests = papers(B=615)
    del contests[CONSTITUENCY]
    assert "W002" not in {finding.code for finding in findings(FORMS, record, contests)}


# ---- mobile boxes --------------------------------------------------------------------------------------------------------


def test_more_ballots_than_requests_are_found_at_their_box_and_contest():
    over = found(station={"G": {**STATION["G"], f"2/{CONSTITUENCY}": 6}})["H001"]
    assert (over.contest, over.cell, over.left, over.right) == (None, f"2/{CONSTITUENCY}", 6, 5)
    assert over.lines == ("G", "F")


def test_every_box_and_contest_that_is_over_is_told():
    record, contests = papers({"F": {"1": 9, "2": 3}})
    cells = [finding.cell for finding in findings(FORMS, record, contests) if finding.code == "H001"]
    assert cells == [f"1/{LIST}", f"1/{CONSTITUENCY}", f"2/{LIST}", f"2/{CONSTITUENCY}"]


def test_a_station_without_mobile_boxes_has_none_and_nothing_is_missing():
    bare = {"U": 614, "F": {}, "G": {}, "H": {LIST: 612, CONSTITUENCY: 611}, "L": 0}
    record, contests = papers(bare, B1=614, B2=0)
    assert findings_of(FORMS, None, record, contests) == ()
    assert findings_of(FORMS, LIST, record, contests) == ()


def test_a_contest_without_a_cell_in_boxes_that_others_have_is_not_known():
    only_lists = {key: number for key, number in STATION["G"].items() if key.endswith(LIST)}
    record, contests = papers({"G": only_lists})
    assert findings_of(FORMS, CONSTITUENCY, record, contests) == ()
    assert record.in_boxes("G", CONSTITUENCY) is None
    assert record.in_boxes("G", LIST) == 14


def test_the_cells_of_boxes_are_named_by_box_and_contest():
    assert box_cell("1", LIST) == "1/mazhilis.list"
    for name in ("", "1/2"):
        with pytest.raises(ValueError, match="a mobile box cannot be named"):
            box_cell(name, LIST)


# ---- figures ---------------------------------------------------------------------------------------------------------------


def test_figures_that_are_empty_or_zero_say_so():
    assert Figures("list", {"T": None, "P": {"X": None}}).empty
    assert not Figures("list", {"T": 0}).empty
    assert Figures("list", {"T": 0, "P": {"X": 0}, "N": None}).all_zero
    assert not Figures("list", {"T": None}).all_zero


def test_findings_of_one_paper_are_those_among_all():
    record, contests = papers({"U": 1006}, T=613)
    every = findings(FORMS, record, contests)
    parts = [findings_of(FORMS, contest, record, contests) for contest in (None, *contests)]
    assert tuple(finding for part in parts for finding in part) == every
    assert findings_of(FORMS, None, None, contests) == ()


def test_the_other_papers_are_only_read():
    record, contests = papers()
    findings(FORMS, record, contests)
    assert record.lines == STATION
    assert contests[LIST].lines == PAPERS[LIST]
