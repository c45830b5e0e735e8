"""The list of ASVS requirements is whole, its files exist, its counts are those told; and what no other test shows of it."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).parents[2]
OFFICE = ROOT / "src" / "dauys" / "office"
FOUND_BELOW = (OFFICE, ROOT / "tests" / "office", ROOT)
STATES = ("met", "in part", "not met", "does not apply")

LEVELS = """
1.1 22        1.2 1111122223    1.3 112222222223  1.4 222       1.5 123
2.1 122       2.2 112           2.3 12223         2.4 23
3.1 3         3.2 113           3.3 12223         3.4 11222233  3.5 11122333  3.6 3       3.7 22333
4.1 12233     4.2 23333         4.3 22            4.4 1222
5.1 2         5.2 112333        5.3 113           5.4 222
6.1 122       6.2 111111112222  6.3 11223333      6.4 112233    6.5 22222333  6.6 2223    6.7 33       6.8 2222
7.1 222       7.2 1111          7.3 22            7.4 11222     7.5 223       7.6 22
8.1 1233      8.2 1123          8.3 133           8.4 23
9.1 111       9.2 1222
10.1 22       10.2 223          10.3 22223        10.4 1111122222233333       10.5 22222  10.6 22      10.7 222
11.1 2233     11.2 22233        11.3 11233        11.4 1222     11.5 23       11.6 23     11.7 33
12.1 12233    12.2 11           12.3 22223
13.1 2333     13.2 222223       13.3 2233         13.4 1222233
14.1 22       14.2 12223333     14.3 122
15.1 12233    15.2 12233        15.3 1222222      15.4 3333
16.1 2        16.2 22222        16.3 2222         16.4 222      16.5 2223
17.1 23       17.2 22223333     17.3 22
"""
"""Sections of ASVS 5.0.0, each with the levels of its requirements from the first to the last."""


def levels():
    words = LEVELS.split()
    for section, digits in zip(words[::2], words[1::2], strict=True):
        for place, level in enumerate(digits, 1):
            yield f"{section}.{place}", int(level)


def rows():
    """Number, level, what is asked, state, where: of each line of the page."""
    for line in (ROOT / "docs" / "asvs.md").read_text("utf-8").splitlines():
        if re.match(r"\| \d", line):
            number, level, asks, state, where = line.strip("| ").split(" | ")
            yield number, int(level), asks, state, where


def test_the_standard_has_its_345_requirements():
    assert Counter(level for _, level in levels()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_of_levels_1_and_2_stands_there_once_in_order():
    assert [(number, level) for number, level, *_ in rows()] == [one for one in levels() if one[1] < 3]


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row[0])
def test_a_row_has_a_state_and_names_files_that_exist(row):
    _, _, asks, state, where = row
    assert asks
    assert state in STATES
    assert where
    files = [one for one in re.findall(r"`([^`]+)`", where) if re.search(r"\w\.(py|md|html|js|toml|txt)$", one)]
    for file in files:
        assert any((place / file).is_file() for place in FOUND_BELOW), file
    assert files or state != "met", "what is met is shown by something"


def test_the_counts_by_chapter_are_those_of_the_list():
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    lines = re.findall(r"^\| (V\d+|all)\b[^|]*" + r"\| (\d+) " * 4, text, re.M)
    told = {name: tuple(map(int, counts)) for name, *counts in lines}
    counts = Counter((chapter, state) for number, _, _, state, _ in rows() for chapter in (f"V{number.split('.')[0]}", "all"))
    assert told == {name: tuple(counts[name, state] for state in STATES) for name in [*(f"V{n}" for n in range(1, 18)), "all"]}
    assert f"Each of the {len(list(rows()))} requirements" in text


# ---- shown here --------------------------------------------------------------------------------------------------------


CALLERS = {"http.client", "requests", "smtplib", "socket", "subprocess", "urllib.request", "urllib3", "dauys.ledger.wire"}


def test_the_office_calls_nobody_and_starts_no_program():
    for file in OFFICE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{one.name}" for one in node.names]
            for name in names:
                assert not any(name == one or name.startswith(f"{one}.") for one in CALLERS), f"{file}: {name}"


@pytest.mark.parametrize("path", ["/static/", "/static/office/", "/static/../settings.py", "/.git/config"])
def test_no_folder_is_listed_and_nothing_beside_the_static_files_is_served(house, path):
    assert Client().get(path).status_code == 404
