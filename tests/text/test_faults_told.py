"""Every cause and every cure that the files of a definition can meet is told in Kazakh and Russian; a new one without fails."""

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from untold import untold

import dauys
from dauys.text import Fault, foreign_letters
from dauys.text.faults_told import LONGEST, Told, _table, rows, told

SOURCE = Path(dauys.__file__).parent
SENTENCES, WORDS = _table()
LETTERS = {"kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"}


LEFT_OUT = {
    "input should be a valid dictionary or instance of {name}": {"name"},  # the name of a class
    "invalid datetime separator, expected {letters}": {"letters"},  # a date has no time, and the letters would mislead
}


def fields(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]


# ---- the rows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_row_says_the_same_in_both_languages(sentence):
    assert set(SENTENCES[sentence]) == {"kk", "ru"}
    names = fields(sentence)
    assert len(set(names)) == len(names)
    for language, text in SENTENCES[sentence].items():
        assert set(fields(text)) <= set(names)
        assert set(names) - set(fields(text)) <= LEFT_OUT.get(sentence, set())
        plain = "".join(words for words, *_ in Formatter().parse(text))
        assert not foreign_letters(plain)
        assert re.search(f"[{LETTERS[language]}]", plain.casefold()) or plain == ": "
        cyrillic = {letter for letter in plain.casefold() if re.match(r"[\u0400-\u052f]", letter)}
        assert cyrillic <= set(LETTERS[language]) or "Ү" in sentence
        # words of another alphabet are those of the files, which the English sentence has too
        assert set(re.findall("[A-Za-z_]+", plain)) <= {*re.findall("[A-Za-z_]+", sentence), "id"} or "boolean" in sentence


def test_a_word_of_a_closed_set_has_both_languages():
    for words in WORDS.values():
        for word in words.values():
            assert set(word) == {"kk", "ru"}
            assert not [one for one in word.values() if foreign_letters(one)]
    assert WORDS.keys() <= {name for sentence in SENTENCES for name in fields(sentence)}


# ---- how a sentence is told --------------------------------------------------------------------------------------------


def test_what_varies_is_carried_over_and_a_word_of_a_set_is_told():
    assert told("no such commission: p-33 {x}", "ru") == (Told("нет комиссии с таким id: p-33 {x}", "ru"),)
    assert told("did you mean 'north'? write the id of a place", "kk") == (
        Told("бәлкім, «north»? аумақ id-ін жазыңыз", "kk"),
    )  # fmt: skip
    assert told('add seats = { "list" = … }', "ru") == (Told('добавьте: seats = { "list" = … }', "ru"),)


def test_a_sentence_said_in_so_many_words_comes_before_a_general_one():
    assert told("the number is missing", "ru") == (Told("не указан номер", "ru"),)
    assert told("the party is missing", "ru") == (Told("не указан id партии", "ru"),)


@pytest.mark.parametrize(
    "sentence", ["no row has this", "no such planet: Mars", "write three", "", "no such planet: x" * LONGEST]
)
def test_what_no_row_fits_stays_english_and_says_so(sentence):
    assert told(sentence, "kk") == told(sentence, "en") == (Told(sentence, "en"),)


def test_a_part_that_no_row_fits_is_english_alone():
    assert told("not TOML: too early", "ru") == (Told("это не TOML: ", "ru"), Told("too early", "en"))


def test_on_an_english_page_it_is_the_sentence_itself():
    assert all(told(row.sentence, "en") == (Told(row.sentence, "en"),) for row in rows())


@given(st.text() | st.sampled_from([row.sentence for row in rows()]), st.sampled_from(["kk", "ru"]))
def test_nothing_is_ever_left_out(sentence, language):
    parts = told(sentence, language)
    assert parts
    assert {part.language for part in parts} <= {language, "en"}
    if parts[0].language == "en":
        assert "".join(part.text for part in parts) == sentence


@given(st.text(), st.text())
def test_whatever_stands_in_a_cell_is_carried_over(cell, word):
    if len(cell) + len(word) < LONGEST - 100 and "'? " not in word:
        text = "".join(part.text for part in told(f"did you mean '{word}'? no such place: {cell}", "ru"))
        assert text == f"может быть, «{word}»? нет территории с таким id: {cell}"


@pytest.mark.parametrize("name", ["'id", "'", "id'", "a'b'c", "it's"])
def test_a_name_with_the_sign_that_closes_it_is_carried_over_whole(name):
    assert told(f"unknown column '{name}'", "ru") == (Told(f"неизвестный столбец «{name}»", "ru"),)


def test_a_cell_made_to_be_slow_is_told_in_little_time():
    began = time.process_time()
    for mark in ("'? ", ": ", " and ", " is ", "' expected after '", "did you mean '"):
        for beginning in ("did you mean '", "two constituencies of ", "no such place: ", "'", ""):
            for _ in range(5):
                told((beginning + mark * LONGEST)[:LONGEST], "kk")
    assert time.process_time() - began < 5


# ---- every sentence there is -------------------------------------------------------------------------------------------

READ_BY = (
    "election/definition.py", "election/definition_rows.py", "election/definition_lists.py", "election/tables.py",
    "law/strict.py", "protocol/calendar.py:dates_of", "law/reading.py:no_such_law", "acts/freezing.py",
    "acts/record.py:found_record", "tally/result.py:answers", "law/apply.py:apply", "law/outcome.py",
)  # fmt: skip
"""What a definition goes through, beside the room of the office that takes it, and a lot: files, or functions of them."""

PLACES = {
    "Fault": (4, 5), "add": (4, 5), "refuse": (1, 2), "_refuse_key": (2, 3), "Refused": (0, 1),
    "WrongAnswer": (0, 0),
}  # fmt: skip
"""Where cause and cure stand among the arguments of what notes a fault."""

KINDS = ("kind", "kind of option in a list contest", "kind of option in a constituency contest")
FILLED = {
    "did_you_mean(": ("", "did you mean 'x'? "),
    "close": ("", "did you mean 'x'? "),
    "described.get(": ("required",),
    "details['msg'][0]": ("i",),
    "details['msg'][1:]": ("nput should be a valid string",),  # what else it can be: tests/election/test_definition.py
    "_dotted(": ("body[1].id",),
    "cause[0]": ("i",),
    "cause[1:]": ("nvalid value",),  # of TOML
    "cause": ("invalid value",),
    "error": ("unexpected end of data",),  # of CSV, and of keys that a program wrote
    "re.sub(": ("3000",),
    "wrong.cause": ("this question did not arise",),  # the others are looked at where they are written
    "len(found)": ("2",),
    "at.kind": ("", "precinct", "territorial", "okrug", "central"),
    "part": ("forms", "chain"),
    "tier": ("list", "constituency"),
}
"""What is filled into sentences, by the beginning of the expression, where it matters; all else may be anything."""

WHAT = {
    ("definition_rows.py", "known"): (
        "place", "body", "place or constituency", "commission", "constituency", "contest", "party",
    ),
    ("definition_rows.py", "text"): ("kind of place", "id", "number"),
    ("tables.py", "one_of"): KINDS,
    ("tables.py", "read"): KINDS,
}  # fmt: skip
"""What ``what`` is, by file and function; a test holds that no call says anything else."""

ELSEWHERE = {
    ("definition_rows.py", "cause"), ("definition_rows.py", "cure"),  # of mixed_letters, looked at as its return
    ("definition.py", "cause"), ("definition.py", "cure"), ("definition.py", "fault.cause"), ("definition.py", "fault.cure"),
    ("tables.py", "cause"), ("tables.py", "cure"), ("tables.py", "refused.cause"), ("tables.py", "refused.cure"),
    ("strict.py", "_cure_by_type(details['type'])"), ("strict.py", "str(details['ctx']['error'])"),
    ("strict.py", "str(error).partition(' (at ')[0]"),
}  # fmt: skip
"""Handed on: the sentence is looked at where it is written."""


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    office = (f"office/setting_up/{path.name}" for path in sorted((SOURCE / "office/setting_up").glob("*.py")))
    for named in (*READ_BY, *office):
        file, _, only = named.partition(":")
        for node in ast.walk(ast.parse((SOURCE / file).read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and only in ("", node.name):
                yield Path(file).name, node


def sentences() -> Iterator[tuple[str, str]]:
    """Every cause and cure that is written in these functions, by file and line; f-strings filled in."""
    for file, function in functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                whole = name in PLACES and len(node.args) > PLACES[name][1]
                assert whole or name not in ("Fault", "Refused", "_refuse_key", "refuse"), f"{file}:{node.lineno}: in order"
                if whole:
                    for place in PLACES[name]:
                        for one in texts(node.args[place], file, function):
                            yield f"{file}:{node.lineno}", one
        if function.name in ("mixed_letters", "_cure_by_type"):
            for node in ast.walk(function):
                if isinstance(node, ast.Tuple) and function.name == "mixed_letters" and isinstance(node.elts[0], ast.JoinedStr):
                    yield from ((f"{file}:{node.lineno}", one) for part in node.elts for one in texts(part, file, function))
                if isinstance(node, ast.Call) and function.name == "_cure_by_type":
                    table = node.func.value
                    yield from ((f"{file}:{node.lineno}", part.value) for part in (*table.values, node.args[1]))


def texts(node: ast.expr, file: str, function: ast.FunctionDef) -> Iterator[str]:
    """What an expression can be; a name is what the function makes of it."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield from filled(parts, file, function)
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one, file, function)
            yield from texts(other, file, function)
        case ast.Name(id=name) if made := assigned(name, function):
            for value in made:
                yield from texts(value, file, function)
        case _:
            assert (file, ast.unparse(node)) in ELSEWHERE, f"{file}:{node.lineno}: what can {ast.unparse(node)} be?"


def assigned(name: str, function: ast.FunctionDef) -> list[ast.expr]:
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    found.append(node.value)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    found += [value for one, value in pairs if isinstance(one, ast.Name) and one.id == name]
    return found


def filled(parts: list[ast.expr], file: str, function: ast.FunctionDef) -> list[str]:
    """The f-string with everything that can stand in it."""
    found = [""]
    for part in parts:
        if isinstance(part, ast.FormattedValue):
            written = ast.unparse(part.value)
            ways = next((words for begin, words in FILLED.items() if written.startswith(begin)), ("X-1",))
            ways = WHAT[file, function.name] if written == "what" else ways
        else:
            ways = (part.value,)
        found = [one + way for one in found for way in ways]
    return found


FOUND = sorted({text: where for where, text in sentences()}.items())


@pytest.mark.parametrize(("sentence", "where"), FOUND, ids=[where for _, where in FOUND])
def test_every_sentence_is_told(sentence, where):
    assert not untold([Fault("x", None, None, None, sentence, "take it out")]), where


def test_what_a_thing_is_called_is_one_of_these_words():
    called = {"known": (3, {*WHAT["definition_rows.py", "known"]}), "text": (2, {*WHAT["definition_rows.py", "text"]}),
              "one_of": (1, {*KINDS})}  # fmt: skip
    seen = set()
    for file, function in functions():
        for node in ast.walk(function):
            name = "" if not isinstance(node, ast.Call) else getattr(node.func, "id", getattr(node.func, "attr", ""))
            if file.startswith("definition") and name in called and len(node.args) > (place := called[name][0]):
                argument = node.args[place]
                if isinstance(argument, ast.Name):  # of an okrug commission: place, or place or constituency
                    assert (file, function.name, argument.id) == ("definition.py", "_commissions", "what")
                    continue
                words = set(texts(argument, file, function))
                assert words <= called[name][1], f"{file}:{node.lineno}"
                seen |= words
    assert seen == set().union(*(words for _, words in called.values())) - {"place or constituency"}


def test_the_sentences_are_found():
    found = {text for text, _ in FOUND}
    assert len(found) > 150
    assert {
        "no such party: X-1", "write the Cyrillic X-1", "write a date: 2023-03-19",
        "did you mean 'x'? write the id of a contest",
        "no office counts by this law: it has no chain", "the ballot of X-1 lacks the line against all", "write 3000",
    } <= found  # fmt: skip
