"""Setting up: a definition is read whole or not at all, and frozen once, with two groups of its hash typed from paper."""

import re
from collections import Counter
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from house import House
from small_office import small_event

from dauys.acts import replay
from dauys.demo import invent_definition
from dauys.election.definition import definition_files, definition_hash, write_definition
from dauys.office.counting.views import contest_name
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.setting_up.preparing import grouped, prepare, prepared
from dauys.office.setting_up.telling import parts
from dauys.text import BadInput

STATION, LIST = next(iter(small_event().stations)), "maslikhat-aktobe.list"


def test_the_hash_is_shown_in_groups_and_two_typed_from_paper_freeze_it(house):
    chair = house.somebody("central", "chair")
    groups = grouped(prepared(house.folder))
    page = chair.get("/c/central/setting-up/")
    assert all(group in page for group in groups)
    assert len(groups) == 16
    right = {f"group {number}": groups[number] for number in (3, 11)}
    said = chair.said("/c/central/setting-up/freeze/", **{**right, "group 11": "0000"})
    assert said[-1].startswith("The groups typed are not of this definition")
    assert not Entry.objects.exists()
    assert chair.said("/c/central/setting-up/freeze/", **right)[-1] == "The definition is frozen."
    with desk.looking() as state:
        assert state.frozen == prepared(house.folder)
    assert chair.said("/c/central/setting-up/freeze/", **right)[-1].startswith("The definition is frozen already.")
    assert Entry.objects.count() == 1


def test_another_commission_cannot_freeze(house):
    chair = house.somebody("territorial-aktobe-01", "chair")
    groups = grouped(prepared(house.folder))
    said = chair.said("/c/territorial-aktobe-01/setting-up/freeze/", **{f"group {n}": groups[n] for n in (3, 11)})
    assert said[-1] == "The Central Commission alone freezes the definition."
    assert not Entry.objects.exists()


def test_before_it_is_frozen_nothing_is_counted(house):
    member = house.somebody(house.receiver(STATION, LIST), "member")
    said = member.said(house.address(STATION, LIST, "receive"))
    assert said[-1] == "The definition is not frozen yet: the Central Commission does that first."
    assert not Entry.objects.exists()


def test_the_rules_page_has_the_ways_of_papers_and_says_which_dates_are_not_known(house):
    chair = house.somebody("central", "chair")
    page = chair.get("/c/central/setting-up/rules/")
    assert "Territorial election commission" in page
    assert "sums up" in page
    assert "not known" in page


BODY = small_event().contest(LIST).body


def told(page):
    """What the rules page says by name: by contest, the cells of each row."""
    tables = re.findall(r"<caption>(.*?) <span.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    return {
        name: [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows.split("</tr>")[:-1]] for name, rows in tables
    }  # fmt: skip


def test_the_rules_page_names_who_receives_sums_up_and_declares_and_of_how_many_stations(house):
    """Every contest of the body that was chosen, and of no other; each station is received once, and declared once."""
    chair = house.somebody("central", "chair")
    shown = told(chair.get(f"/c/central/setting-up/rules/?body={BODY}"))
    with desk.looking() as state:
        contests, names = state.event.contests_of_body(BODY), {one.names.en: one for one in state.event.commissions.values()}
        assert list(shown) == [contest_name(state, one.id, "en") for one in contests]
        for contest, rows in zip(contests, shown.values(), strict=True):
            stations = [one.id for one in state.event.stations_of(contest.id)]
            cells = {names[name.partition(" <strong")[0]].id: numbers for name, *numbers in rows}
            received = Counter(state.receiver(station, contest.id) for station in stations)
            for column, wanted in enumerate(
                (received, counted(state.summing(contest.id)), counted(state.declaring(contest.id)))
            ):
                assert {one: int(numbers[column]) for one, numbers in cells.items() if numbers[column]} == wanted
                assert sum(wanted.values()) == len(stations)
            double = {one for one in cells if any(len(state.way(of, contest.id)[one].kinds) > 1 for of in stations)}
            assert {names[name.partition(" <strong")[0]].id for name, *_ in rows if "in two roles: " in name} == double


def counted(found):
    return {one: len(stations) for one, stations in found.items()}


def test_who_chooses_no_body_sees_one_of_its_own_by_name(house):
    commission = house.receiver(STATION, LIST)
    chair = house.somebody(commission, "chair")
    (first, *_) = told(chair.get(f"/c/{commission}/setting-up/rules/?body=nowhere"))
    with desk.looking() as state:
        assert first in {contest_name(state, one.id, "en") for one in state.event.contests_of_body(BODY)}


def test_by_name_it_is_told_of_ten_thousand_stations():
    """The body with the most stations: each station is received once, and the table stays short."""
    state = replay(invent_definition(10_223, seed=1), [])
    body = max(state.event.bodies, key=lambda one: len(state.event.stations_of(state.event.contests_of_body(one)[0].id)))
    contests = list(parts(state, body, "en"))
    assert sum(row["receives"] for row in contests[0]["rows"]) == contests[0]["stations"] == 10_223
    assert sum(len(one["rows"]) for one in contests) < 600


def test_who_acts_in_two_roles_is_marked_with_both():
    """The commission of a city: of the unit, and of the constituencies within it."""
    state = replay(invent_definition(80, seed=1), [])
    marked = [row for one in parts(state, "maslikhat-astana", "en") for row in one["rows"] if row["roles"]]
    assert {row["name"] for row in marked} == {state.event.commissions["territorial-astana"].names.en}
    assert {tuple(one.partition(",")[0] for one in row["roles"]) for row in marked} == {
        ("Territorial election commission", "Okrug election commission")
    }


def test_a_definition_with_faults_is_refused_whole_with_all_of_them(empty, tmp_path):
    write_definition(small_event(), tmp_path / "definition")
    table = tmp_path / "definition" / "stations.csv"
    rows = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([rows[0], rows[1].replace(",", ",x", 1), *rows[3:], rows[3]]) + "\n", "utf-8")
    with pytest.raises(BadInput) as refused:
        prepare(empty, tmp_path / "definition")
    assert len(refused.value.faults) >= 2
    assert not empty.record.exists()
    assert not empty.keys.exists()


def test_the_files_of_a_definition_are_checked_row_by_row_and_nothing_is_loaded(counting, tmp_path):
    folder = tmp_path / "files"
    chair, address = counting.somebody("central", "chair"), "/c/central/setting-up/check/"
    write_definition(replace(small_event(), origin="elections.example/another"), folder)
    before = prepared(counting.folder)

    def sent(*more, **changed):
        files = [SimpleUploadedFile(one.name, changed.get(one.stem, one.read_bytes())) for one in sorted(folder.iterdir())]
        return chair.browser.post(address, {"files": [*files, *more]})

    assert f'href="{address}"' in chair.get("/c/central/setting-up/")
    whole = sent().content.decode()
    assert "Nothing is wrong. Stations: 12, contests: 9." in whole
    assert " ".join(grouped(definition_hash(folder))) in whole
    wrong = sent(stations=(folder / "stations.csv").read_bytes().replace(b"X-AKT-0001,", b"X-AKT-0002,", 1))
    assert wrong.status_code == 422
    assert "<code>stations.csv:3:id</code>" in wrong.content.decode()
    assert "this stands already in line 2" in wrong.content.decode()
    for stranger in (SimpleUploadedFile("votes.csv", b"a"), SimpleUploadedFile("event.toml", b"a")):
        assert "Files of these names, each once" in sent(stranger).content.decode()
    for nonsense in (b"", b"\0", b"\xff" * 99, b"name = 7", b'name = "' + b"[" * 50_000):
        assert sent(event=nonsense).status_code == 422
    assert chair.browser.post(address).status_code == 422
    assert prepared(counting.folder) == before
    counting.somebody("central", "typist").get(address, status=403)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("kk", ["бұл 2-жолда тұр", "екі жолдың бірін қалдырыңыз", "мұндай аумақ жоқ: aktobe-99",
                "бәлкім, «aktobe»? аумақ id-ін жазыңыз"]),
        ("ru", ["это уже есть в строке 2", "оставьте одну из двух строк", "нет территории с таким id: aktobe-99",
                "может быть, «aktobe»? укажите id территории"]),
        ("en", ["this stands already in line 2", "keep one of the two rows", "no such place: aktobe-99",
                "did you mean &#39;aktobe&#39;? write the id of a place"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["check", "load"])
def test_faults_are_told_in_the_language_of_the_page(empty, tmp_path, monkeypatch, language, told, page):
    """What no row of the table tells stays English there, and is marked so; file, column and value are as they are."""
    house = House.set_up(empty, tmp_path / "definition")
    chair, address = house.somebody("central", "chair"), f"/c/central/setting-up/{page}/"
    files = definition_files(small_event())
    files["stations.csv"] = (
        files["stations.csv"].replace(b"X-AKT-0001,", b"X-AKT-0002,").replace(b",aktobe-01,", b",aktobe-99,", 1)
    )

    def rows():
        sent = {"files": [SimpleUploadedFile(name, data) for name, data in files.items()]}
        answer = chair.browser.post(address, sent, headers={"accept-language": language})
        assert answer.status_code == 422
        return re.search("<tbody>.*</tbody>", answer.content.decode(), re.DOTALL)[0]

    found = rows()
    assert [one for one in told if f"<td>{one}</td>" not in found] == []
    assert "<code>stations.csv:3:id</code>" in found
    assert "lang=" not in found
    monkeypatch.setattr("dauys.text.faults_told.rows", tuple)
    english = "<td>{}no such place: aktobe-99{}</td>"
    assert english.format(*(('<span lang="en">', "</span>") if language != "en" else ("", ""))) in rows()
