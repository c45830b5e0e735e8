"""Scans of a protocol at the office: attached by its commission, kept before the act, told on its page, given out cleaned."""

import json
import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone
from files_of_papers import SECRET, pdf, photo, png_of, sent, with_javascript
from small_office import small_event

from dauys.acts.record import ATTACHMENTS, read_record
from dauys.ledger import StoreFault
from dauys.office.journal.desk import KEEPERS, desk
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.papers import keeping
from dauys.office.papers.keeping import unclaimed
from dauys.office.papers.looking import BYTES, looked_at
from dauys.office.papers.sending import AROUND

STATION, OTHER = list(small_event().stations)[:2]
ELSEWHERE = small_event().stations_of("maslikhat-kostanay.list")[0].id
LIST = "maslikhat-aktobe.list"
NOTHING_RUNS = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


def address(counting, station=STATION, contest=LIST, what="scans/", commission=None):
    return f"/c/{commission or counting.receiver(station, contest)}/papers/{station}/{contest}/{what}"


@pytest.fixture
def member(counting):
    return counting.somebody(counting.receiver(STATION, LIST), "member", "member")


def attach(counting, somebody, data, name="a.jpg", station=STATION, contest=LIST, status=302, version=1):
    form = {"scan": sent(name, data), "version": version}
    return somebody.post(address(counting, station, contest, "scans/attach/"), status=status, **form)


def acts():
    bodies = Entry.objects.order_by("index").values_list("body", flat=True)
    return [act for act in map(json.loads, map(bytes, bodies)) if act["act"] == "scan attached"]


def files(folder):
    return {file.name for file in folder.iterdir() if file.suffix != ".lock"} if folder.is_dir() else set()


def attachments(counting):
    return files(counting.folder.record / ATTACHMENTS)


def left_over():
    return {file.name for file in unclaimed(timezone.now() + timedelta(seconds=5))}


def fault(answer):
    return re.search(r'<p class="fault" id="scan-fault">(.*?)</p>', answer.content.decode())[1]


# ---- kept ------------------------------------------------------------------------------------------------------------


def test_a_photo_is_kept_as_taken_and_as_cleaned_and_the_act_says_both(counting, member):
    attach(counting, member, photo())
    taken = sha256(photo()).hexdigest()
    (act,) = acts()
    assert (act["station"], act["contest"], act["version"], act["taken"]) == (STATION, LIST, 1, taken)
    assert act["author"] == member.person.pseudonym
    assert attachments(counting) == files(counting.folder.uploads) == {taken, act["cleaned"]}
    assert (counting.folder.record / ATTACHMENTS / taken).read_bytes() == photo()
    clean = (counting.folder.record / ATTACHMENTS / act["cleaned"]).read_bytes()
    assert SECRET.encode() not in clean
    assert sha256(clean).hexdigest() == act["cleaned"]
    assert left_over() == set()
    Recorder.of(counting.folder).follow()
    assert read_record(counting.folder.record).state.scans[STATION, LIST][0].payload["taken"] == taken


def test_the_uploads_are_for_the_office_alone(counting, member):
    attach(counting, member, photo())
    assert counting.folder.uploads.stat().st_mode & 0o777 == 0o700


def test_the_page_tells_who_and_both_hashes_and_that_a_photo_is_no_entry(counting, member):
    page = member.get(address(counting))
    assert "Nothing is attached yet." in page
    assert "It never counts as an entry" in page
    attach(counting, member, photo())
    attach(counting, member, pdf(), "a.pdf")
    page = member.get(address(counting))
    for act in acts():
        assert act["taken"] in page
        assert act["cleaned"] is None or act["cleaned"] in page
    assert member.person.name in page
    assert page.index(sha256(pdf()).hexdigest()) < page.index(sha256(photo()).hexdigest())  # the newest first
    assert "A PDF is not cleaned" in page
    assert f'href="{address(counting)}"' in member.get(counting.address(STATION, LIST))


def test_a_photo_counts_as_no_entry(counting, member):
    before = state_of(STATION)
    attach(counting, member, photo())
    assert state_of(STATION) == before == "expected"


def state_of(station):
    with desk.looking() as state:
        return state.life(station, LIST).latest.state


def test_the_same_scan_twice_is_one_file_and_one_act(counting, member):
    attach(counting, member, photo())
    said = member.said(address(counting, what="scans/attach/"), scan=sent("b.jpg", photo()), version=1)
    assert said[-1] == "This very scan is attached already."
    assert len(acts()) == 1
    assert len(attachments(counting)) == len(files(counting.folder.uploads)) == 2


def test_one_photo_of_two_sheets_serves_both_papers_of_its_station(counting, member):
    contest = next(one.id for one in counting.event.contests_of(STATION) if one.id != LIST)
    attach(counting, member, photo())
    other = counting.somebody(counting.receiver(STATION, contest), "member", "okrug")
    attach(counting, other, photo(), contest=contest)
    assert [act["contest"] for act in acts()] == [LIST, contest]
    assert len(attachments(counting)) == 2


# ---- refused ---------------------------------------------------------------------------------------------------------


NO_SCANS = [
    ("a.jpg", b"MZ\x90\x00" + bytes(300), "This file is none of these: JPEG, PNG, PDF"),
    ("a.exe", photo(), "The file holds a JPEG, but its name ends otherwise"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This file is none of these"),
    ("a.html", b"<!doctype html><script>alert(1)</script>", "This file is none of these"),
    ("a.png", png_of(30_000, 30_000), "more than 55 million pixels"),
    ("a.pdf", pdf(with_javascript), "The document holds a program"),
    ("a.jpg", photo()[:-300], "cannot be read to its end"),
]  # fmt: skip


def test_a_file_that_is_no_scan_is_refused_in_words_and_nothing_is_kept(counting, member):
    for name, data, words in NO_SCANS:
        assert words in fault(attach(counting, member, data, name, status=422))
    assert acts() == []
    assert files(counting.folder.uploads) == attachments(counting) == set()


def test_without_a_file_it_is_said_so(counting, member):
    answer = member.post(address(counting, what="scans/attach/"), status=422, version=1)
    assert fault(answer) == "No file was chosen."


def test_too_large_a_form_is_refused_before_it_is_read(counting, member, monkeypatch):
    monkeypatch.setattr("dauys.office.papers.views._attach", None)
    answer = attach(counting, member, photo() + bytes(BYTES + AROUND), status=413)
    assert fault(answer) == "The file is larger than 15 megabytes. Take it again, smaller."


def test_a_form_without_its_token_is_refused(counting, member):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = member.browser.cookies
    answer = strict.post(address(counting, what="scans/attach/"), {"scan": sent("a.jpg", photo()), "version": 1})
    assert answer.status_code == 403
    assert acts() == []


def changed(data):
    """The same picture with other metadata."""
    return data.replace(SECRET.encode(), SECRET.upper().encode())


def test_one_scan_does_not_serve_two_stations(counting, member):
    attach(counting, member, photo())
    other = counting.somebody(counting.receiver(OTHER, LIST), "member", "other")
    for again in (photo(), changed(photo()), looked_at("a.jpg", photo()).copy):  # with other metadata; as it is published
        answer = attach(counting, other, again, station=OTHER, status=409)
        assert fault(answer) == "This very scan is attached to another station."
    assert [act["station"] for act in acts()] == [STATION]
    assert attachments(counting) == {acts()[0]["taken"], acts()[0]["cleaned"]}


def test_a_scan_is_of_the_version_that_was_shown(counting, member):
    assert "version has changed" in fault(attach(counting, member, photo(), version=2, status=409))
    assert "version has changed" in fault(attach(counting, member, photo(), version="x", status=409))
    assert acts() == []


# ---- who -------------------------------------------------------------------------------------------------------------


def test_observers_look_and_attach_nothing(counting, member):
    attach(counting, member, photo())
    observer = counting.somebody(counting.receiver(STATION, LIST), "observer")
    page = observer.get(address(counting))
    assert acts()[0]["taken"] in page
    assert 'type="file"' not in page
    attach(counting, observer, photo(90), status=403)
    assert len(acts()) == 1


def test_another_commission_gets_nothing_by_its_own_address_or_by_ours(counting, member):
    attach(counting, member, photo())
    strange = counting.receiver(ELSEWHERE, "maslikhat-kostanay.list")
    stranger = counting.somebody(strange, "chair", "stranger")
    for what in ("scans/", "scans/attach/", "blank/", "filled/", f"scans/{acts()[0]['cleaned']}/"):
        for commission in (None, strange):
            asked = address(counting, what=what, commission=commission)
            form = {"scan": sent("a.jpg", photo(90)), "version": 1}
            answer = stranger.browser.post(asked, form) if "attach" in what else stranger.browser.get(asked)
            assert answer.status_code == 403
    assert len(acts()) == 1


def test_nobody_gets_anything_without_signing_in(counting, member):
    for what in ("scans/", "blank/", "filled/"):
        assert Client().get(address(counting, what=what)).status_code == 302


# ---- given out -------------------------------------------------------------------------------------------------------


def test_only_the_cleaned_copy_is_given_out_and_never_inline(counting, member):
    attach(counting, member, photo())
    (act,) = acts()
    answer = member.browser.get(address(counting, what=f"scans/{act['cleaned']}/"))
    assert sha256(answer.content).hexdigest() == act["cleaned"]
    assert answer["Content-Type"] == "image/jpeg"
    assert re.fullmatch(r'attachment; filename="[\w.-]+\.jpg"', answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == NOTHING_RUNS
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    member.get(address(counting, what=f"scans/{act['taken']}/"), status=404)
    member.get(address(counting, what=f"scans/{'0' * 64}/"), status=404)


def test_a_pdf_is_kept_and_not_given_out(counting, member):
    attach(counting, member, pdf(), "a.pdf")
    (act,) = acts()
    assert act["cleaned"] is None
    assert attachments(counting) == {act["taken"]}
    member.get(address(counting, what=f"scans/{act['taken']}/"), status=404)


def test_a_copy_that_somebody_changed_on_the_disk_is_not_given_out(counting, member):
    attach(counting, member, photo())
    name = acts()[0]["cleaned"]
    (counting.folder.uploads / name).write_bytes(b"\xff\xd8\xff other")
    assert sha256(member.browser.get(address(counting, what=f"scans/{name}/")).content).hexdigest() == name  # the record's
    (counting.folder.record / ATTACHMENTS / name).write_bytes(b"\xff\xd8\xff other")
    member.get(address(counting, what=f"scans/{name}/"), status=404)


# ---- cut off in between ----------------------------------------------------------------------------------------------


class CutOff(Exception):
    """The power is gone."""


def cut_off(*_):
    raise CutOff


@pytest.mark.parametrize("where", ["before the act is written", "before the first file", "after the first file"])
def test_whatever_is_cut_off_no_act_is_without_its_file_and_it_can_be_done_again(counting, member, monkeypatch, where):
    before, whole = Entry.objects.count(), keeping.attach
    with monkeypatch.context() as broken:
        if where == "before the act is written":
            broken.setattr("dauys.office.journal.desk.KEEPERS", [*KEEPERS, cut_off])
        elif where == "before the first file":
            broken.setattr(keeping, "attach", cut_off)
        else:
            broken.setattr(keeping, "attach", lambda folder, data: (whole(folder, data), cut_off()))
        with pytest.raises(CutOff):
            attach(counting, member, photo())
    scan = looked_at("a.jpg", photo())
    assert Entry.objects.count() == before
    with desk.looking() as state:
        assert not state.scans.get((STATION, LIST))
    assert left_over() == files(counting.folder.uploads) | attachments(counting) != set()
    assert left_over() <= {scan.taken, scan.cleaned}
    assert unclaimed(timezone.now() - timedelta(hours=1)) == []  # it may be somebody's who is sending it now
    attach(counting, member, photo())
    assert Entry.objects.count() == before + 1
    assert attachments(counting) == {scan.taken, scan.cleaned}
    assert left_over() == set()


@pytest.mark.parametrize("step", ["attach", "_keep"])
def test_a_disk_that_refuses_leaves_no_act(counting, member, monkeypatch, step):
    def full(*_):
        raise StoreFault("no space left on the disk")

    with monkeypatch.context() as broken:
        broken.setattr(keeping, step, full)
        answer = attach(counting, member, photo(), status=507)
    assert fault(answer).startswith("The file could not be kept, and nothing was attached.")
    assert acts() == []
    attach(counting, member, photo())
    assert len(acts()) == 1


def test_who_is_slower_by_a_moment_is_refused_as_well(counting, member, monkeypatch):
    """Another station's member attaches the same scan while the files of this one are being written."""
    other, scan, whole = counting.somebody(counting.receiver(OTHER, LIST), "member", "other"), photo(), keeping._keep

    def meanwhile(folder, data):
        monkeypatch.setattr(keeping, "_keep", whole)
        attach(counting, other, changed(scan), station=OTHER)
        whole(folder, data)

    monkeypatch.setattr(keeping, "_keep", meanwhile)
    assert fault(attach(counting, member, scan, status=409)) == "This very scan is attached to another station."
    assert [act["station"] for act in acts()] == [OTHER]


def test_a_file_that_another_kind_of_act_names_is_claimed(counting, member):
    (counting.folder.uploads).mkdir()
    name = sha256(b"x").hexdigest()
    (counting.folder.uploads / name).write_bytes(b"x")
    assert left_over() == {name}
    with desk.acting() as hand:
        hand.act("protocol received", counting.receiver(STATION, LIST), member.person, station=STATION, contest=LIST, scan=name)
    assert left_over() == set()
