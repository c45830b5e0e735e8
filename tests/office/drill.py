"""What fault drills do in processes forked from the test: acts in a loop, a disk without room, a post at a word."""

import json
import os
import re
import resource
import signal
import traceback
import warnings

from django.db import OperationalError, connection
from house import House

from dauys.acts import STATION, figures_hash, figures_of
from dauys.office.counting.fields import typed
from dauys.office.counting.papers import Paper
from dauys.office.journal.desk import desk
from dauys.office.journal.recorder import Recorder
from dauys.office.people.models import Person

PEOPLE = ("drill-1", "drill-2", "drill-3")


class Forked:
    """A process that works on the same office, with a connection of its own. What it says was true when it said it."""

    def __init__(self, work, *arguments):
        connection.close()
        ours, theirs = os.pipe()
        waits, tells = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that other threads are not copied; none is asked for anything
            self.pid = os.fork()
        if self.pid == 0:
            work_in_child(work, lambda text: os.write(theirs, f"{text}\n".encode()), lambda: os.read(waits, 1), arguments)
        os.close(theirs)
        os.close(waits)
        self._lines, self._tells = os.fdopen(ours), tells

    def line(self):
        """The next thing that it says; empty when it has ended."""
        return self._lines.readline().strip()

    def go(self):
        os.write(self._tells, b".")

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def rest(self):
        """Everything that it still says, and it is no more."""
        lines = self._lines.read().splitlines()
        os.waitpid(self.pid, 0)
        self._lines.close()
        os.close(self._tells)
        return lines


def work_in_child(work, say, wait, arguments):
    try:
        work(say, wait, *arguments)
    except BaseException:
        say(f"wrong {traceback.format_exc()!r}")
    finally:
        os._exit(0)


def people():
    """Three who act in drills, made where they are not there."""
    return [Person.objects.get_or_create(login=name, defaults={"name": f"INVENTED {name}"})[0] for name in PEOPLE]


def steps(state, station, contest, figures):
    """Acts that take a paper from nothing to approved: number of the person, kind, payload."""
    soft = codes(state, station, contest, figures)
    yield 0, "protocol received", {"scan": None}
    yield 0, "protocol entered", {"version": 1, "figures": figures}
    yield 1, "protocol entered again", {"version": 1, "figures": figures}
    if soft:
        yield 2, "findings explained", {"version": 1, "codes": soft, "reason": "INVENTED: looked into"}
    yield 2, "protocol approved", {"version": 1, "figures": figures_hash(figures)}


def codes(state, station, contest, figures):
    """What the forms find on figures."""
    return sorted({one.code for one in state.findings(station, contest, figures_of(state.form_of(contest), figures))})


def figures_on_paper(state, station, contest):
    """Figures that hold, as an act has them."""
    assert contest != STATION
    found, wrong = typed(Paper(state, station, contest).fields, House(desk.folder).figures(station, contest))
    assert not wrong
    return found


def loop(say, wait, folder, limit):
    """Do acts, paper after paper, and tell each when it is committed; at every fourth what is signed."""
    who, done = people(), 0
    for station in desk.event.stations:
        for one in desk.event.contests_of(station):
            with desk.looking() as state:
                latest = state.life(station, one.id).latest
                if latest.state == "approved":
                    continue
                commission, figures = state.receiver(station, one.id), figures_on_paper(state, station, one.id)
                todo = list(steps(state, station, one.id, figures))
            skip = {"expected": 0, "received": 1, "entered once": 2, "agreed": 3 + bool(latest.explained)}[latest.state]
            for number, kind, payload in todo[skip:]:
                with desk.acting() as hand:
                    hand.step_up = "d" * 64
                    index = hand.act(kind, commission, who[number], station=station, contest=one.id, **payload)
                say(f"done {index}")
                done += 1
                if done % 4 == 0:
                    say(f"signed {Recorder.of(folder).follow()}")
                if done == limit:
                    return


def small_disk(say, wait, folder, room):
    """The same until the disk is full: files may grow by so many bytes, and no more."""
    database = connection.settings_dict["NAME"]
    people()
    largest = max(os.stat(f"{database}{end}").st_size for end in ("", "-wal") if os.path.exists(f"{database}{end}"))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, hard))
    try:
        loop(say, wait, folder, 10_000)
    except OperationalError as error:
        say(f"full {error}")


def post(say, wait, somebody, address, data):
    """Look, wait for a word, post a form, and tell how the page answers, and with which messages."""
    somebody.browser.get(address)
    say("ready")
    wait()
    answer = somebody.browser.post(address, data, follow=True)
    told = re.findall(r'role="(?:status|alert)"[^>]*>(.*?)</', answer.content.decode(), re.DOTALL)
    say(json.dumps([answer.status_code, [text.strip() for text in told]]))
