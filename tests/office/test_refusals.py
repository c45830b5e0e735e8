"""Every sentence with which something is refused has its own in three languages: none reaches a person as programs say it."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation
from markupsafe import escape
from small_office import small_event

import dauys
from dauys.office.house.refusals import TABLE, told
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.protocol.life import TABLE as LIFE
from dauys.protocol.life import NotAllowed
from dauys.text import LANGUAGES, phrase

SOURCE = Path(dauys.__file__).parent
STATION, LIST = next(iter(small_event().stations)), "maslikhat-aktobe.list"
ROOMS = ("acts", "protocol", "office")
JUDGES = {"refusal", "mandate_refusal", *(condition.__name__ for move in LIFE for condition in move.conditions)}
"""Functions that give the sentence instead of raising it."""

FOR_PROGRAMS = ("an act is a table of keys", "there is no kind of act", "is missing", "has no place in it", "'at' ")
"""Shapes that no page of the office can send: what is wrong then is the office itself."""


def sentences():
    """Every sentence that the rooms refuse with, by file and line; what is filled in is X."""
    for path in (path for room in ROOMS for path in sorted((SOURCE / room).rglob("*.py"))):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("NotAllowed", "NotAnAct"):
                yield from ((f"{path.name}:{node.lineno}", one) for one in texts(node.args[0]))
            if isinstance(node, ast.FunctionDef) and node.name in JUDGES and path.name != "policy.py":
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        yield from ((f"{path.name}:{inner.lineno}", one) for one in texts(inner.value))


def texts(node):
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in parts)
        case ast.IfExp(body=body, orelse=otherwise):
            yield from texts(body)
            yield from texts(otherwise)


def test_every_refusal_has_its_sentence_for_people():
    found = [(where, text) for where, text in sentences() if not any(one in text for one in FOR_PROGRAMS)]
    assert len(found) > 40
    strangers = [(where, text) for where, text in found if not any(re.search(pattern, text) for pattern, _ in TABLE)]
    assert not strangers


def test_no_row_of_the_table_is_left_over():
    known = [text for _, text in sentences()]
    shapes = [f"{kind}: '{name}' is not what it must be: ''" for kind in ("protocol held", "accepted as signed", "x")
              for name in ("reason", "codes", "decision")]  # fmt: skip
    assert not [pattern for pattern, _ in TABLE if not any(re.search(pattern, text) for text in known + shapes)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_in_the_language_of_the_page(language):
    with translation.override(language):
        for where, text in sentences():
            said = told(NotAllowed(text))
            assert said, where
            if language != "en" and not any(one in text for one in FOR_PROGRAMS):
                assert re.search("[а-яё]{3}", said), (where, said)


def why_not(somebody, address, **typed):
    """What the page of a paper says of an act on it that was refused."""
    page = somebody.post(address, status=422, **typed).content.decode()
    return re.search(r'<div class="faults" role="alert"[^>]*>.*?<li>(?:<a href="#why-not">)?(.*?)(?:</a>)?</li>', page)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_state_is_told_by_its_word(counting, language):
    """What the acts room calls "expected" has a word in each language."""
    member = counting.somebody(counting.receiver(STATION, LIST), "member")
    member.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    said = why_not(member, counting.address(STATION, LIST, "settle"), act="protocol held", reason="INVENTED")
    assert said == escape(phrase("office.no state", language, what=phrase("office.state.expected", language)))


def test_what_is_left_out_is_named(counting):
    """Who holds, explains or accepts without words or a tick is told just that, and not of votes."""
    commission = counting.receiver(STATION, LIST)
    chair, second = counting.somebody(commission, "chair"), counting.somebody(commission, "member")
    chair.post(counting.address(STATION, LIST, "receive"))
    counting.enter(chair, STATION, LIST)
    counting.enter(second, STATION, LIST)
    settle, decide = (counting.address(STATION, LIST, what) for what in ("settle", "decide"))
    assert why_not(chair, settle, act="protocol held") == phrase("office.no reason")
    assert why_not(chair, settle, act="protocol sent back", reason="   ") == phrase("office.no reason")
    assert why_not(chair, settle, act="findings explained", reason="INVENTED") == phrase("house.no codes")
    assert chair.said(decide, act="recount ordered", reason="INVENTED")[-1] == phrase("office.no filled in")


def test_what_was_typed_for_a_refused_act_is_still_in_its_form(counting):
    commission = counting.receiver(STATION, LIST)
    chair, second = counting.somebody(commission, "chair"), counting.somebody(commission, "member")
    chair.post(counting.address(STATION, LIST, "receive"))
    few = counting.figures(STATION, LIST) | {"C": "1"}
    counting.enter(chair, STATION, LIST, few)
    counting.enter(second, STATION, LIST, few)
    with desk.looking() as state:
        found = state.findings(STATION, LIST, state.life(STATION, LIST).latest.figures)
    one, *_ = (finding.code for finding in found if finding.severity == "warning")
    before = Entry.objects.count()

    def form_of(act, **typed):
        page = chair.post(counting.address(STATION, LIST, "settle"), status=422, act=act, **typed).content.decode()
        assert "<title>Error: " in page
        (form,) = re.findall(rf'(<details[^>]*>(?:(?!<details).)*?value="{act}">.*?</form>)', page, re.DOTALL)
        assert page.count('id="why-not"') == form.count('id="why-not"') == 1
        return form

    words = 'INVENTED: no control was ticked, and "why" was </textarea>'
    assert f">{escape(words)}</textarea>" in form_of("findings explained", reason=words)
    assert f'value="{one}" checked>' in form_of("findings explained", codes=[one])
    assert form_of("protocol held").startswith("<details open>")
    assert Entry.objects.count() == before
