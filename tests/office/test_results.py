"""Up the chain of commissions: summaries signed by two people, what is open, lots, declarations, mandates, documents."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from small_office import REGIONS

from dauys.acts import BY_TWO
from dauys.acts.record import read_record
from dauys.election.event import SetDate, law_of
from dauys.law.mandates import Candidate
from dauys.office.house.policy import ROUTES
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.results.drafts import ABOUT
from dauys.office.results.mandates import in_order
from dauys.office.results.models import Confirmation, Draft
from dauys.office.results.tasks import due, task_of
from dauys.office.results.urls import patterns
from dauys.protocol.life import NotAllowed
from dauys.tally.result import outcome_of
from dauys.text import BadInput, Fault

DONE = "Confirmed and written to the journal."
BODY, LIST, AREA = "maslikhat-zhambyl", "maslikhat-zhambyl.list", "maslikhat-zhambyl.01"
BELOW, REGION = "territorial-zhambyl-01", "territorial-zhambyl"
DECISION = {
    "number": "7", "date": "2023-03-21", "members": "7", "present": "6", "for": "5", "against": "1",
    "dissent": "INVENTED: one was of another mind", "reason": "INVENTED: as it stands in the decision",
}  # fmt: skip


def count(house, contest, first_paper=None):
    """Every paper of a contest, through the screens; first_paper: what is other on the first of them, by field."""
    stations = [station.id for station in house.event.stations_of(contest)]
    for station in stations if first_paper is None else stations[1:]:
        house.count(station, contest)
    if first_paper is not None:
        first, second, third = (house.somebody(BELOW, "member", f"{BELOW}-{n}") for n in (1, 2, 3))
        first.post(house.address(stations[0], contest, "receive"))
        for somebody in (first, second):
            house.enter(somebody, stations[0], contest, house.figures(stations[0], contest) | first_paper)
        house.settle(third, stations[0], contest)
        house.approve(third, BELOW)


def sums(house, commission, contest):
    """The stations' sums as a commission would type them."""
    page = house.somebody(commission, "member", f"{commission}-1").get(f"/c/{commission}/results/s/{contest}/sign/")
    names = map(unescape, re.findall(r'name="([^"]+)" value="" inputmode="numeric"', page))
    with desk.looking() as state:
        task = task_of(state, commission, state.event.contest(contest))
        papers = [paper.lines for paper in task.papers.values() if paper is not None]

    def figure(name):
        line, _, option = name.partition(".")
        cells = [paper[line] for paper in papers]
        found = [cell.get(option) if option else sum(cell.values()) if isinstance(cell, dict) else cell for cell in cells]
        return str(sum(number for number in found if number is not None))

    return {name: figure(name) for name in names}


def sign(house, contest, commission=BELOW, **other):
    """Two people sign a summary, with other figures than the stations' where told."""
    first, second = (house.somebody(commission, "member", f"{commission}-{n}") for n in (1, 2))
    figures = {**sums(house, commission, contest), **other}
    draft = first.prepares(f"/c/{commission}/results/s/{contest}/sign/", **figures)
    assert second.confirms(draft) == [DONE]
    return draft


def deed(house, body, commission, **data):
    """The chair of a commission prepares, the secretary confirms."""
    chair, secretary = house.somebody(commission, "chair"), house.somebody(commission, "secretary")
    draft = chair.prepares(f"/c/{commission}/results/b/{body}/deeds/", **DECISION | data)
    return secretary.confirms(draft)


def status(contest):
    with desk.looking() as state:
        return state.status.get(contest, "nothing")


def questions(body):
    with desk.looking() as state:
        return outcome_of(state, body).questions


def declare(house, body, commission, *contests):
    return deed(house, body, commission, act="result declared", word="final", contests=contests)


def draw(house, body, commission, question):
    chosen = question.choices[: question.choose]
    return deed(house, body, commission, act="lot drawn", question=question.id, chosen=chosen)


# ---- the chain ---------------------------------------------------------------------------------------------------------


def test_the_whole_small_election_from_its_papers_to_declared_seats(counting):
    """All stations of three regions: summaries signed, ties answered, results declared, and the record replays to the same."""
    for contest in counting.event.contests:
        count(counting, contest.id)
        assert status(contest.id) == "preliminary"
        with desk.looking() as state:
            (commission,) = state.summing(contest.id)
        sign(counting, contest.id, commission)
        assert status(contest.id) == "confirmed"
    left = []
    for region in REGIONS:
        body, commission = f"maslikhat-{region}", f"territorial-{region}"
        for question in questions(body):
            if question.tier == "list":
                assert draw(counting, body, commission, question) == [DONE]
            else:
                left.append(question.place)
        ready = [one.id for one in counting.event.contests_of_body(body) if one.id not in left]
        assert declare(counting, body, commission, *ready) == [DONE]
        assert {status(contest) for contest in ready} == {"final"}
    assert left == ["maslikhat-kostanay.02", "maslikhat-zhambyl.01"]  # two lead alike: a repeat vote, and no lot
    assert {status(contest) for contest in left} == {"confirmed"}
    Recorder.of(counting.folder).follow()
    with desk.looking() as state:
        assert read_record(counting.folder.record).state.status == state.status
    page = counting.somebody("central", "chair").get("/c/central/results/b/maslikhat-zhambyl/")
    assert "final" in page


def test_a_tied_constituency_waits_for_the_repeat_vote_that_is_called(counting):
    contest, body, region = "maslikhat-kostanay.02", "maslikhat-kostanay", "territorial-kostanay"
    count(counting, contest)
    sign(counting, contest, "territorial-kostanay-01")
    (tie,) = (one for one in questions(body) if one.place == contest)
    deeds, chair = f"/c/{region}/results/b/{body}/deeds/", counting.somebody(region, "chair")
    page = chair.prepares(deeds, status=422, act="result declared", word="final", contests=[contest], **DECISION)
    assert "A question is open" in page
    called = {"act": "repeat vote called", "where": f"{contest} {contest}", "cause": "tie", "day": "2023-04-16"}
    assert deed(counting, body, region, **called, options=tie.choices) == [DONE]
    with desk.looking() as state:
        again = state.event.contest(f"{contest}.repeat")
        assert [one.id for one in state.event.options_of(again.id)] == list(tie.choices)
    assert "not received" in chair.get(f"/c/{region}/results/s/{again.id}/")
    acts = Entry.objects.count()
    (said,) = deed(counting, body, region, **called, options=tie.choices)
    assert said == "A repeat vote was called already; of a second one the law says nothing."
    assert Entry.objects.count() == acts


def test_a_difference_to_the_stations_is_shown_before_and_after_it_is_signed(counting):
    count(counting, AREA)
    first, second = (counting.somebody(BELOW, "member", f"{BELOW}-{n}") for n in (1, 2))
    assert "differs" not in first.get(f"/c/{BELOW}/results/s/{AREA}/")
    figures = sums(counting, BELOW, AREA)
    other = {"T": str(int(figures["T"]) - 5), "K": ""}
    assert "value=" not in re.search(r'<input id="T"[^>]*>', first.get(f"/c/{BELOW}/results/s/{AREA}/sign/"))[0].replace(
        'value=""', ""
    )
    draft = first.prepares(f"/c/{BELOW}/results/s/{AREA}/sign/", **figures | other)
    before = second.get(draft)
    assert "−5" in before
    assert "differ from the sum of the stations" in before
    assert second.confirms(draft) == [DONE]
    after = second.get(f"/c/{BELOW}/results/s/{AREA}/")
    assert "−5" in after
    assert "differ from the sum of the stations" in after
    assert status(AREA) == "confirmed"  # the commission signs its own paper: the difference is told and not mended


def test_a_sum_over_papers_that_lack_a_figure_says_so(counting):
    count(counting, AREA, {"S": ""})
    page = counting.somebody(BELOW, "chair").get(f"/c/{BELOW}/results/s/{AREA}/")
    assert "Some papers lack a figure" in page
    row = re.search(r"<strong>S</strong>.*?</tr>", page, re.S)[0]
    assert re.findall(r'<td class="n">([^<]*)</td>', row) == ["0", "1"]


def test_a_summary_is_not_signed_and_nothing_is_declared_while_papers_are_missing(counting):
    station = counting.event.stations_of(AREA)[0].id
    counting.count(station, AREA)
    member = counting.somebody(BELOW, "member", f"{BELOW}-1")
    said = member.said(f"/c/{BELOW}/results/s/{AREA}/sign/", T="5")
    assert said[-1] == "Papers are still waited for: the summary is not signed before them."
    chair = counting.somebody(REGION, "chair")
    early = {"act": "result declared", "word": "final", "contests": [AREA]}
    page = chair.prepares(f"/c/{REGION}/results/b/{BODY}/deeds/", status=422, **early, **DECISION)
    assert "This contest cannot be declared yet: papers or signed summaries are missing." in page
    assert not Draft.objects.exists()
    assert status(AREA) == "interim"


def act_with(step_up, *what, **payload):
    """An act at the desk, past every screen."""
    with desk.acting() as hand:
        hand.step_up = step_up
        hand.act(*what, **payload)


def test_one_person_does_not_type_and_confirm_by_the_screen_or_by_sql(counting):
    count(counting, AREA)
    first = counting.somebody(BELOW, "member", f"{BELOW}-1")
    draft = first.prepares(f"/c/{BELOW}/results/s/{AREA}/sign/", **sums(counting, BELOW, AREA))
    assert "another person has to confirm it" in first.get(draft)
    row = Draft.objects.get()
    answer = first.post(f"{draft}confirm/", 422, hash=row.hash, code=first.code())
    assert "another person has to confirm it" in answer.content.decode()
    assert status(AREA) == "preliminary"
    second = counting.somebody(BELOW, "member", f"{BELOW}-2")
    last = Entry.objects.count() - 1
    for person, step_up in ((first, row.hash), (second, "0" * 64), (second, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Confirmation.objects.create(entry_id=last, draft=row, person=person.person, step_up=step_up)
    for sql in (
        f"UPDATE results_draft SET typed_by_id = {second.person.pk}", "DELETE FROM results_draft",
        "INSERT INTO results_confirmation (entry_id, draft_id, person_id, step_up) "
        f"VALUES ({last}, {row.pk}, {first.person.pk}, '{row.hash}')",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(NotAllowed, match="another person"):
        act_with(row.hash, "summary signed", BELOW, first.person, **row.payload)
    with pytest.raises(IntegrityError):  # the acts room believes another name, the rows do not
        act_with(row.hash, "summary signed", BELOW, first.person, **row.payload | {"prepared_by": "p-nobody"})
    assert second.confirms(draft) == [DONE]
    for sql in ("UPDATE results_confirmation SET step_up = step_up", "DELETE FROM results_confirmation"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_no_act_of_this_room_is_done_without_a_draft(counting):
    chair, secretary = (counting.somebody(REGION, part).person for part in ("chair", "secretary"))
    void = {"contest": AREA, "place": AREA, "reason": "INVENTED", "prepared_by": secretary.pseudonym}
    decision = {name: int(text) if text.isdigit() and name != "number" else text for name, text in DECISION.items()}
    del decision["reason"]
    before = Entry.objects.count()
    with pytest.raises(NotAllowed, match="another person"):
        act_with("", "election voided", REGION, chair, decision=decision, **void)
    assert Entry.objects.count() == before
    assert ABOUT.keys() == BY_TWO


def test_a_draft_typed_anew_takes_the_place_of_the_first_and_is_confirmed_once(counting):
    count(counting, AREA)
    first, second = (counting.somebody(BELOW, "member", f"{BELOW}-{n}") for n in (1, 2))
    figures, address = sums(counting, BELOW, AREA), f"/c/{BELOW}/results/s/{AREA}/sign/"
    old = first.prepares(address, **figures | {"T": "1"})
    new = first.prepares(address, **figures)
    *_, stale = second.said(f"{old}confirm/", hash=Draft.objects.first().hash, code=second.code())
    assert stale == "This does not wait any more: somebody has confirmed it or typed it anew."
    assert "code" not in re.findall(r'<input id="([^"]*)"', second.get(old))
    wrong = second.post(f"{new}confirm/", 422, hash=Draft.objects.last().hash, code="000000")
    assert "The code does not fit" in wrong.content.decode()
    assert "to be confirmed: 1" in second.get(f"/c/{BELOW}/")
    waits = re.search(rf'<a href="{new}">([^<]+)<', second.get(f"/c/{BELOW}/results/"))[1]
    assert waits == (
        "Signing of the summary: INVENTED maslikhat, Zhambyl Region: INVENTED constituency 1, maslikhat, Zhambyl Region"
    )
    assert second.confirms(new) == [DONE]
    assert second.said(f"{new}confirm/", hash=Draft.objects.last().hash, code=second.code())[-1] == stale


def test_a_summary_takes_digits_alone(counting):
    count(counting, AREA)
    first = counting.somebody(BELOW, "member", f"{BELOW}-1")
    for text in ("12a", "-1", "1234567890", "１２", ""):
        first.post(f"/c/{BELOW}/results/s/{AREA}/sign/", 422, T=text)
    assert not Draft.objects.exists()


def test_a_lot_answers_a_tie_and_one_that_does_not_fit_is_refused(counting):
    count(counting, LIST)
    (tie,) = (one for one in questions(BODY) if one.choices)
    assert tie.choose == 2
    chair = counting.somebody(REGION, "chair")
    assert "Chosen, how many: 2" in chair.get(f"/c/{REGION}/results/b/{BODY}/deeds/")
    assert "stay open" in chair.get(f"/c/{REGION}/results/b/{BODY}/seats/")
    wrong = {"act": "lot drawn", "question": tie.id, "chosen": list(tie.choices)}
    assert "does not answer the question" in deed(counting, BODY, REGION, **wrong)[0]
    nobody = chair.prepares(f"/c/{REGION}/results/b/{BODY}/deeds/", 422, **DECISION, **wrong | {"question": "another"})
    assert "No such question is open" in nobody
    few = chair.prepares(f"/c/{REGION}/results/b/{BODY}/deeds/", 422, **DECISION | {"present": "4", "for": "3"}, **wrong)
    assert "quorum" in few.lower()
    assert draw(counting, BODY, REGION, tie) == [DONE]
    assert tie.id not in {one.id for one in questions(BODY)}
    with desk.looking() as state:
        assert state.lots[-1].payload["decision"]["dissent"] == DECISION["dissent"]


def test_the_party_names_who_sits_after_the_result_is_declared(counting):
    count(counting, LIST)
    sign(counting, LIST)
    (tie,) = (one for one in questions(BODY) if one.choices)
    draw(counting, BODY, REGION, tie)
    with desk.looking() as state:
        winner = next(seat.option for seat in outcome_of(state, BODY).seats if seat.tier == "list" and seat.seats)
    given = {"act": "mandate given", "seat": f"{LIST} {winner}", "person": "INVENTED person", "reason": "INVENTED: decision 1"}
    chair = counting.somebody(REGION, "chair")
    deeds = f"/c/{REGION}/results/b/{BODY}/deeds/"
    assert "not declared yet" in chair.prepares(deeds, 422, **given)
    declare(counting, BODY, REGION, LIST)
    assert status(LIST) == "final"
    assert deed(counting, BODY, REGION, **given) == [DONE]
    assert "INVENTED person" in chair.get(deeds)
    assert "No seat is free" in chair.prepares(deeds, 422, **given | {"person": "INVENTED other"})
    assert "has no mandate" in chair.prepares(deeds, 422, **given | {"act": "mandate lost", "person": "INVENTED other"})
    assert deed(counting, BODY, REGION, **given | {"act": "mandate lost"}) == [DONE]
    assert deed(counting, BODY, REGION, **given | {"act": "mandate filled", "person": "INVENTED other"}) == [DONE]


def test_an_election_that_is_void_is_declared_so_and_a_repeat_vote_called(counting):
    void = {"act": "election voided", "where": f"{AREA} {AREA}"}
    assert deed(counting, BODY, REGION, **void) == [DONE]
    with desk.looking() as state:
        assert {state.life(one.id, AREA).class_ for one in state.event.stations_of(AREA)} == {"annulled"}
        ballot = [one.id for one in state.event.options_of(AREA)]
    page = counting.somebody(REGION, "chair").get(f"/c/{REGION}/results/b/{BODY}/deeds/")
    assert f'name="where" value="{AREA} {AREA}"' in page
    called = {"act": "repeat vote called", "where": f"{AREA} {AREA}", "cause": "void", "day": "2023-04-16"}
    assert deed(counting, BODY, REGION, **called, options=ballot) == [DONE]


# ---- whose it is -------------------------------------------------------------------------------------------------------


def test_other_commissions_are_refused(counting):
    stranger = counting.somebody("territorial-aktobe", "chair")
    for what in ("", f"s/{AREA}/", f"s/{AREA}/sign/", f"s/{AREA}/file/", f"b/{BODY}/", f"b/{BODY}/seats/", f"b/{BODY}/deeds/"):
        stranger.get(f"/c/{BELOW}/results/{what}", 403)
        if what:
            stranger.get(f"/c/territorial-aktobe/results/{what}", 404)
    chair = counting.somebody(BELOW, "chair")
    chair.get(f"/c/{BELOW}/results/b/{BODY}/deeds/", 404)  # it sums up, and does not declare
    count(counting, AREA)
    draft = chair.prepares(f"/c/{BELOW}/results/s/{AREA}/sign/", **sums(counting, BELOW, AREA))
    stranger.get(draft, 403)
    stranger.get(draft.replace(BELOW, "territorial-aktobe"), 404)
    stranger.post(draft.replace(BELOW, "territorial-aktobe") + "confirm/", 404, hash="0" * 64, code=stranger.code())
    region = counting.somebody(REGION, "chair")
    region.get(draft)  # from above it is looked at
    region.post(f"{draft}confirm/", 403, hash="0" * 64, code=region.code())
    said = region.said(f"/c/{REGION}/results/s/{AREA}/sign/", T="1")
    assert said[-1:] == ["This commission does not sum up this contest."]
    other = {"act": "result declared", "word": "final", "contests": ["maslikhat-aktobe.01"]}
    assert "Something is not filled in" in region.prepares(f"/c/{REGION}/results/b/{BODY}/deeds/", 422, **DECISION, **other)


def test_an_observer_looks_and_a_typist_does_not_confirm(counting):
    observer, typist = (counting.somebody(BELOW, part) for part in ("observer", "typist"))
    observer.get(f"/c/{BELOW}/results/s/{AREA}/")
    observer.get(f"/c/{BELOW}/results/s/{AREA}/sign/", 403)
    typist.post(f"/c/{BELOW}/results/d/1/confirm/", 403)


def test_every_route_of_the_room_has_its_right():
    assert {f"results:{one.name}" for one in patterns} <= ROUTES.keys()


# ---- what is shown -----------------------------------------------------------------------------------------------------


def test_the_table_goes_down_the_places_and_its_classes_add_up(counting):
    count(counting, AREA)
    chair = counting.somebody(REGION, "chair")
    page = chair.get(f"/c/{REGION}/results/b/{BODY}/")
    rows = re.findall(r"<tr><th scope=\"row\">(?:<strong>|<a href=\"\?place=).*?</tr>", page)
    expected = [int(re.findall(r'<td class="n">(\d+)</td>', row)[-1]) for row in rows]
    assert expected[0] == 4  # the whole place first, then what lies in it
    for row, whole in zip(rows, expected, strict=True):
        *classes, _ = map(int, re.findall(r'<td class="n">(\d+)</td>', row))
        assert sum(classes) == whole
    inner = re.search(r'<a href="\?place=([^"]+)">', page)[1]
    assert "One step up" in chair.get(f"/c/{REGION}/results/b/{BODY}/?place={inner}")
    chair.get(f"/c/{REGION}/results/b/{BODY}/?place=nowhere", 404)
    assert re.search(r"Papers waited for: \d+", page)
    ballots = sum(int(counting.figures(one.id, AREA)["T"]) for one in counting.event.stations_of(AREA))
    assert re.search(rf"T [^<]*</th><td class=\"n\">{ballots}<", page)


def test_a_day_that_nobody_has_set_is_unknown(counting):
    page = counting.somebody(REGION, "chair").get(f"/c/{REGION}/results/")
    assert "2023-03-24" in page
    assert "unknown" in page
    election = counting.event.date
    terms = {one.milestone.code: one for one in due("kz/maslikhat-region/2023", counting.event, election)}
    assert terms["regional_maslikhat_results"].left == 5
    assert terms["maslikhat_publication"].left is None
    later = replace(counting.event, date=election.replace(year=2031))
    assert {one.day for one in due("kz/maslikhat-region/2023", later, election)} == {None}
    day = date(2031, 3, 25)
    own = replace(later, calendar=(SetDate("kz/maslikhat-region/2023", "maslikhat_publication", day, None, "INVENTED"),))
    assert {one.day for one in due("kz/maslikhat-region/2023", own, election)} == {None, day}


def test_every_page_speaks_three_languages_and_has_no_style_or_script_of_its_own(counting):
    count(counting, AREA)
    chair = counting.somebody(REGION, "chair")
    for language in ("kk", "ru", "en"):
        chair.browser.cookies["language"] = language
        for what in ("", f"s/{AREA}/", f"b/{BODY}/", f"b/{BODY}/seats/", f"b/{BODY}/deeds/"):
            page = chair.get(f"/c/{REGION}/results/{what}")
            assert f'<html lang="{language}"' in page
            assert "results." not in re.sub(r"<[^>]*>", "", page)
            assert "style=" not in page
            assert "<script" not in page


def test_documents_are_attached_and_never_opened_in_place(counting):
    count(counting, AREA)
    sign(counting, AREA)
    chair = counting.somebody(REGION, "chair")
    for what in (f"s/{AREA}/file/", f"b/{BODY}/file/"):
        answer = chair.browser.get(f"/c/{REGION}/results/{what}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_kazakh_alphabet_gives_an_order_where_the_law_has_one():
    rule = law_of("kz/kurultai/2026").mandates
    people = [Candidate(name, name) for name in ("Қасым", "Кәрім", "Әли", "Smith")]
    assert in_order(rule, people[:3], 2) == ("Әли", "Кәрім")
    assert isinstance(in_order(rule, people[2:], 1), str)


def test_a_lot_that_answers_nothing_is_told_in_the_language_of_the_page(counting, monkeypatch):
    """The acts room lets none in; a log that somebody else wrote may hold one."""
    cause = "a lot that was drawn does not answer its question: the question is answered twice"
    fault = Fault(BODY, None, None, "tie", cause, "the commission has to decide anew, between those who were tied")

    def broken(*_):
        raise BadInput((fault,))

    for user in ("result", "open"):
        monkeypatch.setattr(f"dauys.tally.{user}.answers", broken)
    chair = counting.somebody(REGION, "chair")
    for page in ("", "seats/", "deeds/"):
        for language, told in (("en", "answered twice"), ("kk", "екі рет жауап берілген"), ("ru", "ответили дважды")):
            chair.browser.cookies["language"] = language
            text = chair.get(f"/c/{REGION}/results/b/{BODY}/{page}")
            assert told in text, (page, language)
            assert language == "en" or "the commission has to decide" not in text
