"""Controls of ``verify.py`` against those of the protocol room, on every form that comes with dauys and on any figures."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys import verify
from dauys.law.reading import LAWS
from dauys.protocol import Figures, findings_of, load_forms

EDITIONS = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.rglob("forms.toml"))
CONTESTS = {"x.list": "list", "x.01": "constituency"}


@cache
def both(law):
    """The forms of an edition as dauys has them, and as verify makes them of the same JSON."""
    forms = load_forms(law)
    told = {form["id"]: form for form in forms.model_dump(mode="json", by_alias=True, exclude_none=True)["form"]}
    return forms, {name: verify.Form(form, told.get("station")) for name, form in told.items()}


def test_there_are_editions_with_forms():
    assert "kz/mazhilis/2023" in EDITIONS
    assert len(EDITIONS) >= 3


number = st.none() | st.integers(0, 40) | st.integers(0, 4000)


@st.composite
def figures(draw, form, near):
    """Figures of a form: any numbers, or such as nearly hold."""
    found = {}
    for line in form.line:
        cells = {
            "one": [None], "option": ["A", "B"], "member": ["1", "2"], "mobile box": ["1", "2"], "contest": [*CONTESTS],
            "mobile box and contest": [f"{box}/{contest}" for box in "12" for contest in CONTESTS],
        }[line.per]  # fmt: skip
        value = st.sampled_from([near, near, near + 1]) if draw(st.booleans()) else number
        if draw(st.integers(0, 9)) == 0:
            continue
        if cells == [None]:
            found[line.code] = draw(value)
        elif draw(st.integers(0, 9)):
            found[line.code] = {cell: draw(value) for cell in cells if draw(st.integers(0, 9))}
        else:
            found[line.code] = None
    return found


def test_of_a_line_by_contest_no_cell_is_unknown_and_of_one_by_box_nothing():
    forms, mine = both("kz/mazhilis-seat/2023")
    record = {"G": {"1/x.01": 1, "2/x.01": 1}, "H": {}}
    for known, broken in ((record, False), (record | {"H": {"x.01": 0}}, True), ({"G": {}, "H": {"x.01": 1}}, False)):
        found = mine["constituency"].contradictions({"T": 1}, known, "x.01")
        ours = findings_of(forms, "x.01", Figures("station", known), {"x.01": Figures("constituency", {"T": 1})})
        assert ("E105" in [code for code, *_ in found]) is broken
        assert ("E105" in [one.code for one in ours]) is broken


@pytest.mark.parametrize("law", EDITIONS)
@given(data=st.data())
def test_the_same_controls_fail_on_the_same_figures(law, data):
    forms, mine = both(law)
    near = data.draw(st.integers(0, 500))
    record = (
        data.draw(figures(forms.form_of("station"), near)) if forms.has_form("station") and data.draw(st.booleans()) else None
    )
    here = [contest for contest, form in CONTESTS.items() if forms.has_form(form) and data.draw(st.booleans())]
    papers = {contest: data.draw(figures(forms.form_of(CONTESTS[contest]), near)) for contest in here}
    theirs = {contest: Figures(CONTESTS[contest], paper) for contest, paper in papers.items()}
    station = None if record is None else Figures("station", record)
    for contest in (*papers, *(() if record is None else (None,))):
        form = mine[CONTESTS[contest] if contest else "station"]
        assert not form.others
        found = list(form.contradictions(papers[contest] if contest else record, record or {}, contest or "station"))
        hard = (one for one in findings_of(forms, contest, station, theirs) if one.severity != "warning")
        assert found == [as_verify_has_it(one) for one in hard]


def as_verify_has_it(finding):
    left, right = ("" if side is None else str(side) for side in (finding.left, finding.right))
    return finding.code, finding.cell or "", left, right


@pytest.mark.parametrize(
    "must", ["T == 2 * V", "most(T) == V", "T == V / 2", "T = V", "T == V == I", "sum(T == V", "T == V)", ""]
)
def test_a_control_that_it_cannot_compute_is_named_and_never_guessed(must):
    told = {"line": [], "check": [{"code": "E900", "severity": "error", "must": must}]}
    assert verify.Form(told, None).others == ["E900"]
