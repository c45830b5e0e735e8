"""The drills as commands: each ends with a page, and well only if all is well."""

import os
import re

import pytest

from dauys.cli import app
from dauys.demo.drills.page import Line, Page
from dauys.demo.drills.programs import ran
from dauys.text import LANGUAGES, BadInput

GOOD, WRONG = (Line("drill.approved", good, {"approved": 7, "papers": 1234}) for good in (True, False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_with_one_wrong_line_says_so(language):
    well, ill = Page("drill.capacity", (GOOD, GOOD)), Page("drill.capacity", (GOOD, WRONG))
    assert (well.good, ill.good) == (True, False)
    assert well.told(language).splitlines()[-1] != ill.told(language).splitlines()[-1]
    assert re.search(r"1[, \u00a0]234", ill.told(language))


@pytest.fixture
def alone(tmp_path):
    """Without an office that another test has named."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS", "DJANGO"))}
    return lambda *words: ran(kept, "drill", *words)


def test_a_drill_touches_no_folder_that_holds_something(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(BadInput, match="the folder is not empty"):
        app(["drill", "rehearsal", str(tmp_path)], standalone_mode=False)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.drill
def test_a_rehearsal_and_the_restore_of_its_office_end_well(alone, tmp_path):
    code, said = alone("rehearsal", str(tmp_path / "office"))
    assert code == 0, said
    code, said = alone("restore", str(tmp_path / "office"))
    assert code == 0, said


@pytest.mark.drill
def test_the_other_drills_end_with_a_page(alone):
    code, said = alone("tamper", "--lang", "kk")
    assert code == 0, said
    code, said = alone("capacity", "--seconds", "5", "--lang", "ru")
    assert code in (0, 1), said  # how fast this machine is today is not for a test to say
    assert len(re.findall(r"^(?:верно|НЕВЕРНО) ", said, re.M)) == 5
