"""Setting up: a definition is read whole or not at all, and frozen once, with two groups of its hash typed from paper."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from small_office import small_event

from dauys.election.definition import definition_hash, write_definition
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.setting_up.preparing import grouped, prepare, prepared
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
