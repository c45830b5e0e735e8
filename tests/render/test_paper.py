"""A station's protocol on paper: every line in both languages, blank and filled, and what is not known stays blank."""

import datetime
import io
import re
from dataclasses import replace

import pypdf
import pytest
import typst
from rehearsal import event, papers

from dauys.acts import STATION, figures_of
from dauys.law import Option
from dauys.law.words import Names
from dauys.protocol import Figures, Finding, load_forms
from dauys.render.paper import Member, Protocol, fonts, protocol_pdf, read_qr
from dauys.tally.sheet import form_of
from dauys.text import BadInput
from dauys.text.number_words import in_words

DAY = datetime.date(2023, 3, 20)
LIST, CONSTITUENCY = "mazhilis.list", "mazhilis.01"
FIRST = "X-AST-0001"
RECORD = load_forms("kz/mazhilis/2023").form_of("station")


def pages(pdf):
    """The text of each page, its white space made even."""
    return [flat(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def flat(text):
    return re.sub(r"\s+", " ", text)


def paper(contest=LIST, figures=None, station=FIRST, of=None, **more):
    of = of or event()
    asked = None if contest == STATION else of.contest(contest)
    form = RECORD if asked is None else form_of(of, asked)
    told = None if figures is None else figures_of(form.id, figures)
    return Protocol(of, of.stations[station], asked, form, told, **more)


def rows(protocol):
    """The rows of the table of lines: code, and the other cells."""
    table = next(block for block in protocol.paper.blocks if block["kind"] == "table")
    return [
        (row["cells"][0] if isinstance(row["cells"][0], str) else row["cells"][0]["text"], row["cells"][1:])
        for row in table["rows"]
    ]


def figures_on(protocol):
    """What stands in the column of figures, by code; None where the cell is to be filled in."""
    return {code: cells[-1].get("figure") for code, cells in rows(protocol) if isinstance(cells[-1], dict)}


# ---- what stands on it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contest", [STATION, LIST, CONSTITUENCY])
@pytest.mark.parametrize("filled", [False, True])
def test_every_line_of_the_form_stands_on_the_paper_in_kazakh_and_russian(contest, filled):
    protocol = paper(contest, papers()[FIRST, contest] if filled else None)
    text = " ".join(pages(protocol.paper.pdf(DAY)))
    codes = [code for code, _ in rows(protocol) if " " not in code]
    assert codes == [line.code for line in protocol.form.line]
    for line in protocol.form.line:
        assert flat(line.name.kk) in text
        assert flat(line.name.ru) in text
        assert line.name.en not in text


def test_an_observer_gets_it_in_english():
    text = " ".join(pages(paper(LIST, papers()[FIRST, LIST], languages=("en",)).paper.pdf(DAY)))
    assert "Ballots declared invalid" in text
    assert "in words: sixty-nine" in text
    assert "прописью" not in text


def test_figures_stand_in_digits_and_in_the_words_of_both_languages():
    figures = papers()[FIRST, LIST]
    protocol = paper(LIST, figures)
    text = " ".join(pages(protocol.paper.pdf(DAY)))
    assert figures_on(protocol)["T"] == str(figures["T"])
    assert figures_on(protocol)["P 1"] == str(figures["P"]["Amanat"])
    assert f"сөзбен: {in_words(figures['T'], 'kk')}" in text
    assert f"прописью: {in_words(figures['T'], 'ru')}" in text
    many = " ".join(pages(paper(LIST, {"T": 2861}).paper.pdf(DAY)))
    assert "екі мың сегіз жүз алпыс бір" in many
    assert "две тысячи восемьсот шестьдесят один" in many


def test_a_blank_paper_has_no_figure_and_no_words():
    protocol = paper(LIST)
    assert set(figures_on(protocol).values()) == {None}
    words = {cell["words"] for _, cells in rows(protocol) for cell in cells[:-1] if "words" in cell}
    assert words == {None}
    text = " ".join(pages(protocol.paper.pdf(DAY)))
    assert "прописью:" in text
    assert not re.search(r"прописью: (ноль|[а-я])", text)
    assert not re.search(r"сөзбен: (нөл|[а-я])", text)


def test_a_figure_that_is_not_known_is_a_blank_and_zero_is_zero():
    figures = {**papers()[FIRST, LIST], "S": 0, "I": None}
    del figures["V"]
    figures["P"] = {**figures["P"], "Auyl": None}
    found = figures_on(paper(LIST, figures))
    assert found["S"] == "0"
    assert found["I"] is found["V"] is found["P 2"] is None
    assert found["P 1"] is not None
    text = " ".join(pages(paper(LIST, {"S": 0}).paper.pdf(DAY)))
    assert text.count("прописью: ноль") == 1


def test_votes_stand_in_the_order_of_the_ballot_and_against_all_in_its_own_line():
    shuffled = {**papers()[FIRST, LIST]}
    shuffled["P"] = dict(reversed(shuffled["P"].items()))
    protocol = paper(LIST, shuffled)
    ballot = [option for option in event().options_of(LIST) if option.kind == "list"]
    votes = [(code, cells) for code, cells in rows(protocol) if code.startswith("P ")]
    assert [cells[1]["text"] for _, cells in votes] == [event().parties[one.party].names.ru for one in ballot]
    assert [cells[-1]["figure"] for _, cells in votes] == [str(shuffled["P"][one.id]) for one in ballot]
    text = " ".join(pages(protocol.paper.pdf(DAY)))
    places = [text.index(flat(event().parties[one.party].names.kk)) for one in ballot]
    assert places == sorted(places)


def test_nothing_that_was_counted_is_left_off():
    figures = {**papers()[FIRST, LIST], "P": {"Amanat": 5, "nobody-knows": 7}}
    found = rows(paper(LIST, figures))
    assert [cells[-1]["figure"] for code, cells in found if code.startswith("P ") and cells[0]["text"] == "nobody-knows"] == [
        "7"
    ]
    with pytest.raises(ValueError, match="no line Z9"):
        paper(LIST, {"Z9": 1})
    with pytest.raises(ValueError, match="one number for all"):
        _ = paper(LIST, {"P": 5}).paper


def test_form_contest_and_figures_must_go_together():
    of = event()
    with pytest.raises(ValueError, match="must be of a list"):
        Protocol(of, of.stations[FIRST], of.contest(LIST), RECORD)
    with pytest.raises(ValueError, match="must be of a station"):
        Protocol(of, of.stations[FIRST], None, RECORD, Figures("list", {}))


def test_boxes_and_members_come_from_what_is_known():
    record = papers()[FIRST, STATION]
    told = [cells[1]["text"] for code, cells in rows(paper(STATION, record)) if code.startswith("F ")]
    assert told == ["Переносная урна № 1"]
    assert not [code for code, _ in rows(paper(STATION, {**record, "F": {}, "G": {}})) if code.startswith(("F ", "G "))]
    by_hand = [cells[1]["text"] for code, cells in rows(paper(STATION)) if code.startswith("F ")]
    assert by_hand == ["Переносная урна № ____________"] * 2
    members = (Member("Б. Ойдан", role="chair"), Member("В. Ойдан", key="3"), Member("Г. Ойдан", key="4"))
    protocol = paper(LIST, papers()[FIRST, LIST], members=members)
    assert [cells[1]["text"] for code, cells in rows(protocol) if code.startswith("D ")] == [
        "Член комиссии В. Ойдан", "Член комиссии Г. Ойдан",
    ]  # fmt: skip
    signing = protocol.paper.blocks[-2]["rows"]
    assert [row["cells"][2] for row in signing] == ["Б. Ойдан", "В. Ойдан", "Г. Ойдан"]


def test_members_have_a_place_to_sign_and_a_blank_one_has_seven():
    text = " ".join(pages(paper(LIST).paper.pdf(DAY)))
    assert "Қолдар" in text
    assert "председатель" in text
    assert len(paper(LIST).paper.blocks[-2]["rows"]) == 7


def test_it_says_that_it_is_not_the_official_form():
    for protocol in (paper(LIST), paper(STATION, papers()[FIRST, STATION])):
        text = pages(protocol.paper.pdf(DAY))[0]
        assert "ресми нысан алынбады" in text
        assert "Официальная форма, утверждённая избирательной комиссией, не получена" in text


def test_controls_that_do_not_hold_are_told_with_their_numbers():
    found = Finding("E106", "error", LIST, 612, 605, ("T", "V", "I"))
    empty = Finding("E000", "error", LIST, None, None, ("V", "I"))
    text = " ".join(pages(paper(LIST, papers()[FIRST, LIST], findings=(found, empty)).paper.pdf(DAY)))
    assert "Невыполненные контроли" in text
    assert "T == V + I · 612 / 605" in text
    assert "E000" in text
    assert "Невыполненные контроли" not in " ".join(pages(paper(LIST, papers()[FIRST, LIST]).paper.pdf(DAY)))


# ---- INVENTED --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contest", [STATION, LIST])
@pytest.mark.parametrize("filled", [False, True])
def test_every_page_of_a_rehearsal_says_invented_and_no_other_paper_does(contest, filled):
    figures = papers()[FIRST, contest] if filled else None
    told = pages(paper(contest, figures).paper.pdf(DAY))
    assert len(told) > 1
    for page in told:
        for word in ("ОЙДАН ШЫҒАРЫЛҒАН", "ВЫМЫШЛЕНО", "INVENTED"):
            assert page.count(word) >= 2  # at the head, and across
    real = replace(event(), invented=False)
    assert paper(contest, figures, of=real).code.text().startswith("dauys1||")
    blocks = paper(contest, figures, of=real).paper
    assert not blocks.invented
    assert "INVENTED" not in " ".join(pages(blocks.pdf(DAY)))


# ---- long names, and abroad ------------------------------------------------------------------------------------------


def long_ballot(of, contest, number=20):
    kk = "Тұрсынбекқұлыоғлы-Жүсіпбекұлымұхамедов Әбілмансұрғазыхан Құдайбергенұлы"
    ru = "Преображенская-Константинопольская Александра-Елизавета Вячеславовна"
    options = [
        Option(f"long-{at}", "candidate", "Auyl", Names(kk=f"{kk} {at}", ru=f"{ru} {at}", en=f"Long {at}"))
        for at in range(1, number + 1)
    ]
    return replace(of, options={**of.options, contest: (*options, of.options[contest][-1])})


def test_twenty_long_names_fit_on_the_sheet():
    of = long_ballot(event(), CONSTITUENCY)
    figures = {"P": {f"long-{at}": 900_000 + at for at in range(1, 21)}}
    pdf = paper(CONSTITUENCY, figures, of=of).paper.pdf(DAY)
    text = " ".join(pages(pdf))
    for at in range(1, 21):
        assert str(900_000 + at) in text
        assert f"Вячеславовна {at}" in text


def test_a_word_wider_than_its_column_is_broken_and_runs_into_no_other():
    word = "Қ" + "ұлыоғлы" * 12
    of = event()
    names = replace(of.options_of(CONSTITUENCY)[0], names=Names(kk=word, ru=word, en=word))
    of = replace(of, options={**of.options, CONSTITUENCY: (names, *of.options_of(CONSTITUENCY)[1:])})
    lines = []
    for page in pypdf.PdfReader(io.BytesIO(paper(CONSTITUENCY, of=of).paper.pdf(DAY))).pages:
        lines += [re.sub(r"[\s\u200b]", "", line) for line in page.extract_text().splitlines()]
    assert "".join(lines).count(word) == 2  # in Kazakh and in Russian
    assert word not in lines


def test_a_station_abroad_lies_in_no_region():
    of = event()
    abroad = next(one for one in of.stations.values() if of.places[one.place].kind == "abroad")
    asked = of.contests_of(abroad.id)
    assert LIST in [one.id for one in asked]
    for contest in (STATION, *(one.id for one in asked)):
        text = pages(paper(contest, station=abroad.id).paper.pdf(DAY))[0]
        assert "Шетел" in text
        assert "За рубежом" in text
    told = next(
        one["value"] for one in paper(LIST, station=abroad.id).paper.blocks[0]["facts"] if one["label"][1] == "Местность"
    )
    assert told == ["Шетел", "За рубежом"]


# ---- the file --------------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_and_another_date_others():
    figures = papers()[FIRST, LIST]
    of = event()
    args = (of, of.stations[FIRST], of.contest(LIST), form_of(of, of.contest(LIST)), figures_of("list", figures))
    first = protocol_pdf(*args, printed=DAY)
    assert first == protocol_pdf(*args, printed=DAY)
    assert first != protocol_pdf(*args, printed=datetime.date(2023, 3, 21))
    assert first != protocol_pdf(*args, printed=DAY, version=2)


def test_the_file_says_that_it_is_pdf_a_and_pdf_ua_and_is_tagged():
    pdf = paper(LIST).paper.pdf(DAY)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2" in pdf
    assert b"<pdfaid:conformance>A" in pdf
    assert b"<pdfuaid:part>1" in pdf
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "kk"
    assert root["/MarkInfo"]["/Marked"]


def test_the_code_on_it_says_what_the_paper_says():
    protocol = paper(LIST, papers()[FIRST, LIST], version=3)
    found = read_qr(protocol.code.text())
    assert found == protocol.code
    assert found.figures == protocol.figures
    assert (found.invented, found.station, found.contest, found.version) == (True, FIRST, LIST, 3)
    text = pages(protocol.paper.pdf(DAY))[0].replace(" ", "")
    assert found.hash in text


def test_pages_can_be_looked_at():
    pictures = paper(LIST).paper.pictures(DAY)
    assert len(pictures) == len(pages(paper(LIST).paper.pdf(DAY)))
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


# ---- fonts -----------------------------------------------------------------------------------------------------------


def test_without_a_font_for_kazakh_the_error_says_what_to_do():
    with pytest.raises(BadInput, match=r"no font with the letters of Kazakh.*fonts-noto-core"):
        fonts(("No Such Family",))


def test_a_font_without_kazakh_letters_is_passed_over():
    known = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True).families()
    without = [family for family in known if family in ("Noto Sans Thai", "Noto Sans Symbols", "Noto Sans Math")]
    if not without:
        pytest.skip("no font without Kazakh letters is installed")
    assert fonts((without[0], "Libertinus Serif")).family == "Libertinus Serif"


def test_a_letter_that_no_font_has_is_refused_and_not_left_out():
    of = event()
    names = Names(kk="漢字", ru="漢字", en="漢字")
    with pytest.raises(BadInput, match="cannot be printed"):
        paper(LIST, of=replace(of, names=names)).paper.pdf(DAY)


def test_a_paper_is_in_languages_that_there_are():
    with pytest.raises(ValueError, match="languages of kk, ru, en"):
        _ = paper(LIST, languages=("de",)).paper
    with pytest.raises(ValueError, match="languages of"):
        _ = paper(LIST, languages=()).paper
