"""The order of the count: no order but the law's opens a step; a mobile box with one ballot too many, under both editions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_form import changed, written

from dauys.law.reading import LAWS
from dauys.protocol import Figures, load_forms
from dauys.protocol.counting import (
    after,
    boxes_of,
    load_order,
    may_enter,
    open_parts,
    parts,
    read_order,
    reopened,
    struck,
)  # fmt: skip
from dauys.protocol.values import box_cell
from dauys.text import BadInput, foreign_letters

SHIPPED = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.glob("*/*/*/count.toml"))
ORDER, NEXT = load_order("kz/mazhilis/2023"), load_order("kz/kurultai/2026")
CONTESTS, BOXES = ("list", "area", "maslikhat"), ("1", "2")
ALL = parts(ORDER, CONTESTS, BOXES)
BY_KEY = {part.key: part for part in ALL}
STEPS = [step.code for step in ORDER.step]


def test_orders_come_with_these_laws():
    assert SHIPPED == ["kz/kurultai/2026", "kz/maslikhat-district/2023", "kz/maslikhat-region/2023", "kz/mazhilis/2023"]


@pytest.mark.parametrize("law", SHIPPED)
def test_every_line_of_the_forms_is_filled_by_one_step_and_every_step_fills_lines_that_are_there(law):
    order = load_order(law)
    forms = load_forms(order.forms or law)
    for form in forms.form:
        mine = [step for step in order.step if (step.each == "contest") == (form.id != "station")]
        filled = [line for step in mine for line in step.lines]
        assert sorted(filled) == sorted(line.code for line in form.line), form.id


@pytest.mark.parametrize("law", SHIPPED)
def test_it_is_told_in_three_languages_with_its_articles(law):
    order = load_order(law)
    told = [order.name, order.begins.told, order.mobile_box.told, *order.note, *(step.name for step in order.step)]
    told += [step.note for step in order.step]
    for names in told:
        assert all((names.kk, names.ru, names.en))
        assert foreign_letters(names.kk) == foreign_letters(names.ru) == ()
    assert all(one.article.startswith("43") for one in (order.begins, *order.step))


def test_the_order_is_that_of_article_43():
    """Issued and unused before any box; mobile boxes before the stationary ones, one by one; then each contest by itself."""
    assert STEPS == ["list", "issued", "unused", "mobile", "stationary", "votes", "signed"]
    assert [part.key for part in ALL if part.step.code == "mobile"] == ["mobile/1", "mobile/2"]
    entered = frozenset(part.key for part in ALL if part.step.code in STEPS[:3])
    assert [part.key for part in open_parts(ALL, entered)] == ["mobile/1"]
    entered |= {"mobile/1", "mobile/2", "stationary/station"}
    assert [part.key for part in open_parts(ALL, entered)] == [f"votes/{one}" for one in CONTESTS]


def test_a_station_without_a_mobile_box_goes_on_to_the_stationary_ones():
    without = parts(ORDER, CONTESTS, ())
    entered = frozenset(part.key for part in without if part.step.code in STEPS[:3])
    assert [part.key for part in open_parts(without, entered)] == ["stationary/station"]


@given(st.lists(st.sampled_from(sorted(BY_KEY)), max_size=60))
def test_no_order_but_the_laws_opens_the_next(attempts):
    """Whoever tries whatever, in any order: what is entered always is the law's order as far as it has got."""
    entered = frozenset()
    for key in attempts:
        part = BY_KEY[key]
        at = STEPS.index(part.step.code)
        before = {one.key for one in ALL if STEPS.index(one.step.code) < at}
        if part.step.one_by_one:
            before |= {one.key for one in ALL[: ALL.index(part)] if one.step == part.step}
        if not before <= entered:  # what comes before is not entered: refused, and nothing is changed
            assert not may_enter(ALL, entered, part)
            with pytest.raises(ValueError, match="not open"):
                after(ALL, entered, part)
            continue
        again = {one.key for one in reopened(ALL, entered, part)} if part.key in entered else set()
        entered = after(ALL, entered, part)
        assert key in entered
        assert not again & entered
        steps = {STEPS.index(BY_KEY[one].step.code) for one in entered}
        last = max(steps)
        assert {one.key for one in ALL if STEPS.index(one.step.code) < last} <= entered


@given(st.permutations(sorted(BY_KEY)))
def test_a_whole_count_can_be_made_in_the_laws_order_alone(order):
    """Going through everything in some order, what is open at its turn: all is entered only by keeping to the law's."""
    entered, rounds = frozenset(), 0
    while open_parts(ALL, entered):
        rounds += 1
        assert rounds <= len(ALL)
        key = next(one for one in order if BY_KEY[one] in open_parts(ALL, entered))
        entered = after(ALL, entered, BY_KEY[key])
    assert entered == BY_KEY.keys()


def test_who_goes_back_looks_at_everything_later_once_more():
    whole = frozenset(BY_KEY)
    assert not reopened(ALL, whole, BY_KEY["signed/station"])
    assert [one.key for one in reopened(ALL, whole, BY_KEY["votes/area"])] == ["signed/station"]  # other contests stand
    assert reopened(ALL, whole, BY_KEY["mobile/1"])[0].key == "mobile/2"
    assert after(ALL, whole, BY_KEY["list/station"]) == {"list/station"}


def test_a_box_of_another_station_is_no_part():
    assert not may_enter(ALL, frozenset(BY_KEY), parts(ORDER, CONTESTS, ("3",))[7])


# ---- one ballot too many -----------------------------------------------------------------------------------------------


def record(requests, ballots):
    cells = {box_cell(box, contest): number for (box, contest), number in ballots.items()}
    return Figures("station", {"F": requests, "G": cells})


BALLOTS = {("1", "list"): 30, ("1", "area"): 31, ("1", "maslikhat"): 29, ("2", "list"): 12, ("2", "area"): 12}


def test_in_2023_one_ballot_too_many_voids_the_whole_box_and_no_other():
    assert struck(ORDER, record({"1": 30, "2": 12}, BALLOTS)) == {
        ("1", "area"): 31, ("1", "list"): 30, ("1", "maslikhat"): 29,
    }  # fmt: skip


def test_since_2026_only_the_ballots_of_the_contest_concerned():
    assert struck(NEXT, record({"1": 30, "2": 12}, BALLOTS)) == {("1", "area"): 31}


@pytest.mark.parametrize("order", [ORDER, NEXT], ids=["2023", "2026"])
def test_as_many_as_requests_or_fewer_are_no_ground(order):
    assert not struck(order, record({"1": 31, "2": 12}, BALLOTS))
    assert not struck(order, Figures("station", {}))


@pytest.mark.parametrize("order", [ORDER, NEXT], ids=["2023", "2026"])
def test_a_box_is_one_for_which_requests_were_counted(order):
    assert boxes_of(order, record({"1": 30, "2": None, "3": 0}, {})) == ("1", "3")
    assert boxes_of(order, Figures("station", {})) == ()


# ---- what is wrong with a file -----------------------------------------------------------------------------------------

TEXT = (LAWS / "kz/mazhilis/2023/count.toml").read_text("utf-8")


@pytest.mark.parametrize(("old", "new", "cause"), [
    ('code = "issued"', 'code = "list"', "stands already"),
    ('lines = ["H"]', 'lines = ["H", "Z"]', "there is no line Z"),
    ('lines = ["H"]', "lines = []", "no step fills line H"),
    ('lines = ["H"]', 'lines = ["H", "A"]', "filled by step list already"),
    ('lines = ["G"]', 'lines = ["G", "H"]', "line H is not"),
    ('requests = "F"', 'requests = "Q"', "no step fills line Q"),
    ('requests = "F"', 'requests = "H"', "requests are counted after"),
    ('law = "kz/mazhilis/2023"', 'law = "kz/nothing/2023"', "no forms come"),
    ('law = "kz/mazhilis/2023"', 'law = "kz/mazhilis/2023"\nsame_as = "kz/nothing/2023"', "no such file comes"),
    ('over = "whole box"', 'over = "half the box"', "half the box"),
    ('each = "mobile box"', 'each = "box"', "box"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(tmp_path, old, new, cause):
    path = written(tmp_path, changed(old, new, TEXT), "count.toml")
    with pytest.raises(BadInput) as refused:
        read_order(path)
    assert cause in str(refused.value)
    assert all(fault.line for fault in refused.value.faults if "no step fills line H" not in fault.cause)
