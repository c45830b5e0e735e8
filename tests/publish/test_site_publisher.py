"""A site grows by whole snapshots: what is shown was agreed on by two programs, and nothing that was published ever changes."""

import errno
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from functools import partial
from itertools import batched
from pathlib import Path

import pytest
from faulty_disk import Killed
from small_record import (
    AREA_OF,
    BODY,
    DECISION,
    FIRST,
    LIST,
    LOG,
    PUBLISHER,
    SECOND,
    STRANGER,
    Office,
    append,
    everything,
    name_of,
    small_event,
    write_small,
)  # fmt: skip
from test_publish_crash import Broken, Dying, Forgetting, Full
from typer.testing import CliRunner

import dauys.publish.site.publisher as publisher
from dauys.acts import State, read_record
from dauys.acts.record import attach, read_on, writing
from dauys.cli import app
from dauys.publish.shares import dealt, in_shares
from dauys.publish.site import Publisher, bundle_of, publish_site
from dauys.text import BadInput

MEMORY = Path("/dev/shm")


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(record, site, key=PUBLISHER):
    with pytest.raises(BadInput) as error:
        publish_site(record, site, key)
    return error.value.faults[0]


def first_work(office):
    office.count(FIRST, LIST)


@pytest.fixture
def going_on(tmp_path):
    """A record with a first paper, and the acts of the next."""
    record = write_small(tmp_path / "record", first_work)
    office = Office(State(small_event()))
    office.act("definition frozen", author="p-0", hash=record.state.frozen)
    first_work(office)
    done = len(office.entries)
    office.count(SECOND, LIST)
    return record, office.entries[done:]


@pytest.fixture
def grown(going_on, tmp_path):
    """A site with a first snapshot, and the record with more acts than it shows."""
    record, more = going_on
    publish_site(record, tmp_path / "site", PUBLISHER)
    append(record.folder, more)
    return tmp_path / "site", read_record(record.folder)


@pytest.mark.parametrize("processes", [1, 3])
def test_the_same_record_gives_the_same_bytes(small, small_site, tmp_path, processes):
    with closing(Publisher(tmp_path / "again", PUBLISHER, processes=processes)) as one:
        one.publish(read_record(small.folder))
    assert files_of(tmp_path / "again/snapshots") == files_of(small_site / "snapshots")


@pytest.mark.parametrize("page", ["index", f"{BODY}/index"])
def test_what_one_of_two_processes_cannot_do_is_told(small, tmp_path, monkeypatch, page):
    """And nothing is published: the first of the pages is made by this process, the second by a copy of it."""

    def full(made, *_):
        if made.path == page:
            raise OSError(errno.ENOSPC, "no space left")
        return b""

    monkeypatch.setattr(publisher, "page_html", full)
    with closing(Publisher(tmp_path / "site", PUBLISHER, processes=2)) as one, pytest.raises(BadInput, match="no space left"):
        one.publish(small)
    assert not (tmp_path / "site/current").exists()


def test_a_copy_of_a_process_that_dies_is_noticed():
    with pytest.raises(RuntimeError, match="has died"):
        in_shares(2, lambda share: os._exit(9) if share else None)


def test_each_number_is_dealt_once_among_processes():
    with dealt(10_000) as mine:
        done = in_shares(3, lambda share: [*mine()])
    assert sorted(one for some in done for one in some) == [*range(10_000)]


@pytest.mark.parametrize(
    ("data", "ending"), [(b"\xff\xd8\xff\xe0 INVENTED", "jpg"), (b"%PDF-1.7 INVENTED", "pdf"), (b"INVENTED", "")]
)
def test_a_paper_has_a_name_by_which_a_browser_shows_it(tmp_path, data, ending):
    """It is the file of the bundle once more; of another kind it is led to in the bundle."""
    record = write_small(tmp_path / "record", lambda office: office.enter(FIRST, LIST, scan=name_of(data)))
    attach(record.folder, data)
    shown = publish_site(record, tmp_path / "site", PUBLISHER).folder
    there = shown / f"bundle/attachments/{name_of(data)}"
    path = f"scans/{name_of(data)}.{ending}" if ending else there.relative_to(shown).as_posix()
    assert (shown / path).read_bytes() == data
    assert (shown / path).samefile(there)
    assert f'href="../../../{path}"' in (shown / f"en/small/station/{FIRST}.html").read_text("utf-8")
    assert path in {one["path"] for one in json.loads((shown / "site.json").read_bytes())["files"]}


def test_the_next_snapshot_stands_beside_the_first_which_stays_as_it_was(grown):
    site, record = grown
    first = (site / "current").resolve()
    before = files_of(first)
    made = publish_site(record, site, PUBLISHER)
    assert (site / "current").resolve() == made.folder != first
    assert files_of(first) == before
    assert json.loads((site / "current/latest.json").read_bytes())["snapshot"] == made.snapshot
    assert 0 < made.new < made.files


def test_what_has_not_changed_is_the_same_file(grown):
    site, record = grown
    first = (site / "current").resolve()
    made = publish_site(record, site, PUBLISHER)
    after = files_of(made.folder)
    same = [path for path, data in files_of(first).items() if after.get(path) == data]
    assert len(same) > 100
    assert {path for path in same if (first / path).stat().st_ino != (made.folder / path).stat().st_ino} == set()
    changed = {path for path in files_of(first) if path not in same and path.startswith("en/") and path.endswith(".html")}
    told = {path.split("/", 2)[2].removesuffix(".html") for path in changed}
    assert f"station/{SECOND}" in told
    assert f"station/{FIRST}" not in told
    assert {"index", "changes", "missing", "maslikhat-aktobe/index", "place/aktobe-01", "place/aktobe"} <= told
    assert not [page for page in told if page.startswith(("ballot/", "where/", "method", "data"))]


@pytest.mark.parametrize("software", ["the same", "another"])
def test_other_software_tells_every_page_anew(grown, monkeypatch, software):
    """Also those whose values are as before; the same software does not."""
    site, record = grown
    if software == "another":
        monkeypatch.setattr(publisher, "software", lambda: software)
    monkeypatch.setattr(publisher, "page_html", lambda *_: b"told anew")
    made = publish_site(record, site, PUBLISHER)
    told = [path.read_bytes() == b"told anew" for path in made.folder.glob("*/small/**/*.html")]
    assert any(told)
    assert all(told) == (software == "another")


def test_a_site_made_step_by_step_is_that_made_at_once(grown, tmp_path):
    site, record = grown
    made = publish_site(record, site, PUBLISHER)
    at_once = publish_site(record, tmp_path / "other", PUBLISHER)
    assert files_of(made.folder) == files_of(at_once.folder)


def much(office):
    """Whatever can move what is told: papers, a correction, a hold, a sum that is signed, a void election, its repeat vote."""
    everything(office)
    office.do("recount ordered", FIRST, LIST, version=1, reason="a doubt", decision=DECISION)
    office.do("protocol corrected", FIRST, LIST, "p-fourth", version=2, supersedes=1, reason="recounted", decision=DECISION)
    office.enter(FIRST, LIST, {**office.paper(FIRST, LIST), "I": 2, "T": office.paper(FIRST, LIST)["T"] + 1}, version=2)
    office.do("protocol held", FIRST, LIST, version=2, reason="a page is missing")
    office.do("protocol released", FIRST, LIST, version=2, reason="it was found")
    office.approve(FIRST, LIST, version=2)
    area = AREA_OF[SECOND]
    for commission in office.state.summing(area):
        office.act("summary signed", commission, contest=area, figures={"T": 7})
    (declaring,) = office.state.declaring(area)
    decided = {"contest": area, "place": area, "reason": "a flood", "decision": DECISION}
    office.act("election voided", declaring, **decided)
    again = [one.id for one in office.state.event.options_of(area)]
    office.act("repeat vote called", declaring, **decided, cause="void", date="2023-04-16", options=again)
    office.count(FIRST, f"{area}.repeat")


def goes_on(folder, entries, definition, key, log, length):
    """Publish a record again and again, as its acts come in; the last snapshot, and that of who publishes it at once."""
    record = folder / "record"
    shutil.copytree(definition, record / "definition")
    read = None
    with closing(Publisher(folder / "site", key)) as going_on:
        for some in (batches := [*batched(entries, length, strict=False)]):
            with writing(record, log, folder / "signer") as opened:
                opened.append(list(some))
                opened.sign()
            read = read_record(record) if read is None else read_on(read)
            made = going_on.publish(read, large=some is batches[-1])
    return made.folder, publish_site(read_record(record), folder / "at once", key).folder


@pytest.mark.parametrize("length", [29, pytest.param(1, marks=pytest.mark.drill)])
def test_a_publisher_that_goes_on_tells_what_one_tells_that_begins(tmp_path, length):
    """What it does not make again could not have changed."""
    record = write_small(tmp_path / "whole", much)
    with record.log() as opened:
        entries = opened.entries(0, opened.size)
    made, at_once = goes_on(tmp_path, entries, record.folder / "definition", PUBLISHER, LOG, length)
    assert files_of(made) == files_of(at_once)


def test_the_bundle_of_the_next_snapshot_continues_that_of_the_first(grown, tmp_path):
    site, record = grown
    shutil.copy(bundle_of(site) / "checkpoint", tmp_path / "kept")
    publish_site(record, site, PUBLISHER)
    bundle = bundle_of(site)
    command = [sys.executable, bundle / "verify.py", bundle, "--key", str(record.keys.log), "--since", tmp_path / "kept"]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert told.returncode == 0, told.stdout
    assert "pass  history" in told.stdout


def test_everything_that_is_served_zipped_is_the_same_unzipped(small_site):
    shown = (small_site / "current").resolve()
    zipped = list(shown.rglob("*.gz"))
    assert len(zipped) > 100
    for path in zipped:
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_every_page_lies_there_zipped_but_those_of_which_a_country_has_ten_thousand(small_site):
    shown = (small_site / "current").resolve()
    beside = {path for path in shown.rglob("*.html") if path.with_name(f"{path.name}.gz").exists()}
    others = set(shown.rglob("*.html")) - beside
    assert {path.parent.name for path in others} == {"station", "ballot"}
    assert not {"station", "ballot"} & {path.parent.name for path in beside}


def test_the_publisher_has_signed_every_file_that_is_not_a_zipped_one(small_site):
    shown = (small_site / "current").resolve()
    manifest = publisher.read_manifest(
        (shown / "site.json").read_bytes(), (shown / "site.note").read_bytes(), PUBLISHER.public, publisher.FORMAT
    )
    there = {path for path in files_of(shown) if not path.endswith(".gz")}
    assert {one.path for one in manifest.files} == there - {"site.json", "site.note"}


# ---- as the night goes on ------------------------------------------------------------------------------------------------


def test_a_record_is_read_on_where_it_was_left(going_on):
    record, more = going_on
    assert read_on(record) is None
    append(record.folder, more)
    newer, anew = read_on(record), read_record(record.folder)
    assert newer.checkpoint == anew.checkpoint
    assert newer.state.lives == anew.state.lives
    assert newer.state.status == anew.state.status
    assert newer.state.acts == anew.state.acts == record.checkpoint.size + len(more)


def test_a_log_that_has_gone_back_is_not_read_on(going_on, tmp_path):
    record, more = going_on
    shutil.copytree(record.folder, tmp_path / "kept")
    append(record.folder, more)
    newer = read_on(record)
    with pytest.raises(BadInput, match="now it has fewer"):
        read_on(replace(newer, folder=tmp_path / "kept"))


def test_who_watches_publishes_one_snapshot_after_the_other(going_on, tmp_path, monkeypatch):
    record, more = going_on
    (tmp_path / "key").write_text(f"{PUBLISHER.secret}\n")
    moments = iter(["nothing new", "more acts", "end"])

    def sleep(seconds):
        moment = next(moments)
        if moment == "more acts":
            append(record.folder, more)
        if moment == "end":
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", sleep)
    arguments = ["publish", record.folder, "--site", tmp_path / "site", "--key", tmp_path / "key", "--watch", "1"]
    assert CliRunner().invoke(app, [str(one) for one in arguments]).exit_code == 0
    sizes = sorted(int(path.name) for path in (tmp_path / "site/snapshots").iterdir() if not path.name.startswith("."))
    assert sizes == [record.checkpoint.size, record.checkpoint.size + len(more)]
    assert (tmp_path / "site/current").resolve().name == str(sizes[-1])


# ---- what is refused -----------------------------------------------------------------------------------------------------


def one_more(data):
    """A file in which one number is another."""
    return re.sub(rb"(?<=[,\n])[1-9][0-9]*(?=[,\n])", lambda found: b"%d" % (int(found[0]) + 1), data, count=1)


TOUCHED, UNTOUCHED = f"totals/{LIST}.csv", f"totals/{AREA_OF[FIRST]}.csv"
CHANGED = {
    "at once": (False, TOUCHED, one_more, TOUCHED),
    "what acts have touched": (True, TOUCHED, one_more, TOUCHED),
    "what no act has touched": (True, UNTOUCHED, one_more, UNTOUCHED),
    "seats": (True, f"seats/{BODY}.json", lambda data: data.replace(b'"total": 0', b'"total": 1', 1), "are not the sums"),
    "a receipt": (True, f"proofs/{SECOND}.tlog-proofs", lambda data: data[:-9] + b"A" + data[-8:], "not the receipts"),
    "the definition": (True, "definition/stations.csv", one_more, "as before"),
}
"""Whether the publisher goes on, the file that it gets wrong, and what the second implementation says."""


@pytest.mark.parametrize(
    ("goes_on", "path", "change", "told"),
    [pytest.param(*told, id=name, marks=pytest.mark.drill if name in ("seats", "the definition") else ())
     for name, told in CHANGED.items()],
)  # fmt: skip
def test_what_the_second_implementation_does_not_find_is_not_published(
    going_on, tmp_path, monkeypatch, goes_on, path, change, told
):
    record, more = going_on
    write, site = publisher.write_parts, tmp_path / "site"

    def with_a_change(source, parts, put):
        before = bundle_of(site) / path

        def putting(name, data):
            return put(name, change(data or before.read_bytes()) if name == path else data)

        return write(source, parts, putting)

    with closing(Publisher(site, PUBLISHER)) as one:
        one.publish(record)
        append(record.folder, more)
        shown, there = (site / "current").resolve(), files_of(site)
        monkeypatch.setattr(publisher, "write_parts", with_a_change)
        with pytest.raises(BadInput) as error:
            (one.publish if goes_on else partial(publish_site, site=site, key=PUBLISHER))(read_on(record), large=False)
        assert "the second implementation disagrees" in str(error.value)
        assert told in str(error.value)
        assert (site / "current").resolve() == shown
        assert files_of(site) == there
        monkeypatch.undo()
        assert one.publish(read_record(record.folder)).new  # nothing of it is left


def test_what_is_published_already_is_not_published_again(small, small_site):
    fault = refusal(small, small_site)
    assert "published here already" in fault.cause


def test_an_older_record_and_a_stranger_are_refused(grown, tmp_path):
    site, record = grown
    publish_site(record, site, PUBLISHER)
    older = write_small(tmp_path / "older", first_work)
    assert "the record is older" in refusal(older, site).cause
    assert "is not the publisher's" in refusal(record, tmp_path / "new", STRANGER).cause
    (tmp_path / "else/current").mkdir(parents=True)
    assert "no site of the same publisher" in refusal(record, tmp_path / "else").cause


# ---- killed at any point -------------------------------------------------------------------------------------------------


@pytest.fixture
def place():
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """Two records, of which the second has more acts; and of each the files of its snapshot, made once."""
    folder = tmp_path_factory.mktemp("records")
    made = [write_small(folder / "first", first_work), write_small(folder / "second", everything)]
    return {record.checkpoint.size: (record, few_of(files_of(publish_site(record, folder / f"site-{at}", PUBLISHER).folder)))
            for at, record in enumerate(made)}  # fmt: skip


def few_of(files):
    """Without what is made of the others, and few of each kind: only the writing is tried here, and by many a death."""
    kinds = {}
    for path in sorted(files):
        if not path.endswith(".gz") and not path.startswith("site."):
            kinds.setdefault("/".join(path.split("/")[:4]).rpartition("/")[0], []).append(path)
    return {path: files[path] for paths in kinds.values() for path in paths[:2]}


@pytest.fixture
def quick(records, monkeypatch):
    """Publishing files that are made already, without the check."""

    def bundle(source, draft, *_):
        for path, data in records[source.record.checkpoint.size][1].items():
            if path.startswith("bundle/"):
                draft.put(path, data)

    def site(source, history, draft, *_, **__):
        for path, data in records[source.record.checkpoint.size][1].items():
            if not path.startswith("bundle/"):
                publisher.put(draft, path, data)

    for name, stand_in in (("_bundle", bundle), ("_site", site)):
        monkeypatch.setattr(publisher, name, stand_in)
    monkeypatch.setattr(publisher.SecondProcess, "checking", lambda *_, **__: nullcontext(lambda: None))
    return [record for record, _ in records.values()]


KINDS = [pytest.param(kind, 30, id=kind.__name__) for kind in (Dying, Full, Broken, Forgetting)]
KINDS += [pytest.param(kind, 1, id=f"{kind.__name__}, every step", marks=pytest.mark.drill) for kind in (Dying, Forgetting)]


@pytest.mark.parametrize(("kind", "stride"), KINDS)
def test_a_publisher_that_fails_at_any_point_leaves_what_was_shown(quick, place, kind, stride):
    first, second = quick
    publish_site(first, place / "site", PUBLISHER)
    shown = files_of((place / "site/current").resolve())
    shutil.copytree(place / "site", place / "kept", symlinks=True)
    counting = kind(None)
    publish_site(second, place / "site", PUBLISHER, disk=counting)
    steps = counting.steps
    whole = files_of((place / "site/current").resolve())
    assert steps > 50
    for step in (*range(1, steps - 20, stride), *range(max(1, steps - 20), steps + 1, 2)):  # the last steps show it
        shutil.rmtree(place / "site")
        shutil.copytree(place / "kept", place / "site", symlinks=True)
        with suppress(Killed, BadInput, OSError):
            publish_site(second, place / "site", PUBLISHER, disk=kind(step))
        there = files_of((place / "site/current").resolve())
        assert there in (shown, whole), step
        assert files_of(place / "site/snapshots" / str(first.checkpoint.size)) == shown
        if there == shown:
            publish_site(second, place / "site", PUBLISHER)
            assert files_of((place / "site/current").resolve()) == whole


def test_a_history_other_than_the_one_that_was_published_is_refused(tmp_path):
    publish_site(write_small(tmp_path / "one", first_work), tmp_path / "site", PUBLISHER)
    shown = files_of((tmp_path / "site/current").resolve())

    def other_work(office):
        office.count(SECOND, LIST)
        office.count(FIRST, LIST)

    fault = refusal(write_small(tmp_path / "other", other_work), tmp_path / "site")
    assert "Two histories are signed" in fault.cause
    assert files_of((tmp_path / "site/current").resolve()) == shown
