"""Scans by the API: kept and told as on the screens, done once under a key, evidence and never an entry."""

import json

import pytest
from files_of_papers import pdf, photo, png_of, sent, with_javascript
from test_machines import KEYS, LIST, OTHER, PAPER, STATION, Machine, machines  # noqa: F401

from dauys.ledger import StoreFault
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.machines.models import Answer
from dauys.office.papers import keeping
from dauys.office.papers.looking import BYTES, looked_at
from dauys.office.papers.sending import AROUND


def bring(machine, data, status=200, key=None, station=STATION, version=1, name="a.jpg"):
    form = {"scan": sent(name, data), "version": version}
    headers = {"idempotency-key": key or f"key-of-a-scan-{next(KEYS)}"}
    answer = machine.browser.post(f"/api/protocols/{station}/{LIST}/scans", form, headers=headers)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def acts():
    bodies = Entry.objects.order_by("index").values_list("body", flat=True)
    return [act for act in map(json.loads, map(bytes, bodies)) if act["act"] == "scan attached"]


def test_a_photo_is_kept_and_told_and_counts_as_no_entry(counting, machines):  # noqa: F811
    first, scan = machines[0], looked_at("a.jpg", photo())
    told = bring(first, photo())
    assert told == {
        "index": 1, "station": STATION, "contest": LIST, "version": 1, "taken": scan.taken, "cleaned": scan.cleaned
    }  # fmt: skip
    assert [(act["taken"], act["cleaned"], act["author"]) for act in acts()] == [
        (scan.taken, scan.cleaned, first.owner.person.pseudonym)
    ]
    assert keeping.kept(counting.folder, scan.taken) == photo()
    paper = first.get(PAPER)
    assert paper["scans"] == [{"version": 1, "taken": scan.taken, "cleaned": scan.cleaned}]
    assert paper["state"] == "expected"
    with desk.looking() as state:
        assert state.life(STATION, LIST).latest.first is None


def test_a_scan_is_attached_once_however_often_it_is_sent(machines):  # noqa: F811
    told = bring(machines[0], photo(), key="the-very-same-key")
    assert bring(machines[0], photo(), key="the-very-same-key") == told
    assert bring(machines[0], photo(shade=90), key="the-very-same-key", status=409)["code"] == "key used"
    assert bring(machines[0], photo(), version=2, key="the-very-same-key", status=409)["code"] == "key used"
    assert bring(machines[1], photo()) == {**told, "index": None}
    assert len(acts()) == 1
    assert Answer.objects.count() == 2


def test_one_scan_does_not_serve_two_stations(counting, machines):  # noqa: F811
    bring(machines[0], photo())
    other = Machine(counting, counting.receiver(OTHER, LIST), "other")
    refused = bring(other, photo(), station=OTHER, status=409)
    assert (refused["code"], refused["what"]) == ("refused", "This very scan is attached to another station.")
    assert len(acts()) == 1


def test_a_pdf_has_no_cleaned_copy(machines):  # noqa: F811
    assert bring(machines[0], pdf(), name="a.pdf")["cleaned"] is None


@pytest.mark.parametrize(("name", "data"), [
    ("a.jpg", b"GIF89a"), ("a.png", photo()), ("a.pdf", pdf(with_javascript)), ("a.png", png_of(60_000, 60_000)),
    ("a.jpg", photo()[:200]),
])  # fmt: skip
def test_what_is_no_scan_is_refused_in_words_and_nothing_is_kept(counting, machines, name, data):  # noqa: F811
    refused = bring(machines[0], data, name=name, status=422)
    assert refused["code"] == "scan"
    assert refused["what"].endswith(".")
    assert acts() == []
    assert not counting.folder.uploads.is_dir()


def test_a_form_that_is_none_is_refused(machines):  # noqa: F811
    browser, key = machines[0].browser, {"idempotency-key": "a-form-that-is-none"}
    address = f"{PAPER}/scans"
    for body, media, code in (
        (b"x", "multipart/form-data", "unreadable"), (b"x", "multipart/form-data; boundary=\xff", "unreadable"),
        (b"{}", "application/json", "scan"), (b"", "", "scan"),
    ):  # fmt: skip
        answer = browser.generic("POST", address, body, content_type=media, headers=key)
        assert (answer.status_code, answer.json()["code"]) in ((400, code), (422, code)), (body, media, answer.content)
    for version in ("", "0", "-1", "²", "9" * 5000):
        assert bring(machines[0], photo(), version=version, status=400)["faults"][0]["line"] == "version"
    assert bring(machines[0], photo(), version=7, status=409)["code"] == "refused"
    assert acts() == []


def test_too_large_a_form_is_refused_before_it_is_read(machines):  # noqa: F811
    answer = machines[0].browser.generic(
        "POST", f"{PAPER}/scans", b"", content_type="multipart/form-data; boundary=x",
        headers={"idempotency-key": "too-large-to-be-read"}, CONTENT_LENGTH=str(BYTES + AROUND + 1),
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (422, "scan")
    assert "15 megabytes" in answer.json()["what"]


def test_a_disk_that_refuses_leaves_no_act_and_the_same_key_is_good_again(machines, monkeypatch):  # noqa: F811
    def full(*_):
        raise StoreFault("no space left on the disk")

    with monkeypatch.context() as broken:
        broken.setattr(keeping, "attach", full)
        assert bring(machines[0], photo(), key="when-the-disk-is-full", status=507)["code"] == "not kept"
    assert acts() == []
    assert bring(machines[0], photo(), key="when-the-disk-is-full")["index"] == 1


def test_observers_and_other_commissions_attach_nothing(counting, machines):  # noqa: F811
    observer = Machine(counting, counting.receiver(STATION, LIST), "watcher", part="observer")
    assert bring(observer, photo(), status=403)["code"] == "right"
    elsewhere = next(one for one in counting.event.stations if counting.event.contests_of(one)[0].body == "maslikhat-zhambyl")
    stranger = Machine(counting, counting.receiver(elsewhere, "maslikhat-zhambyl.list"), "stranger")
    assert bring(stranger, photo(), status=404)["code"] == "not found"
    assert acts() == []
