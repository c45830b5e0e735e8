"""``dauys rehearse`` as a program: played to its end, ended by Ctrl-C, killed, taken up again. No process, no lock is left."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from dauys.demo.rehearsing.making import TOLD, Asked, Folder, alone
from dauys.text import BadInput

PROGRAM = [sys.executable, "-c", "from dauys.cli import main; main()", "rehearse"]


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS", "DJANGO"))}


def begun(folder, *words):
    return subprocess.Popen(
        [*PROGRAM, str(folder), "--stations", "80", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment(),
    )  # fmt: skip


def until(process, words):
    """Read what it says until it says this."""
    told = ""
    for line in process.stdout:
        told += line
        if words in line:
            return told
    raise AssertionError(told)


def left_running(folder):
    """Processes that have to do with a folder, or whose parent had."""
    found = []
    for one in os.listdir("/proc"):
        if one.isdecimal():
            try:
                told = "".join(Path(f"/proc/{one}/{what}").read_text("utf-8", "replace") for what in ("environ", "cmdline"))
            except OSError:
                continue
            if str(folder) in told and int(one) != os.getpid():
                found.append(one)
    return found


def gone(folder):
    """Whether all of them end, within a while."""
    for _ in range(150):
        if not left_running(folder):
            return True
        time.sleep(0.2)
    return False


# ---- the folder --------------------------------------------------------------------------------------------------------


def test_another_rehearsal_in_the_same_folder_is_refused_and_made_anew_on_request(tmp_path):
    folder = Folder(tmp_path / "rehearsal")
    assert not folder.begin(Asked(80, "0.05"), anew=False)
    (folder.path / "office").mkdir()
    assert not folder.begin(Asked(300, "0.05"), anew=False)  # nothing was whole yet
    assert not (folder.path / "office").exists()
    (folder.path / "made").touch()
    assert folder.begin(Asked(300, "0.05"), anew=False)
    with pytest.raises(BadInput, match="of something else"):
        folder.begin(Asked(80, "0.05"), anew=False)
    assert not folder.begin(Asked(80, "0.05"), anew=True)
    assert json.loads((folder.path / TOLD).read_text())["stations"] == 80


def test_a_folder_of_something_else_is_never_touched(tmp_path):
    (tmp_path / "letters").write_text("dear")
    with pytest.raises(BadInput, match="it is no rehearsal"):
        Folder(tmp_path).begin(Asked(80, "0.05"), anew=True)
    assert (tmp_path / "letters").read_text() == "dear"


def test_a_rehearsal_is_played_once_at_a_time(tmp_path):
    folder = Folder(tmp_path / "rehearsal")
    with alone(folder), pytest.raises(BadInput, match="being played already"), alone(folder):
        pass
    with alone(folder):
        pass


# ---- processes ---------------------------------------------------------------------------------------------------------


@pytest.mark.drill
def test_a_night_is_played_published_and_verified_and_nothing_is_left_running(tmp_path):
    process = begun(tmp_path / "rehearsal", "--minutes", "0.3")
    told, _ = process.communicate(timeout=400)
    assert process.returncode == 0, told
    assert "exit code 0" in told
    assert "98 mandates are given" in told
    assert gone(tmp_path)
    with alone(Folder(tmp_path / "rehearsal")):
        pass


@pytest.mark.drill
@pytest.mark.parametrize(("number", "words"), [
    (signal.SIGINT, "the office: "), (signal.SIGINT, "papers of"), (signal.SIGTERM, "first figures"),
    (signal.SIGKILL, "papers of"), (signal.SIGKILL, "first figures"),
])  # fmt: skip
def test_ended_at_any_moment_nothing_is_left_and_the_same_command_goes_on_to_the_end(tmp_path, number, words):
    folder = tmp_path / "rehearsal"
    process = begun(folder, "--minutes", "2")
    until(process, words)
    process.send_signal(number)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == (130 if number != signal.SIGKILL else -signal.SIGKILL), told
    assert gone(tmp_path), left_running(tmp_path)
    process = begun(folder, "--minutes", "0.1")
    told, _ = process.communicate(timeout=400)
    assert process.returncode == 0, told
    assert "it goes on where it was left" in told
    assert "exit code 0" in told
    assert "98 mandates are given" in told
    assert gone(tmp_path)


@pytest.mark.drill
def test_both_addresses_answer_while_it_is_played(tmp_path):
    process = begun(tmp_path / "rehearsal", "--minutes", "2")
    try:
        told = until(process, "first figures")
        office, site = (told.partition(words)[2].split()[0] for words in ("the office: ", "the public site: "))
        assert b'class="invented"' in urllib.request.urlopen(f"{office}in/").read()
        assert b"INVENTED" in urllib.request.urlopen(site).read()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert gone(tmp_path)
