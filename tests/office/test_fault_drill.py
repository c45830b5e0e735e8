"""Fault drills: killed, cut off, out of room, restarted, two at once. Nothing receipted is lost, and nothing is there twice."""

import json
import random
import subprocess
import wsgiref.util
from collections import Counter
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from threading import Event

import drill
import pytest
from django.db import OperationalError, close_old_connections, connection
from small_office import small_event

from dauys.acts.record import LOG
from dauys.ledger import FileStore, Full, StoreFault
from dauys.ledger.disk import Disk
from dauys.office import serving
from dauys.office.journal.desk import KEEPERS, desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder, reading

STATION = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"
ON_POSTGRESQL = connection.vendor == "postgresql"


def healthy(folder):
    """No check of the doctor finds anything."""
    found = {one.name: one.faults for one in examine(folder) if one.faults}
    assert not found
    return True


def done_acts():
    """How often each act on a paper stands in the journal."""
    acts = [json.loads(bytes(body)) for body in Entry.objects.values_list("body", flat=True)]
    return Counter((act["act"], act["station"], act["contest"]) for act in acts if "contest" in act)


def test_killed_under_load_nothing_receipted_is_lost_and_nothing_is_there_twice(counting):
    chance, signed = random.Random(4), 0
    drill.people()
    for _ in range(4):
        process = drill.Forked(drill.loop, counting.folder, 10_000)
        told = [process.line() for _ in range(chance.randint(2, 20))]
        process.kill()
        told += process.rest()
        assert told[0].startswith("done"), told
        committed = max(int(line.split()[1]) for line in told if line.startswith("done"))
        signed = max([signed, *(int(line.split()[1]) for line in told if line.startswith("signed"))])
        assert Entry.objects.count() > committed
        assert healthy(counting.folder)
    assert max(done_acts().values()) == 1
    assert signed
    with reading(counting.folder) as log:
        assert log.size >= signed
    assert Recorder.of(counting.folder).follow() == Entry.objects.count()
    with desk.looking() as state:  # who was not killed goes on
        assert state.acts == Entry.objects.count()
    assert healthy(counting.folder)


class Cut(Exception):
    """As if the process had been killed."""


@pytest.mark.parametrize("step", ["append", "remember", "publish"])
def test_a_recorder_killed_anywhere_goes_on(counting, monkeypatch, step):
    recorder = Recorder.of(counting.folder)
    recorder.follow()
    person = counting.somebody(counting.receiver(STATION, LIST), "member", "first").person
    with desk.acting() as hand:
        hand.act("protocol received", counting.receiver(STATION, LIST), person, station=STATION, contest=LIST, scan=None)
    with monkeypatch.context() as here:
        if step == "append":  # after the entries are there, before anything is signed
            here.setattr("dauys.ledger.log.Signer.sign", _cut)
        else:
            real, name = Disk.replace, {"remember": "last-signed", "publish": "checkpoint"}[step]
            here.setattr(Disk, "replace", lambda self, old, new: _cut() if new.name == name else real(self, old, new))
        with pytest.raises(Cut):
            recorder.follow()
    assert recorder.follow() == Entry.objects.count() == 2
    assert healthy(counting.folder)


def _cut(*_):
    raise Cut


def test_a_connection_cut_in_the_middle_of_a_submit_leaves_nothing_and_the_office_goes_on(counting):
    commission = counting.receiver(STATION, LIST)
    person = counting.somebody(commission, "member", "first").person
    paper = {"station": STATION, "contest": LIST, "scan": None}
    with pytest.raises(OperationalError), desk.acting() as hand:  # noqa: PT012  (three steps of one submit)
        hand.act("protocol received", commission, person, **paper)
        cut_the_connection()
        Entry.objects.count()
    close_old_connections()  # as at the beginning of every request
    assert Entry.objects.count() == 1
    with desk.looking() as state:
        assert state.life(STATION, LIST).latest.state == "expected"
    with desk.acting() as hand:
        assert hand.act("protocol received", commission, person, **paper) == 1
    assert healthy(counting.folder)


def cut_the_connection():
    if not ON_POSTGRESQL:
        raise OperationalError("INVENTED: disk I/O error")
    import psycopg

    told = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with psycopg.connect(host=told["HOST"], port=told["PORT"], user=told["USER"], dbname="postgres", autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.skipif(ON_POSTGRESQL, reason="the server's disk is not this process's")
def test_a_full_disk_stops_the_act_whole_and_with_room_the_office_goes_on(counting):
    lines = drill.Forked(drill.small_disk, counting.folder, 60_000).rest()
    assert lines[-1] in ("full database or disk is full", "full disk I/O error"), lines
    committed = [int(line.split()[1]) for line in lines if line.startswith("done")]
    assert Entry.objects.count() == committed[-1] + 1
    assert healthy(counting.folder)
    lines = drill.Forked(drill.loop, counting.folder, 3).rest()
    assert [line.split()[0] for line in lines] == ["done"] * 3
    assert healthy(counting.folder)


def test_a_keeper_without_room_takes_the_act_back(counting, monkeypatch):
    def full(*_):
        raise OperationalError("could not extend file: No space left on device")

    commission = counting.receiver(STATION, LIST)
    first = counting.somebody(commission, "member", "first")
    first.browser.raise_request_exception = False
    with monkeypatch.context() as here:
        here.setattr("dauys.office.journal.desk.KEEPERS", [*KEEPERS, full])
        first.post(counting.address(STATION, LIST, "receive"), status=500)
    assert Entry.objects.count() == 1
    first.post(counting.address(STATION, LIST, "receive"))
    assert Entry.objects.count() == 2
    assert healthy(counting.folder)


def test_a_record_without_room_says_so_and_signs_when_there_is_some(counting, monkeypatch):
    recorder, real = Recorder.of(counting.folder), Disk.write

    def full(disk, file, data, at):
        real(disk, file, data[: len(data) // 2], at)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as here:
        here.setattr(Disk, "write", full)
        with pytest.raises(StoreFault) as told:
            recorder.follow()
    assert isinstance(told.value, Full)
    assert "no space left on the disk. Nothing of it counts; make room" in str(told.value)
    assert recorder.follow() == 1
    assert healthy(counting.folder)


def test_a_log_to_which_a_witness_is_put_is_waited_for(counting, monkeypatch, capsys):
    monkeypatch.setattr(serving, "EVERY", 0.01)
    folder, looks = counting.folder, count(1)
    with ExitStack() as cosigning:
        cosigning.enter_context(FileStore(folder.record / LOG))

        def still():
            look = next(looks)
            if look == 3:
                cosigning.close()
            return look < 5

        assert serving.follow(folder.path, None, Event(), still)
    assert capsys.readouterr().err.count("another process writes here") == 1
    with reading(folder) as log:
        assert log.checkpoint().size == Entry.objects.count()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite is no server")
def test_postgresql_restarted_between_two_requests_is_not_noticed(counting):
    assert health() == b"1\n"
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        (data,) = cursor.fetchone()
    import postgres

    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if Path(data).owner() != Path.home().owner() else {}
    subprocess.run(
        [postgres._bin() / "pg_ctl", "-D", data, "-m", "immediate", "-w", "restart"], check=True, stdout=subprocess.DEVNULL,
        cwd=data if not owner else "/", **owner,
    )  # fmt: skip
    assert health() == b"1\n"
    counting.count(STATION, LIST)
    assert healthy(counting.folder)


def health():
    """Ask as a web server does, connections looked after."""
    from dauys.office.wsgi import application

    environ = {"PATH_INFO": "/health/", "HTTP_HOST": "localhost"}
    wsgiref.util.setup_testing_defaults(environ)
    answer = application(environ, lambda *_: None)
    told = b"".join(answer)
    answer.close()
    return told


def test_of_two_at_once_one_wins_and_the_other_is_told_in_words(counting):
    commission = counting.receiver(STATION, LIST)
    first, *rivals = (counting.somebody(commission, "member", name) for name in ("first", "second", "third"))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    address, figures = counting.address(STATION, LIST, "enter"), counting.figures(STATION, LIST)
    with desk.looking() as state:
        found = drill.codes(state, STATION, LIST, drill.figures_on_paper(state, STATION, LIST))
    data = {**figures, "looked at": " ".join(found)}
    running = [drill.Forked(drill.post, one, address, data) for one in rivals]
    assert [one.line() for one in running] == ["ready", "ready"]
    for one in running:
        one.go()
    answers = [json.loads(one.rest()[-1]) for one in running]
    assert [status for status, _ in answers] == [200, 200], answers
    said = sorted(text for _, texts in answers for text in texts if text)
    assert done_acts()["protocol entered again", STATION, LIST] == 1
    assert done_acts()["protocol entered", STATION, LIST] == 1
    assert "differences resolved" not in {kind for kind, *_ in done_acts()}
    assert len(said) == 2, answers
    assert healthy(counting.folder)
