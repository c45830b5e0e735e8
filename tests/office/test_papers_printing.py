"""A protocol as PDF: blank at any time, filled once two people agree; always a file to be saved."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from small_office import small_event

from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.papers.printing import to_print

STATION = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"
NOTHING_RUNS = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


def asked(counting, somebody, what, contest=LIST, status=200):
    answer = somebody.browser.get(f"/c/{counting.receiver(STATION, contest)}/papers/{STATION}/{contest}/{what}/")
    assert answer.status_code == status
    return answer


def words(answer):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


@pytest.fixture
def people(counting):
    commission = counting.receiver(STATION, LIST)
    return [counting.somebody(commission, "member", f"{commission}-{n}") for n in (1, 2, 3)]


def test_a_blank_protocol_is_there_before_anything_is_counted(counting, people):
    for contest in (one.id for one in counting.event.contests_of(STATION)):
        somebody = counting.somebody(counting.receiver(STATION, contest), "secretary")
        answer = asked(counting, somebody, "blank", contest)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="{STATION}-{contest}-1-blank.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == NOTHING_RUNS
        assert STATION in words(answer)


def test_a_filled_protocol_is_there_once_two_people_agree(counting, people):
    first, second, third = people
    refused = "A protocol is printed with figures only where two people have typed the same"
    link = f"/papers/{STATION}/{LIST}/filled/"

    def waits():
        assert refused in asked(counting, third, "filled", status=409).content.decode()
        assert link not in third.get(counting.address(STATION, LIST))

    waits()
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    waits()
    counting.enter(second, STATION, LIST)
    answer = asked(counting, third, "filled")
    assert link in third.get(counting.address(STATION, LIST))
    figures = counting.figures(STATION, LIST)
    with desk.looking() as state:
        assert to_print(Paper(state, STATION, LIST), filled=True).figures.one("T") == int(figures["T"])
    assert re.search(rf"\b{figures['C']}\b", words(answer))
    assert not re.search(rf"\b{figures['C']}\b", words(asked(counting, third, "blank")))
    assert answer["Content-Security-Policy"] == NOTHING_RUNS


@pytest.mark.parametrize("act", ["protocol sent back", "protocol held"])
def test_a_protocol_in_question_is_not_printed_filled(counting, people, act):
    first, second, third = people
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    third.post(counting.address(STATION, LIST, "settle"), act=act, reason="INVENTED")
    asked(counting, third, "filled", status=409)


def test_the_blank_for_a_recount_is_of_the_next_version(counting, people):
    first, second, third = people
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    counting.decide(STATION, LIST, "recount ordered")
    assert "-2-blank.pdf" in asked(counting, third, "blank")["Content-Disposition"]
    assert "-1.pdf" in asked(counting, third, "filled")["Content-Disposition"]
    assert "2" in words(asked(counting, third, "blank"))


def test_an_invented_election_is_told_on_the_paper(counting, people):
    assert "INVENTED" in words(asked(counting, people[0], "blank")).upper()
