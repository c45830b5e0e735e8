"""``dauys office`` and ``dauys doctor`` as programs: started, refused in words, served and ended."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from dauys.office.serving import is_loopback, set_environment

PROGRAM = [sys.executable, "-c", "from dauys.cli import main; main()"]


def environment():
    """Without what the tests of this process say of their own office."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS", "DJANGO"))}


def ran(*words):
    """Exit code, and everything that was printed."""
    found = subprocess.run([*PROGRAM, *map(str, words)], capture_output=True, text=True, encoding="utf-8", env=environment())
    return found.returncode, found.stdout + found.stderr


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    folder = tmp_path_factory.mktemp("started") / "office"
    return folder, ran("office", "start", folder, "--rehearsal")


def test_an_office_is_started_and_healthy(started):
    folder, (code, said) = started
    assert code == 0, said
    assert "http://127.0.0.1:8024/invitation/" in said
    code, said = ran("doctor", folder)
    assert code == 0, said
    assert all(line.startswith("pass  ") for line in said.splitlines())
    assert (folder / "keys").stat().st_mode & 0o077 == 0


def test_an_office_without_an_election_is_started_healthy_and_renews_the_link(tmp_path):
    folder = tmp_path / "office"
    code, said = ran("office", "start", folder, "--empty", "--chair", "INVENTED chair")
    assert code == 0, said
    assert "http://127.0.0.1:8024/invitation/" in said
    code, again = ran("office", "start", folder, "--chair", "INVENTED chair")
    assert code == 0, again
    assert again != said
    code, said = ran("doctor", folder)
    assert code == 0, said
    assert "no election is loaded yet" in said


@pytest.mark.parametrize(("words", "told"), [
    (("office", "start", "{folder}", "--empty", "--chair", "INVENTED"), "there is an office in it already"),
    (("office", "start", "{none}", "--empty"), "it is not said who chairs"),
    (("office", "start", "{none}", "--empty", "--rehearsal"), "two elections are asked for"),
    (("office", "start", "{folder}", "--rehearsal"), "there is an office in it already"),
    (("office", "start", "{none}", "--chair", "INVENTED"), "there is no office in it yet"),
    (("office", "start", "{none}", "--definition", "{none}", "--chair", "INVENTED"), "{none}"),
    (("doctor", "{none}"), "there is no office in it"),
    (("doctor", "{folder}", "--mend"), "mending needs a copy"),
    (("office", "restore", "{none}", "--into", "{none}"), "there is no such file"),
])  # fmt: skip
def test_what_cannot_be_done_is_told_and_leaves_nothing(started, tmp_path, words, told):
    names = {"folder": started[0], "none": tmp_path / "none"}
    code, said = ran(*(word.format(**names) for word in words))
    assert code == 2
    assert told.format(**names) in said
    assert not (tmp_path / "none").exists()


def test_a_served_office_answers_and_ends_with_all_its_processes(started):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["office", "serve", str(started[0]), "--port", str(port), "--workers", "1"]
    with subprocess.Popen(
        [*PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
        start_new_session=True,
    ) as office:
        assert office.stdout.readline() == f"the office: http://127.0.0.1:{port}/  (Ctrl-C ends it)\n"
        for left in reversed(range(600)):  # until a worker has the address: a minute at most, and no longer
            try:
                assert urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=10).read() == b"0\n"
                break
            except OSError:  # nobody listens yet
                assert left, "the office does not answer"
                time.sleep(0.1)
        office.send_signal(signal.SIGTERM)
        rest = office.communicate(timeout=20)[0]  # ends when nobody has the output open: workers and recorder are gone
    assert "Traceback" not in rest
    assert office.returncode == 0


def test_cookies_without_https_are_for_this_machine_alone(monkeypatch):
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.7", "example.kz")] == [
        True
    ] * 3 + [False] * 3
    for host, proxy, insecure in (
        ("127.0.0.1", "", "yes"), ("127.0.0.1", "yes", None), ("0.0.0.0", "", None), ("0.0.0.0", "yes", None)
    ):  # fmt: skip
        monkeypatch.setenv("DAUYS_PROXY", proxy)
        monkeypatch.setenv("DAUYS_INSECURE", "yes")
        monkeypatch.setenv("DAUYS_HOSTS", "office.example")
        set_environment(host)
        assert os.environ.get("DAUYS_INSECURE") == insecure
