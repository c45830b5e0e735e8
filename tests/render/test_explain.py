"""The trace told to people: every step of every shipped election, and of every rule that none of them needs.

Lists named А, Б, В are invented.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from dauys.election import election_names, load_election
from dauys.law import Answer, Outcome, Votes, apply, load_law, of_both, of_lists
from dauys.render.explain import Teller, sections
from dauys.render.result import written_trace

LANGUAGES = ("kk", "ru", "en")


@cache
def counted(name):
    election = load_election(name)
    return election, apply(election.law(), election.votes)


def lines(told):
    for section in told:
        yield section.heading
        yield from section.facts
        if section.table is not None:
            yield from section.table.columns
            yield from (cell for row in section.table.rows for cell in row)


PYTHON = re.compile(r"Fraction\(|\{'|\bNone\b|\bTrue\b|\bFalse\b|\d+/\d{2,}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", election_names())
def test_every_shipped_election_is_told_in_three_languages(name, language):
    election, outcome = counted(name)
    told = sections(outcome, election.votes, language)
    assert told
    for section in told:
        assert section.heading.strip()
        assert section.article.strip()
        assert section.facts or section.table
        if section.table is not None:
            assert section.table.rows
            assert all(section.table.columns)
            assert {len(row) for row in section.table.rows} == {len(section.table.columns)}
    assert not [line for line in lines(told) if re.search(r"\{[a-z_]*\}", line)]  # no placeholder is left


@pytest.mark.parametrize("name", election_names())
def test_nothing_of_python_is_shown(name):
    election, outcome = counted(name)
    assert not [line for line in lines(sections(outcome, election.votes, "en")) if PYTHON.search(line)]


@pytest.mark.parametrize("name", election_names())
def test_every_step_is_told_once_and_by_its_article(name):
    election, outcome = counted(name)
    told = sections(outcome, election.votes, "en")
    alike = [step for step in outcome.trace if step.rule in ("plurality", "absolute majority")]
    tables = [section.table for section in told if section.table and section.table.columns[1:2] == ("Elected",)]
    assert sum(len(table.rows) for table in tables) == len(alike)
    assert {section.article for section in told} == {step.article for step in outcome.trace}


def test_the_tiers_of_an_outcome_are_told_apart():
    election, outcome = counted("kz-mazhilis-2023")
    both, lists, constituencies = (sections(outcome, election.votes, "en", tier) for tier in (None, "list", "constituency"))
    assert len(both) == len(lists) + len(constituencies)
    assert [section.heading for section in constituencies] == ["Declared, while the votes are not published"]


def test_the_table_of_2023_can_be_redone_with_pencil_and_paper():
    election, outcome = counted("kz-mazhilis-2023")
    told = {section.heading: section for section in sections(outcome, election.votes, "en")}
    assert told["Quota"].facts == ("5,971,719 ÷ 69 seats (Hare quota) = 86,546.652173… a seat",)
    whole = told["First distribution: whole parts"].table
    assert whole.rows[0] == ("Amanat", "3,431,510", "39.649251…", "39", "0.649251…")
    rest = told["Second distribution: largest remainders"].table
    assert [row for row in rest.rows if row[-1] == "1"] == [("OSDP", "0.825197…", "1"), ("Amanat", "0.649251…", "1")]
    passed = {row[0]: row[-1] for row in told["Threshold"].table.rows}
    assert [name for name, reached in passed.items() if reached == "no"] == ["Baytaq"]


def test_a_constituency_names_winner_second_and_lead():
    election, outcome = counted("ge-parliament-2012")
    section = next(
        section for section in sections(outcome, election.votes, "en") if section.table and len(section.table.rows) == 73
    )
    assert section.table.columns == ("Constituency", "Elected", "Votes", "Second", "Lead")
    steps = {step.place: step for step in outcome.trace if step.rule == "absolute majority"}
    for step, row in zip(steps.values(), section.table.rows, strict=True):
        (winner,) = step.result["elected"]
        votes = step.inputs["votes"]
        second = max(number for option, number in votes.items() if option != winner)
        assert row[2] == f"{votes[winner]:,}"
        assert row[4] == f"{votes[winner] - second:,}"


def test_names_come_in_the_readers_language_and_else_as_they_are():
    election, _ = counted("kz-mazhilis-2023")
    assert Teller(election.votes, "ru").name("People's Party") == "Народная партия Казахстана"
    assert Teller(election.votes, "kk").name("against_all") == "Бәріне қарсы"
    assert Teller(election.votes, "en").name("nobody knows") == "nobody knows"


@pytest.mark.parametrize("name", ["kz-mazhilis-2023", "kz-maslikhat-almaty-2023", "nz-parliament-2014"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_written_trace_is_markdown_with_even_tables(name, language):
    election, outcome = counted(name)
    text = written_trace(election, outcome, language)
    assert text.startswith(f"# {election.definition.name.told(language)}\n")
    assert outcome.law in text
    tables = re.findall(r"(?:^\|.*\|$\n?)+", text, flags=re.M)
    assert tables
    for table in tables:
        assert len({row.replace("\\|", "").count("|") for row in table.strip().splitlines()}) == 1
    for question in outcome.questions:
        assert question.told(language) in text


# ---- rules that no shipped election needs ----------------------------------------------------------------------------

EDITION = "kz/mazhilis/2021"
SMALL = {"list.seats": 3}


def quota(too_many):
    rule = {"method": "largest remainder", "quota": "imperiali", "too_many": too_many, "article": "1"}
    return {**SMALL, "list.formula": rule}


def divisors(name, **more):
    return {"list.formula": {"method": "highest averages", "divisors": name, "article": "1", **more}}


@dataclass(frozen=True)
class Case:
    """Votes under a law with some keys set anew, and the rule that must be told."""

    rule: str
    votes: Votes
    changes: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    law: str = EDITION

    @property
    def outcome(self) -> Outcome:
        return apply(load_law(self.law, self.changes), self.votes, answers=self.answers)


THREE, EQUAL = of_lists({"А": 51, "Б": 25, "В": 24}), of_lists({"А": 1, "Б": 1})
HIGH = {"list.threshold.at_least": "60%"}
NONE_PASSES = "list: none passes at threshold: 1 of all lists take part, seats stay empty"
TIED = "list: tie at remainder: 1 of А, Б"
ALL_DIVISORS = ("d'hondt", "sainte-lague", "danish", "imperiali", "adams", "huntington-hill", "dean")
OVERHANG = of_both({"А": 90, "Б": 10}, {place: {"Б": 2, "А": 1} for place in "123"})

CASES = {
    "another reading": Case("other reading", of_lists({"А": 900, "Б": 52, "В": 53}, in_boxes=1100)),
    "the lone list": Case("lone list", of_lists({"А": 970, "Б": 20, "В": 10})),
    "nobody passes": Case("none passes", EQUAL, {**HIGH, "list.none_passes": "seats stay empty"}),
    "an answer": Case("answer", EQUAL, HIGH, (Answer(NONE_PASSES, ("seats stay empty",), "сот"),)),
    "a lot": Case("answer", EQUAL, SMALL, (Answer(TIED, ("А",), "жеребе"),)),
    "the next quota": Case("next quota", THREE, quota("next quota")),
    "a seat taken back": Case("take from smallest remainders", THREE, quota("take from smallest remainders")),
    "a larger house": Case("over-award kept", THREE, quota("keep")),
    "a rank": Case("rank", of_lists({"А": 5, "Б": 3, "В": 3}), {"list.threshold": {"rank_at_most": 2, "article": "1"}}),
    **{name: Case("divisor", THREE, divisors(name)) for name in ALL_DIVISORS},
    "a first divisor": Case("divisor", THREE, divisors("sainte-lague", first="1.4")),
    "a minimum": Case("divisor", THREE, divisors("d'hondt", minimum=2)),
    "a tie of quotients": Case("divisor", EQUAL, {**SMALL, **divisors("d'hondt")}),
    "overhang": Case("overhang kept", OVERHANG, {"linkage.house": 3, "list.threshold.or": []}, law="nz/parliament/1993"),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_can_be_told(name, language):
    case, outcome = CASES[name], CASES[name].outcome
    assert case.rule in [step.rule for step in outcome.trace]
    told = sections(outcome, case.votes, language)
    assert all(section.heading and section.article for section in told)
    assert all(question.told(language) for question in outcome.questions)


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_python_is_shown_where_a_rule_is_told(name):
    case = CASES[name]
    assert not [line for line in lines(sections(case.outcome, case.votes, "en")) if PYTHON.search(line)]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_who_reads_kazakh_or_russian_meets_no_english_word(name, language):
    case = CASES[name]
    told = lines(sections(case.outcome, case.votes, language))
    assert not [line for line in told if re.search(r"[a-z]{3}", line) and "list: " not in line]  # a question's id is a code


def test_a_number_in_the_trace_is_shown_with_all_its_digits_or_an_ellipsis():
    votes = of_lists({"А": 10**18, "Б": 10**18 - 1})
    told = "\n".join(lines(sections(apply(load_law(EDITION), votes), votes, "en")))
    assert "1,000,000,000,000,000,000" in told
    assert "999,999,999,999,999,999" in told
    assert Teller(votes, "en").n(Fraction(1, 3)) == "0.333333…"
