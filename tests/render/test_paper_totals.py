"""A commission's summary, and the announcement of a result: sums of what counts, and nothing that is not known."""

import datetime
import io
import re
from dataclasses import replace
from functools import cache

import pypdf
import pytest
from rehearsal import Desk, event

from dauys.law.words import Names
from dauys.render.paper import Announcement, announcement_pdf, summary_pdf
from dauys.render.paper_summary import Summary
from dauys.tally import totals
from dauys.tally.result import outcome_of
from dauys.tally.turnout import turnout

DAY = datetime.date(2023, 3, 27)
BODY, LIST = "maslikhat-astana", "maslikhat-astana.list"
COMMISSION = "territorial-astana"


def pages(pdf):
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


@cache
def counted():
    desk = Desk()
    for contest in event().contests_of_body(BODY):
        desk.count_all(contest.id)
    desk.count(event().stations_of("mazhilis.list")[0].id, "mazhilis.list")
    return desk.state


def figures():
    return {one.id: counted().counting(one.id, LIST) for one in event().stations_of(LIST)}


def summary(papers=None, signed=None, **more):
    of = event()
    return Summary(of, of.contest(LIST), of.commissions[COMMISSION], figures() if papers is None else papers, signed, **more)


def sums(told):
    """The rows of the table of sums, by code: the cells behind the names."""
    table = next(block for block in told.paper.blocks if block["kind"] == "table")
    return {row["cells"][0]: row["cells"][3:] for row in table["rows"]}


def heads(told):
    table = next(block for block in told.paper.blocks if block["kind"] == "table")
    return [column["head"][-1] for column in table["columns"]]


# ---- the summary -----------------------------------------------------------------------------------------------------


def test_the_sums_are_those_of_the_stations():
    total = totals(counted(), event().contest(LIST))["astana"]
    found = sums(summary())
    assert found["T"] == [f"{total.lines['T']:,}".replace(",", "\u00a0")]
    assert found["P 1"] == [f"{total.votes['Amanat']:,}".replace(",", "\u00a0")]
    assert found["N"] == [str(total.votes["against_all"])]
    assert list(found) == ["B1", "B2", "B", "D", "C", "E", "S", "T", *(f"P {at}" for at in range(1, 7)), "N", "V", "I"]


def test_every_station_is_a_row_and_one_that_does_not_count_adds_nothing():
    papers = figures()
    first = next(iter(papers))
    without = sum(paper.one("T") for station, paper in papers.items() if station != first)
    told = summary({**papers, first: None})
    assert sums(told)["T"] == [f"{without:,}".replace(",", "\u00a0")]
    text = " ".join(pages(told.paper.pdf(DAY)))
    assert all(station in text for station in papers)
    assert "саналмаған" in text
    assert "не учтён" in text
    assert "3 из 4" in text
    none = summary(dict.fromkeys(papers))
    assert set(map(tuple, sums(none).values())) == {("–",)}  # not counted is never zero


def test_a_figure_that_a_paper_lacks_is_said_beside_the_sum():
    papers = figures()
    first, paper = next(iter(papers.items()))
    lines = {code: cell for code, cell in paper.lines.items() if code != "S"}
    told = summary({**papers, first: replace(paper, lines=lines)})
    assert "Протоколов без числа" in heads(told)
    assert sums(told)["S"][1] == "1"
    assert sums(told)["T"][1] == ""
    assert "Протоколов без числа" not in heads(summary())


def test_the_difference_is_told_where_the_signed_sum_is_another_and_only_there():
    right = {"T": summary().sums[7], "P": {"Amanat": summary().sums[8]}}
    same = summary(signed=right)
    assert not same.differs
    assert "Подписано" in heads(same)
    assert "Разность" not in heads(same)
    assert "Подписано" not in heads(summary())
    other = summary(signed={**right, "T": right["T"] + 5, "I": summary().sums[-1] - 2})
    assert other.differs
    assert sums(other)["T"][-1] == "+5"
    assert sums(other)["I"][-1] == "−2"
    assert sums(other)["P 1"][-1] == ""
    assert sums(other)["V"][-2:] == ["–", ""]  # not signed, and no difference
    assert "не равны сумме участков" in " ".join(pages(other.paper.pdf(DAY)))


def test_what_was_signed_without_a_line_is_told_too():
    found = sums(summary(signed={"Z9": 4}))
    assert found["Z9"][:2] == ["–", "4"]
    assert "Z9" in " ".join(pages(summary(signed={"Z9": 4}).paper.pdf(DAY)))


def test_a_summary_says_invented_on_every_page_and_has_the_same_bytes_twice():
    of = event()
    args = (of, of.contest(LIST), of.commissions[COMMISSION], figures())
    pdf = summary_pdf(*args, printed=DAY)
    assert pdf == summary_pdf(*args, printed=DAY)
    assert all(page.count(word) >= 2 for page in pages(pdf) for word in ("ОЙДАН ШЫҒАРЫЛҒАН", "ВЫМЫШЛЕНО", "INVENTED"))
    assert "Официальная форма" in pages(pdf)[0]
    assert "The commission's summary" in pages(summary_pdf(*args, printed=DAY, languages=("en",)))[0]


# ---- the announcement ------------------------------------------------------------------------------------------------


def announcement(body=BODY, **more):
    of, state = event(), counted()
    contests = of.contests_of_body(body)
    return Announcement(
        of, body, outcome_of(state, body), {one.id: totals(state, one) for one in contests},
        {one.id: turnout(state, one) for one in contests}, "preliminary", of.commissions[COMMISSION], **more,
    )  # fmt: skip


def test_the_announcement_tells_turnout_votes_seats_and_who_is_elected():
    told = announcement()
    text = " ".join(pages(announcement_pdf(told, printed=DAY)))
    total = told.totals[LIST]["astana"]
    for number in (total.voters, *total.votes.values(), total.lines["T"]):
        assert f"{number:,}".replace(",", " ") in text
    assert "42,17 %" in text  # ballots in boxes against the voters of the same stations
    assert "предварительные" in text
    assert "статья 44(5)" in text
    assert "кандидат 1-01-3" in text
    assert "111-1(1), (3), (4)" in text
    assert "Лиц, которые получают места по спискам" in text
    assert "Год рождения, должность" in text


def test_seats_are_those_of_the_outcome():
    told = announcement()
    seats = next(block for block in told.paper.blocks if block.get("title", [""])[0] == "Орындар")["rows"]
    assert seats[0]["cells"][-1] == "2"
    assert seats[-1]["cells"][-3:] == ["2", "2", "4"]
    assert told.outcome.total == 4


def test_options_stand_in_the_order_of_the_ballot():
    told = next(block for block in announcement().paper.blocks if block.get("title", [""])[-1].endswith("партийные списки"))
    names = [row["cells"][2]["text"] for row in told["rows"]]
    ballot = event().options_of(LIST)
    assert names[:-1] == [event().parties[one.party].names.ru for one in ballot[:-1]]
    assert names[-1] == "Против всех"


def test_what_is_not_known_is_a_place_to_be_filled_in():
    def facts(told):
        return {fact["label"][1]: fact["value"][1] for fact in told.paper.blocks[0]["facts"]}

    assert set(facts(announcement())["Проголосовало вне помещения"]) == {"_"}
    assert facts(announcement(record={"K": 0, "L": 17}))["Проголосовало вне помещения"] == "17"
    assert facts(announcement(record={"K": 0, "L": 17}))["Проголосовало по открепительным удостоверениям"] == "0"
    about = {("maslikhat-astana.01", "01-3"): Names(kk="ойдан", ru="1970, вымышлено", en="1970, invented")}
    assert "1970, вымышлено" in " ".join(pages(announcement(about=about).paper.pdf(DAY)))


def test_a_result_that_is_open_says_so_and_gives_no_seat_for_it():
    told = announcement("mazhilis")
    text = " ".join(pages(told.paper.pdf(DAY)))
    assert "Итог неполный" in text
    assert "Учтены не все протоколы: 1 из 80" in text
    assert "Учтены не все протоколы: 0 из" in text  # and their votes are no zeros
    empty = next(block for block in told.paper.blocks if "№ 02" in block.get("title", [""])[-1])
    assert {row["cells"][-1] for row in empty["rows"]} == {"–"}


def test_votes_of_lists_are_told_by_unit_abroad_as_well():
    text = " ".join(pages(announcement("mazhilis").paper.pdf(DAY)))
    assert "За рубежом" in text
    assert "область Ұлытау" in text


@pytest.mark.parametrize("languages", [("kk", "ru"), ("en",), ("kk", "ru", "en")])
def test_an_announcement_says_invented_on_every_page_and_has_the_same_bytes_twice(languages):
    pdf = announcement(languages=languages).paper.pdf(DAY)
    assert pdf == announcement(languages=languages).paper.pdf(DAY)
    assert all(page.count(word) >= 2 for page in pages(pdf) for word in ("ОЙДАН ШЫҒАРЫЛҒАН", "ВЫМЫШЛЕНО", "INVENTED"))
