"""Controls of ``verify.py`` against those of the protocol room, on every form that comes with dauys and on any figures."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys import verify
from dauys.law.reading import LAWS
from dauys.protocol import Figures, findings_of, load_forms
from dauys.protocol.expression import BadExpression
from dauys.protocol.expression import parse as parse_as_dauys

EDITIONS = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.rglob("forms.toml"))
CONTESTS = {"x.list": "list", "x.01": "constituency"}


@cache
def both(law):
    """The forms of an edition as dauys has them, and as verify makes them of the same JSON."""
    forms = load_forms(law)
    told = {form["id"]: form for form in forms.model_dump(mode="json", by_alias=True, exclude_none=True)["form"]}
    record = {line["code"]: line["per"] for line in told.get("station", {"line": ()})["line"]}
    return forms, {name: verify.Form(form, record) for name, form in told.items()}


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
        found = form.findings(verify.Paper(papers[contest] if contest else record, record, papers, contest))
        assert found == [as_verify_has_it(one) for one in findings_of(forms, contest, station, theirs)]


def as_verify_has_it(finding):
    left, right = ("" if side is None else str(side) for side in (finding.left, finding.right))
    return verify.Finding(finding.code, finding.cell or "", left, right, " ".join(dict.fromkeys(finding.lines)))


WORDS = ("A", "B2", "station.A", "sum", "here", "most", "given", "(", ")", "+", "-", "*", "==", "<=", ">", "12", "3%", "0.5",
         "%", ".", "=", "x", "end")  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(TEXTS)
def test_what_is_a_control_for_one_is_a_control_for_the_other(text):
    try:
        parse_as_dauys(text)
        theirs = True
    except BadExpression:
        theirs = False
    try:
        verify.parse(text, lambda name, function: lambda paper, cell: 1)
        mine = True
    except verify.BROKEN:
        mine = False
    assert mine == theirs
