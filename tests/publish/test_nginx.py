"""The site behind a real nginx, with the configuration that we hand out: types, headers, what may be kept, what is missing."""

import getpass
import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from dauys.publish.serving import CACHING, HEADERS, TYPES, UNKNOWN, headers_of, type_of
from dauys.text import LANGUAGES, phrase

CONF = Path(__file__).parents[2] / "deploy/nginx/site.conf"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx here: install the package nginx")

AROUND = """
daemon off;
{user}
pid {folder}/pid;
error_log stderr notice;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen unix:{folder}/socket;
        set $site {site};
        include {conf};
    }}
}}
"""
"""What a test adds: it runs as whoever runs the tests, writes nowhere else, and takes no port."""


class Connection(http.client.HTTPConnection):
    """HTTP over a socket that is a file."""

    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


@contextmanager
def serving(site):
    """Nginx at work on a site; gives what asks it: path, method, headers with _ for -, to the answer with its body."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""  # it must read what the test has written
        (folder / "conf").write_text(AROUND.format(folder=folder, site=site, conf=CONF, user=user))
        command = [NGINX, "-e", "stderr", "-c", str(folder / "conf")]
        with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
            said = []
            while not (said and "start worker process" in said[-1]):
                said.append(process.stderr.readline())
                assert said[-1], "".join(said)  # it has ended
            assert not [line for line in said if "[warn]" in line]
            connection = Connection(folder / "socket")

            def ask(path, method="GET", **headers):
                connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
                answer = connection.getresponse()
                answer.body = answer.read()
                return answer

            try:
                yield ask
            finally:
                connection.close()
                process.terminate()
                process.stderr.read()


@pytest.fixture(scope="module")
def ask(small_site):
    with serving(small_site) as asking:
        yield asking


@pytest.fixture(scope="module")
def shown(small_site):
    return (small_site / "current").resolve()


def one_of_each(shown):
    """For every ending a file, and for names without one; the zipped ones beside a file are left out."""
    return {path.suffix: path.relative_to(shown).as_posix() for path in sorted(shown.rglob("*")) if path.is_file()}


# ---- what the configuration says ---------------------------------------------------------------------------------------


def test_the_configuration_and_the_table_say_the_same():
    conf = re.sub(r"^ *#.*", "", CONF.read_text("utf-8"), flags=re.M)
    types = re.search(r"^types \{(.*?)\}", conf, re.M | re.S)[1]
    told = {ending: one or other for one, other, endings in re.findall(r'(?:"(.*?)"|(\S+)) +([^;"]+);', types)
            for ending in endings.split()}  # fmt: skip
    assert told == TYPES
    assert re.findall(r"^default_type (.*);", conf, re.M) == [UNKNOWN]
    headers = dict(re.findall(r'^add_header (\S+) "?(.*?)"? always;', conf, re.M))
    framed = {"Content-Security-Policy": HEADERS["Content-Security-Policy"].replace("ancestors 'self'", "ancestors $framed")}
    assert headers == {**HEADERS, **framed, "Cache-Control": "$caching"}
    assert re.findall(r'set \$framed "(.*?)";', conf) == ["'self'", "*", "*"]
    assert conf.count("add_header") == len(headers)  # one inside a location would take away all others
    assert set(re.findall(r'set \$caching "(.*?)";', conf)) == set(CACHING.values())


def test_every_file_of_a_site_has_a_type_in_the_table(shown):
    endings = one_of_each(shown)
    assert {ending.removeprefix(".") for ending in endings} - TYPES.keys() == {""}
    assert {"html", "json", "csv", "parquet", "tlog-proofs"} <= {ending.removeprefix(".") for ending in endings}


# ---- nginx ---------------------------------------------------------------------------------------------------------------


@needs_nginx
def test_a_file_is_sent_as_it_is_with_its_type_and_headers(ask, shown):
    for path in one_of_each(shown).values():
        answer = ask(f"/{path}")
        assert (answer.status, answer.body) == (200, (shown / path).read_bytes()), path
        assert answer.headers["Content-Type"] == type_of(path), path
        assert answer.headers["Content-Encoding"] is None
        assert answer.headers["Cache-Control"] == CACHING["latest" if path == "latest.json" else "shown"], path
        assert {name: answer.headers[name] for name in HEADERS} == headers_of(path)
        assert answer.headers["Server"] == "nginx"  # its release is nobody's business
    assert ask("/").body == (shown / "index.html").read_bytes()
    assert ask("/latest.json").headers["Cache-Control"] == CACHING["latest"]


@needs_nginx
@pytest.mark.parametrize("ending", ["html", "json", "csv", "css", "js", "atom"])
def test_who_takes_it_gets_the_zipped_file(ask, shown, ending):
    path = next(path for path in sorted(shown.rglob(f"*.{ending}")) if path.with_name(f"{path.name}.gz").exists())
    address = f"/{path.relative_to(shown).as_posix()}"
    zipped, plain = ask(address, Accept_Encoding="gzip, br"), ask(address, Accept_Encoding="identity")
    assert zipped.body == path.with_name(f"{path.name}.gz").read_bytes()
    assert gzip.decompress(zipped.body) == plain.body == path.read_bytes()
    assert (zipped.headers["Content-Encoding"], plain.headers["Content-Encoding"]) == ("gzip", None)
    assert zipped.headers["Content-Type"] == plain.headers["Content-Type"] == type_of(address)
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert zipped.headers["ETag"] != plain.headers["ETag"]


@needs_nginx
@pytest.mark.parametrize("ending", ["html", "json"])
def test_a_page_of_which_there_are_ten_thousand_is_zipped_when_somebody_asks(ask, shown, ending):
    path = next(path for path in sorted(shown.rglob(f"station/*.{ending}")))
    assert not path.with_name(f"{path.name}.gz").exists()
    address = f"/{path.relative_to(shown).as_posix()}"
    for proxy in ({}, {"Via": "1.1 a-network-in-between"}):
        zipped, plain = ask(address, Accept_Encoding="gzip, br", **proxy), ask(address, Accept_Encoding="identity", **proxy)
        assert (zipped.headers["Content-Encoding"], plain.headers["Content-Encoding"]) == ("gzip", None)
        assert gzip.decompress(zipped.body) == plain.body == path.read_bytes()
        assert zipped.headers["Content-Type"] == plain.headers["Content-Type"] == type_of(address)
        assert "Accept-Encoding" in zipped.headers["Vary"]
        again = ask(address, Accept_Encoding="gzip", If_None_Match=zipped.headers["ETag"], **proxy)
        assert (again.status, again.body) == (304, b"")


@needs_nginx
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_what_a_reader_has_already_is_not_sent_again(ask, shown, encoding):
    first = ask("/index.html", Accept_Encoding=encoding)
    again = ask("/index.html", Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Cache-Control"] == CACHING["shown"]
    other = ask("/index.html", Accept_Encoding=encoding, If_None_Match='"1-1"')
    assert (other.status, other.body) == (200, first.body)


@needs_nginx
@pytest.mark.parametrize("path", ["bundle/protocols.parquet", "bundle/tile/entries/000.p", "bundle/verify.py"])
def test_a_part_of_a_file_is_that_part(ask, shown, path):
    file = shown / path
    file = next(file.iterdir()) if file.is_dir() else file
    address, data = f"/{file.relative_to(shown).as_posix()}", file.read_bytes()
    for told, start, end in (("4-99", 4, 100), ("0-0", 0, 1), ("-8", len(data) - 8, len(data)), ("90-", 90, len(data))):
        answer = ask(address, Range=f"bytes={told}")
        assert (answer.status, answer.body) == (206, data[start:end]), told
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(data)}"
    assert ask(address, Range=f"bytes={len(data)}-").status == 416
    changed = ask(address, Range="bytes=0-9", If_Range='"1-1"')  # parts of two files are never put together
    assert (changed.status, changed.body) == (200, data)


NOWHERE = [
    "/nothing", "/en/small/station/none.html", "/en/", "/en/small/station/", "/snapshots/", "/snapshots/1/index.html",
    "/current/index.html", "/.current", "/snapshots/.draft/whole/index.html", "/.git/config", "/404.html",
]  # fmt: skip


@needs_nginx
@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_is_said_in_three_languages(ask, shown, path):
    answer = ask(path)
    assert answer.status == 404
    assert answer.body == (shown / "404.html").read_bytes()
    for language in LANGUAGES:
        assert phrase("site.no such page", language) in answer.body.decode()
        assert ask(re.search(rf'href="([^"]*)" hreflang="{language}"', answer.body.decode())[1]).status == 200
    assert ask(re.search(r'rel="stylesheet" href="([^"]*)"', answer.body.decode())[1]).status == 200
    assert answer.headers["Content-Type"] == TYPES["html"]
    assert answer.headers["Cache-Control"] == CACHING["shown"]
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@needs_nginx
def test_nothing_outside_of_the_site_is_sent_and_nothing_is_taken(ask, small_site):
    (small_site.parent / "secret.txt").write_text("secret")
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/snapshots/../../secret.txt", "/snapshots/1/..%2f..%2fsecret.txt"):
        answer = ask(path)
        assert answer.status in (400, 404), path
        assert b"secret" not in answer.body
    assert ask("/index.html", "HEAD").status == 200
    assert {ask("/index.html", method).status for method in ("POST", "PUT", "DELETE")} == {405}


@needs_nginx
def test_others_may_show_pictures_and_nothing_else(ask, shown):
    picture = next(path for path in sorted(shown.glob("embed/en/*/*.html"))).relative_to(shown).as_posix()
    for path in (picture, f"snapshots/{shown.name}/{picture}"):
        answer = ask(f"/{path}")
        assert answer.status == 200
        assert {name: answer.headers[name] for name in HEADERS} == headers_of(picture)
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in ask("/index.html").headers["Content-Security-Policy"]


@needs_nginx
def test_a_snapshot_by_its_number_may_be_kept_for_a_year(ask, shown):
    below = f"/snapshots/{shown.name}"
    for path in ("index.html", "latest.json", "bundle/checkpoint"):
        answer = ask(f"{below}/{path}")
        assert (answer.status, answer.body) == (200, (shown / path).read_bytes())
        assert answer.headers["Cache-Control"] == CACHING["snapshots"]
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert ask(f"{below}/index.html", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert ask(f"{below}/nothing.html").headers["Cache-Control"] == CACHING["shown"]


@needs_nginx
def test_where_current_leads_now_is_shown_at_once(tmp_path):
    for number in ("1", "2"):
        folder = tmp_path / "snapshots" / number
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(f"snapshot {number}")
        (folder / "same.html").write_text("same") if number == "1" else os.link(
            folder.parent / "1/same.html", folder / "same.html"
        )
    (tmp_path / "current").symlink_to("snapshots/1")
    (tmp_path / "snapshots/1/.hidden").write_text("hidden")
    with serving(tmp_path) as ask:
        assert ask("/.hidden").status == ask("/snapshots/1/.hidden").status == 404
        first, same = ask("/index.html"), ask("/same.html")
        for number in ("2", "1", "2"):
            (tmp_path / ".current").symlink_to(f"snapshots/{number}")
            (tmp_path / ".current").replace(tmp_path / "current")
            assert ask("/index.html").body == f"snapshot {number}".encode()
        assert first.body == b"snapshot 1"
        assert ask("/same.html", If_None_Match=same.headers["ETag"]).status == 304  # it is the same file
