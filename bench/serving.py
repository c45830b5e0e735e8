"""A site behind nginx, against the same pages rendered by Django on every request, in one run, by wrk.

    python bench/serving.py [--stations 300] [--rounds 5] [--seconds 2]

An invented night is published, and nginx serves its files with ``deploy/nginx/site.conf``. The peer has the same page as a
value in its memory (nothing is read, counted or asked of a database) and makes HTML of it in each request, zipped by Django's
own middleware where that is asked for; it runs in granian, with the workers and threads of our office. Before anything is
measured both must have answered with the same bytes. wrk runs on the same cores, one thread and 16 connections; rounds are
interleaved, so that a busy minute of the machine hurts both alike, and medians are printed. Needs nginx and wrk, and the extra
``office``.
"""

import argparse
import gzip
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dauys.acts import read_record
from dauys.demo.record import write_record
from dauys.demo.rehearsal import KEYS
from dauys.ledger import SigningKey
from dauys.office.serving import THREADS, WORKERS
from dauys.publish.minutes import minutes_in
from dauys.publish.serving import HEADERS
from dauys.publish.site import publish_site
from dauys.publish.site.address import Site
from dauys.publish.site.history import KINDS, History
from dauys.publish.site.html import page_html
from dauys.publish.site.pages.everything import pages
from dauys.publish.source import Source

CONF = Path(__file__).parents[1] / "deploy/nginx/site.conf"
LANGUAGE = "kk"
STATION = "X-AST-0058"
PAGES = {"home": "index", "chamber": "mazhilis/index", "station": f"station/{STATION}"}
ENCODINGS = ("identity", "gzip")
CONNECTIONS = 16

NGINX = """
daemon off; pid {folder}/pid; error_log stderr; worker_processes auto; {user}
events {{}}
http {{
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{ listen 127.0.0.1:{port}; set $site {site}; include {conf}; }}
}}
"""


# ---- the peer ----------------------------------------------------------------------------------------------------------


def django(record: Path, port: int) -> None:
    """Serve the pages of a record, each made into HTML when it is asked for."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    read = read_record(record)
    with read.log() as log, tempfile.TemporaryDirectory() as work:
        site, history = Site(read.state.event), History()
        for minute in minutes_in(log, kinds=KINDS):
            history.take(minute)
        made = pages(Source(read, log, Path(work)), tuple(history.changes))
        values = {one.path: one.make() for one in made if one.path in PAGES.values()}

    def view(request: HttpRequest, name: str) -> HttpResponse:
        return HttpResponse(page_html(values[name], site, LANGUAGE), headers=dict(HEADERS))

    class Addresses:
        urlpatterns = (path(f"{LANGUAGE}/{site.election}/<path:name>.html", view),)

    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=Addresses, SECRET_KEY="bench", LOGGING_CONFIG=None,
        MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"],
    )  # fmt: skip
    import django as framework
    from granian.constants import Interfaces
    from granian.server import Server

    framework.setup()
    application = WSGIHandler()
    Server(
        "serving:application", "127.0.0.1", port, interface=Interfaces.WSGI, workers=WORKERS, blocking_threads=THREADS,
        log_enabled=False,
    ).serve(target_loader=lambda _: application)  # fmt: skip


# ---- measuring ---------------------------------------------------------------------------------------------------------


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def body(url: str, encoding: str) -> bytes:
    """What a server answers, unzipped; waits until it listens."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": encoding})) as answer:
                assert (answer.headers["Content-Encoding"] or "identity") == encoding, url
                return gzip.decompress(answer.read()) if encoding == "gzip" else answer.read()
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")


def wrk(url: str, encoding: str, seconds: int) -> tuple[float, float, float]:
    """Requests in a second; milliseconds within which half of them, and 99 of 100, were answered."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", f"Accept-Encoding: {encoding}", url]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    assert "Non-2xx" not in told, told
    rate = re.search(r"Requests/sec: +([0-9.]+)", told)
    waits = [re.search(rf"^ +{share}% +([0-9.]+)(us|ms|s)$", told, re.M) for share in (50, 99)]
    scale = {"us": 0.001, "ms": 1, "s": 1000}
    assert all(waits), told
    half, most = (float(wait[1]) * scale[wait[2]] for wait in waits)
    return float(rate[1]), half, most


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def main() -> None:
    """Both servers at work, asked by turns."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stations", type=int, default=300)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=int, default=2, help="of each measurement")
    asked.add_argument("--django", nargs=2, help=argparse.SUPPRESS)  # the peer's own process
    wanted = asked.parse_args()
    if wanted.django:
        django(Path(wanted.django[0]), int(wanted.django[1]))
        return
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or shutil.which("wrk") is None:
        sys.exit("nginx and wrk are needed: apt-get install nginx wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record = write_record(folder / "night", wanted.stations, seed=1)
        secrets = map(SigningKey.parse, (folder / "night" / KEYS).read_text("utf-8").split())
        publish_site(record, folder / "site", next(key for key in secrets if key.public == record.keys.publisher))
        ports = {"nginx": free_port(), "django": free_port()}
        user = "user root;" if os.geteuid() == 0 else ""
        conf = NGINX.format(folder=folder, site=folder / "site", port=ports["nginx"], conf=CONF, user=user)
        (folder / "conf").write_text(conf)
        peer = [sys.executable, __file__, "--django", str(folder / "night"), str(ports["django"])]
        with running([nginx, "-e", "stderr", "-c", str(folder / "conf")]), running(peer):
            measured(ports, Site(record.state.event), wanted.rounds, wanted.seconds)


def measured(ports: dict[str, int], site: Site, rounds: int, seconds: int) -> None:
    """Print the table."""
    found: dict[tuple[str, str, str], list[tuple[float, float, float]]] = {}
    sizes = {}
    for turn in range(rounds + 1):
        for what, page in PAGES.items():
            for encoding in ENCODINGS:
                urls = {server: f"http://127.0.0.1:{port}/{site.html(page, LANGUAGE)}" for server, port in ports.items()}
                if turn == 0:
                    one, other = (body(url, encoding) for url in urls.values())
                    assert one == other, f"{what}: they do not say the same"
                    sizes[what] = len(one)
                    continue
                for server, url in urls.items():
                    found.setdefault((what, encoding, server), []).append(wrk(url, encoding, seconds))
    print(f"medians of {rounds} rounds of {seconds} s; requests a second, and ms of half and of 99 in 100 of them")
    print(
        f"{'page':<9}{'bytes':>8} {'sent as':<9}{'nginx':>8}{'p50':>7}{'p99':>8}{'Django':>9}{'p50':>8}{'p99':>8}{'ratio':>8}"
    )
    for what in PAGES:
        for encoding in ENCODINGS:
            files, peer = (
                [statistics.median(one) for one in zip(*found[what, encoding, server], strict=True)] for server in ports
            )
            print(
                f"{what:<9}{sizes[what]:>8,} {encoding:<9}{files[0]:>8,.0f}{files[1]:>7.2f}{files[2]:>8.2f}"
                f"{peer[0]:>9,.0f}{peer[1]:>8.1f}{peer[2]:>8.1f}{files[0] / peer[0]:>8.0f}"
            )


if __name__ == "__main__":
    main()
