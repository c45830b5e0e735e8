"""The proof of a ballot: its lines in their order, in two languages, nothing unique on it, INVENTED where it is."""

import datetime
import io
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from dauys.demo.definition import invent_definition
from dauys.law import AGAINST_ALL
from dauys.render.paper_ballot import Ballot, ballot_pdf
from dauys.text import LANGUAGES, phrase

DAY = datetime.date(2023, 3, 1)
CONTESTS = ("mazhilis.list", "mazhilis.01", "maslikhat-aktobe.01")


@cache
def event():
    return invent_definition(80, seed=1)


@cache
def printed(contest):
    return ballot_pdf(event(), event().contest(contest), event().options_of(contest), printed=DAY)


def words(data):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


@pytest.mark.parametrize("contest", CONTESTS)
def test_every_line_stands_on_it_in_kazakh_and_in_russian_against_all_the_last(contest):
    rows = next(block for block in Ballot(event(), event().contest(contest), event().options_of(contest)).paper.blocks
                if block["kind"] == "table")["rows"]  # fmt: skip
    names = [[cell["text"] for cell in row["cells"]] for row in rows]
    lines = event().options_of(contest)
    told = [(event().parties[one.party].names if one.kind == "list" else one.names) for one in lines[:-1]]
    assert [row[:2] for row in names] == [
        *([one.kk, one.ru] for one in told),
        [phrase("against_all", lang) for lang in ("kk", "ru")],
    ]
    assert all(row[2] == "" for row in names)  # the square
    assert lines[-1].id == AGAINST_ALL
    text = words(printed(contest))
    assert phrase("against_all", "kk") in text
    assert phrase("paper.ballot proof", "ru")[:20] in text


def test_two_of_them_are_the_same_to_the_last_byte():
    contest = event().contest("mazhilis.01")
    again = ballot_pdf(event(), contest, event().options_of("mazhilis.01"), printed=DAY)
    assert again == printed("mazhilis.01")


def test_a_ballot_of_a_rehearsal_says_so_and_a_real_one_does_not():
    """Design: invented data can be a forgery kit."""
    assert all(phrase("paper.invented", language) in words(printed("mazhilis.list")) for language in LANGUAGES)
    real = replace(event(), invented=False)
    made = ballot_pdf(real, real.contest("mazhilis.list"), real.options_of("mazhilis.list"), printed=DAY)
    assert phrase("paper.invented", "en") not in words(made)


def test_the_party_of_a_candidate_is_not_on_the_ballot():
    """Art. 37(1): surname, name and patronymic."""
    lines = event().options_of("mazhilis.01")
    party = next(one.party for one in lines if one.kind == "candidate" and one.party)
    assert event().parties[party].names.kk not in words(printed("mazhilis.01"))
