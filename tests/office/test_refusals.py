"""Every refusal has a sentence for people: what a room can say is read from its source, and looked up in the table."""

import ast
import re
from pathlib import Path

import pytest

import dauys
from dauys.office.house.refusals import TABLE
from dauys.text import LANGUAGES, phrase

SOURCE = Path(dauys.__file__).parent
ROOMS = (
    "acts/authority.py", "acts/replay.py", "acts/results.py", "protocol/chain.py", "protocol/life.py",
    "office/journal/desk.py", "office/results/drafts.py", "office/results/mandates.py",
)  # fmt: skip
NOT_SHOWN = (
    "the definition is frozen already",  # whoever freezes twice is stopped by the desk, with a sentence of its own
    "the two entries are equal",  # never the first that stands against an entry: where they are equal it is taken
)


def said(node):
    """The text of a string, with x wherever something is filled in; None where it is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def refusals(tree):
    """What is raised as NotAllowed; and what is given by functions that give a refusal or None."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "NotAllowed":
            yield from filter(None, map(said, node.args))
        if isinstance(node, ast.FunctionDef) and node.returns is not None and ast.unparse(node.returns) == "str | None":
            answers = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None]
            branches = [side for one in answers for side in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))]
            yield from filter(None, map(said, branches))


EVERY = sorted({text for room in ROOMS for text in refusals(ast.parse((SOURCE / room).read_text("utf-8")))} - {*NOT_SHOWN})


def test_they_are_found():
    assert len(EVERY) > 40


@pytest.mark.parametrize("refusal", EVERY)
def test_every_refusal_has_a_sentence_in_three_languages(refusal):
    key = next((key for pattern, key in TABLE if re.search(pattern, refusal)), None)
    assert key is not None
    assert len({phrase(key, language, what="x") for language in LANGUAGES}) == len(LANGUAGES)
