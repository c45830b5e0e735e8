"""A bundle opened as tables: the same from a folder, a zip and an address, and never from a file that was changed."""

import io
import json
import shutil
import sys
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

sys.path.append(str(Path(__file__).parents[1] / "publish"))  # the small record

from small_record import BODY, LIST, PUBLISHER, SECOND, STRANGER, everything, with_scans, write_small

import dauys
from dauys.acts import STATION
from dauys.formats import published as place
from dauys.formats.frames import TABLES, OpenBundle, open_bundle
from dauys.formats.published import published
from dauys.ledger import canonical
from dauys.publish import publish
from dauys.publish.manifest import FORMAT, MANIFEST, NOTE
from dauys.publish.parquet import read_figures
from dauys.publish.serving import server_of
from dauys.text import BadInput


@pytest.fixture(scope="session")
def frames_record(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frames")
    record = write_small(folder, everything)
    with_scans(folder)
    return record


@pytest.fixture(scope="session")
def site(frames_record, tmp_path_factory):
    """A site that shows one bundle, to be read only: its folder leads to it as that of every site does."""
    folder = tmp_path_factory.mktemp("site")
    publish(frames_record, folder / "current" / "bundle", PUBLISHER)
    return folder


@pytest.fixture(scope="session")
def whole(site):
    return site / "current" / "bundle"


@pytest.fixture(scope="session")
def opened(whole):
    with open_bundle(whole) as bundle:
        yield bundle


@pytest.fixture
def copy(whole, tmp_path):
    """A bundle that a test may spoil."""
    return shutil.copytree(whole, tmp_path / "copy")


def zipped(folder, where, top=""):
    with zipfile.ZipFile(where, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, top + path.relative_to(folder).as_posix())
    return where


@contextmanager
def served(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(answers):
    """A server that gives fixed answers: status, headers, body, by path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def refusal(where, read=lambda bundle: None, key=None):
    """The one fault for which a bundle, or what is read of it, is refused."""
    with pytest.raises(BadInput) as error, open_bundle(where, key) as bundle:
        read(bundle)
    (fault,) = error.value.faults
    assert fault.cure
    return fault


def protocols(bundle):
    return bundle.protocols


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_the_protocols_are_the_published_figures_to_the_last(opened, whole):
    assert opened.protocols.columns == ["contest", "station", "version", "line", "cell", "figure"]
    assert opened.protocols.fetchall() == list(read_figures(whole / "protocols.parquet"))


def test_whole_numbers_are_whole_and_what_is_not_known_is_null(opened):
    types = dict(zip(opened.stations.columns, map(str, opened.stations.types), strict=True))
    assert (types["voters"], types["id"]) == ("BIGINT", "VARCHAR")
    totals = opened.totals(LIST)
    text = {name for name, kind in zip(totals.columns, map(str, totals.types), strict=True) if kind != "BIGINT"}
    assert text == {"place", "kind", "parent", "status", "incomplete"}
    assert opened.sql("select count(*) from options where party is null").fetchall() > [(0,)]
    assert opened.sql(f'select count(*) from "totals.{LIST}" where incomplete is null').fetchall() > [(0,)]


def test_totals_are_the_sums_of_the_protocols(opened):
    query = f"select sum(figure)::bigint from protocols where contest = '{LIST}' and line = 'T'"
    top = opened.totals(LIST).project("T").limit(1).fetchall()
    assert opened.sql(query).fetchall() == top
    assert opened.sql(f'select "T" from "totals.{LIST}" limit 1').fetchall() == top


def test_seats_are_those_of_the_outcome(opened, whole):
    outcome = json.loads((whole / "seats" / f"{BODY}.json").read_bytes())["outcome"]
    assert opened.outcome(BODY) == outcome
    by_tier = opened.sql(f'select tier, sum(seats)::bigint from "seats.{BODY}" group by tier').fetchall()
    expected = {tier: sum(one["seats"] for one in outcome["seats"] if one["tier"] == tier) for tier in ("list", "constituency")}
    assert dict(by_tier) == {tier: seats for tier, seats in expected.items() if seats}
    assert opened.seats(BODY).columns == ["tier", "place", "party", "option", "seats"]


def test_bodies_and_contests_are_told_by_the_definition(opened, frames_record):
    event = frames_record.event
    assert opened.sql("select id, law, place from bodies").fetchall() == [(BODY, event.bodies[BODY].law, "aktobe")]
    told = opened.table("contests").fetchall()
    assert told == [(one.id, one.body, one.tier, one.constituency) for one in event.contests]
    joined = (
        "select count(distinct s.place) from protocols p join contests c on c.id = contest join stations s on s.id = station"
    )
    assert opened.sql(joined).fetchall() > [(0,)]


def test_every_named_table_opens(opened):
    for name in TABLES:
        assert opened.table(name).columns
    assert opened.places.fetchall()
    assert opened.sql("select count(*) from findings").fetchall() > [(0,)]


def test_text_that_was_guarded_against_spreadsheets_is_as_it_was_written(opened, whole):
    reason = '=as <on> paper, "sic"'
    assert "'=as" in (whole / "findings.csv").read_text("utf-8")
    told = opened.sql(f"select distinct reason from findings where station = '{SECOND}' and settled = 'accepted'").fetchall()
    assert told == [(reason,)]


def test_what_is_not_there_is_said(opened):
    for read, cause in (
        (lambda: opened.table("votes"), "no such table"),
        (lambda: opened.totals("mazhilis.list"), "no such file"),
        (lambda: opened.seats("senate"), "no such file"),
    ):
        with pytest.raises(BadInput, match=cause):
            read()
    with pytest.raises(duckdb.Error):
        opened.sql("select * from nowhere")


def test_a_rehearsal_says_so_first(opened, frames_record):
    assert opened.invented
    assert repr(opened).startswith("<INVENTED bundle ")
    assert (opened.snapshot, opened.origin) == (frames_record.checkpoint.size, frames_record.event.origin)


def test_the_front_door_has_it():
    assert dauys.open_bundle is open_bundle


def test_it_reads_what_the_publisher_writes():
    assert (place.FORMAT, place.MANIFEST, place.NOTE) == (FORMAT, MANIFEST, NOTE)


# ---- places ----------------------------------------------------------------------------------------------------------


def told(where):
    """Something of each kind of table."""
    with open_bundle(where) as bundle:
        return (
            bundle.snapshot, bundle.protocols.fetchall(), bundle.stations.fetchall(), bundle.totals(LIST).fetchall(),
            bundle.table("contests").fetchall(), bundle.seats(BODY).fetchall(),
        )  # fmt: skip


def test_a_folder_a_site_and_zips_of_both_are_the_same(whole, site, tmp_path):
    expected = told(whole)
    assert told(str(site)) == expected
    assert told(zipped(whole, tmp_path / "bundle.zip")) == expected
    assert told(zipped(whole, tmp_path / "in-a-folder.zip", "dauys-1/")) == expected
    assert told(zipped(site, tmp_path / "site.zip")) == expected
    media = zipped(whole, tmp_path / "media.zip", "snapshot-1/")
    with zipfile.ZipFile(media, "a") as archive:
        archive.writestr("snapshot-1-READ-ME-FIRST.txt", "read me")
    assert told(media) == expected


def test_an_address_of_a_bundle_a_site_or_a_zip_is_the_same(whole, site, tmp_path):
    expected = told(whole)
    shutil.copytree(site, tmp_path / "www")
    zipped(whole, tmp_path / "www" / "all.zip")
    with served(server_of(tmp_path / "www")) as address:
        shown = ("", "/", "/current", "/current/latest.json", "/current/bundle/", "/current/bundle/manifest.json", "/all.zip")
        for path in shown:
            assert told(address + path) == expected, path


def noting(source, asked):
    """The same bundle, which notes what is fetched of it, and how much at most."""

    def fetch(path, limit):
        asked.append((path, limit))
        return source.fetch(path, limit)

    return replace(source, fetch=fetch)


def test_a_table_is_fetched_when_it_is_first_asked_for_and_once(whole):
    asked = []
    with OpenBundle(noting(published(whole), asked)) as bundle:
        assert asked == []
        assert bundle.stations.fetchall() == bundle.sql("select * from stations").fetchall()
        assert [path for path, _ in asked] == ["definition/stations.csv"]


# ---- what is refused -------------------------------------------------------------------------------------------------

READS = {
    "protocols.parquet": protocols,
    "definition/stations.csv": lambda bundle: bundle.stations,
    "findings.csv": lambda bundle: bundle.sql("select * from findings"),
    f"totals/{LIST}.csv": lambda bundle: bundle.totals(LIST),
    f"seats/{BODY}.json": lambda bundle: bundle.seats(BODY),
    "definition/event.toml": lambda bundle: bundle.table("contests"),
}


@pytest.mark.parametrize("path", READS)
def test_a_changed_byte_is_refused_with_the_file_named(copy, path):
    data = bytearray((copy / path).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / path).write_bytes(data)
    fault = refusal(copy, READS[path])
    assert fault.file == f"{copy}/{path}"
    assert "a byte was changed" in fault.cause


def test_a_changed_byte_is_refused_from_a_zip_and_an_address_too(copy, tmp_path):
    path = f"totals/{LIST}.csv"
    (copy / path).write_bytes((copy / path).read_bytes().replace(b"1", b"2", 1))
    packed = zipped(copy, tmp_path / "bundle.zip")
    assert refusal(packed, READS[path]).file == f"{packed}/{path}"
    with served(server_of(copy)) as address:
        for where in (address, f"{address}/", f"{address}/{MANIFEST}"):
            assert refusal(where, READS[path]).file == f"{address}/{path}"
        with open_bundle(address) as bundle:
            assert bundle.stations.fetchall()  # the others are as they were


@pytest.mark.parametrize("spoil", [lambda data: data + b"x", lambda data: data[:-1], lambda data: b""])
def test_a_file_longer_or_shorter_is_refused(copy, spoil):
    path = copy / "protocols.parquet"
    path.write_bytes(spoil(path.read_bytes()))
    assert refusal(copy, protocols).file == str(path)


def test_a_file_that_is_gone_is_refused(copy):
    (copy / "protocols.parquet").unlink()
    assert "it is not there" in refusal(copy, protocols).cause


def test_no_more_is_read_than_the_manifest_says(whole):
    asked, source = [], published(whole)
    data = (whole / "findings.csv").read_bytes()
    assert noting(source, asked).read("findings.csv") == data
    assert asked == [("findings.csv", len(data))]
    assert len(source.fetch("protocols.parquet", 10)) == 11  # one more tells that it is longer


def rewritten(copy, change):
    path = copy / MANIFEST
    manifest = json.loads(path.read_bytes())
    change(manifest)
    path.write_bytes(canonical(manifest))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m["files"][0].update(path="../secret"),
        lambda m: m["files"][0].update(path="/etc/passwd"),
        lambda m: m["files"][0].update(path="a\\b"),
        lambda m: m["files"][0].update(path="c:secret"),
        lambda m: m["files"][0].update(path="a//b"),
        lambda m: m["files"][0].update(size=-1),
        lambda m: m["files"][0].update(size=place.LARGEST + 1),
        lambda m: m["files"][0].update(size="1"),
        lambda m: m["files"][0].update(sha256="0" * 63),
        lambda m: m["files"][0].pop("sha256"),
        lambda m: m.update(snapshot="1"),
        lambda m: m.update(files=7),
        lambda m: m.update(format="dauys bundle/v2"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused(copy, change):
    rewritten(copy, change)
    assert refusal(copy).file == f"{copy}/{MANIFEST}"


def test_a_manifest_that_is_no_json_is_refused(copy):
    (copy / MANIFEST).write_bytes(b"<html>not found</html>")
    assert "not the manifest of a bundle" in refusal(copy).cause


def test_with_the_publisher_s_key_the_manifest_must_be_signed(copy):
    with open_bundle(copy, str(PUBLISHER.public)) as bundle:
        assert bundle.stations.fetchall()
    assert "not signed by that key" in refusal(copy, key=str(STRANGER.public)).cause
    assert "not signed by that key" in refusal(copy, key="no key").cause
    rewritten(copy, lambda manifest: manifest["files"].pop())
    assert refusal(copy, key=str(PUBLISHER.public)).file == f"{copy}/{NOTE}"
    (copy / NOTE).unlink()
    assert refusal(copy, key=str(PUBLISHER.public)).file == f"{copy}/{NOTE}"


def test_what_is_no_bundle_is_refused(tmp_path, whole):
    assert "no such folder or file" in refusal(tmp_path / "nowhere").cause
    assert "there is no bundle" in refusal(tmp_path).cause
    (tmp_path / "text.zip").write_text("no zip", "utf-8")
    assert "not a zip" in refusal(tmp_path / "text.zip").cause
    packed = zipped(whole, tmp_path / "cut.zip")
    packed.write_bytes(packed.read_bytes()[:-200])
    assert "not a zip" in refusal(packed).cause


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/bundle", "data://text/plain", "gopher://x/"])
def test_an_address_of_another_kind_is_refused(address):
    assert "an address of another kind" in refusal(address).cause


def test_a_server_that_fails_or_sends_elsewhere_is_refused(whole):
    manifest = (whole / MANIFEST).read_bytes()
    answers = {
        "/broken/manifest.json": (500, {}, b""),
        "/file/manifest.json": (302, {"Location": "file:///etc/passwd"}, b""),
        "/ftp/manifest.json": (302, {"Location": "ftp://127.0.0.1/manifest.json"}, b""),
        "/moved/manifest.json": (301, {"Location": "/here/manifest.json"}, b""),
        "/here/manifest.json": (200, {}, manifest),
        "/moved/protocols.parquet": (200, {}, b"x" * 1000),
    }
    with served(answering(answers)) as address:
        assert "answers 500" in refusal(f"{address}/broken").cause
        assert "is not allowed" in refusal(f"{address}/file").cause
        assert "less safe" in refusal(f"{address}/ftp").cause
        assert "there is no bundle" in refusal(f"{address}/nothing").cause
        assert refusal(f"{address}/moved", protocols).file == f"{address}/moved/protocols.parquet"
        assert "there is no zip" in refusal(f"{address}/none.zip").cause
    assert "cannot be fetched" in refusal(address).cause  # nobody listens there any more


def test_from_https_it_never_goes_back_to_http():
    request = place.urllib.request.Request("https://example.org/manifest.json")
    with pytest.raises(OSError, match="less safe"):
        place._SameOrSafer().redirect_request(request, io.BytesIO(), 302, "", {}, "http://example.org/manifest.json")
    onward = place._SameOrSafer().redirect_request(request, io.BytesIO(), 302, "", {}, "https://example.org/other")
    assert onward.full_url == "https://example.org/other"


def test_a_station_s_own_record_is_in_the_protocols(opened):
    assert opened.protocols.filter(f"contest = '{STATION}'").fetchall()
