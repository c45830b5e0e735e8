"""Nobody is marked twice: two connections, whose statements chance puts in order; one is taken, the other is told."""

import random
import threading
from queue import SimpleQueue

import pytest
from django.db import connection, connections
from polling import Polling, at_once, voters_of
from small_office import small_event

from dauys.office.voters import lists, tables
from dauys.office.voters.here import rules_of
from dauys.register import Refusal
from dauys.register.marks import AWAY, NOT

STATION = next(iter(small_event().stations))
SIZE = 400


class InTurns:
    """Two workers, each with its own thread and connection; before every statement each waits until chance lets it go on."""

    def __init__(self, seed):
        self.chance, self.arrived = random.Random(seed), SimpleQueue()
        self.jobs = {name: SimpleQueue() for name in "ab"}
        self.go = {name: SimpleQueue() for name in "ab"}
        self.threads = [threading.Thread(target=self._work, args=(name,), daemon=True) for name in "ab"]
        for thread in self.threads:
            thread.start()

    def _work(self, name):
        while (job := self.jobs[name].get()) is not None:
            self.arrived.put((name, None))
            self.go[name].get()
            try:
                told = job()
            except (Refusal, lists.Closed) as refused:
                told = refused
            self.arrived.put((name, (told,)))
        connections.close_all()

    def statement(self):
        """Called by a worker before a statement."""
        name = next((one for one, thread in zip("ab", self.threads, strict=True) if thread is threading.current_thread()), None)
        if name is not None:
            self.arrived.put((name, None))
            self.go[name].get()

    def both(self, one, other):
        """Do both, statement by statement in an order of chance; what each gave."""
        for name, job in zip("ab", (one, other), strict=True):
            self.jobs[name].put(job)
        told, waiting = {}, set()
        while len(told) < 2:
            while len(waiting) + len(told) < 2:
                name, result = self.arrived.get()
                if result is None:
                    waiting.add(name)
                else:
                    told[name] = result[0]
            if waiting:
                next_ = self.chance.choice(sorted(waiting))
                waiting.remove(next_)
                self.go[next_].put(None)
        return told["a"], told["b"]

    def end(self):
        for name, thread in zip("ab", self.threads, strict=True):
            self.jobs[name].put(None)
            thread.join()


@pytest.fixture
def in_turns(monkeypatch):
    turns = InTurns(20230319)
    for name in ("rows", "change"):
        real = getattr(tables, name)
        monkeypatch.setattr(tables, name, lambda *told, real=real: (turns.statement(), real(*told))[1])
    if connection.vendor == "sqlite":  # what is asked here is the order of statements, not of blocks on a disk
        monkeypatch.setitem(connections["voters"].settings_dict["OPTIONS"], "init_command", "PRAGMA synchronous=OFF")
    yield turns
    turns.end()


@pytest.mark.parametrize("rounds", [300, pytest.param(10_000, marks=pytest.mark.drill)])
def test_of_two_at_once_one_is_taken_and_the_other_is_told(counting, in_turns, rounds):
    polling, chance = Polling.at(counting, STATION, SIZE), random.Random(5)
    register = polling.register
    kinds = len(register.contests)
    blank = tables.rows("SELECT marks FROM register WHERE id = %s", register.id)[0][0]
    both = refused = 0

    def deed(member):
        """Somebody issues some ballots; or the chair strikes off, or gives a certificate."""
        what = chance.choice(["issue"] * 6 + ["strike", "certificate"])
        wanted = chance.sample(range(kinds), chance.randint(1, kinds))
        return what, wanted, {
            "issue": lambda voter: voter.issued(wanted, member, outside=False),
            "strike": lambda voter: voter.removed("E"), "certificate": lambda voter: voter.on_way(AWAY),
        }[what]  # fmt: skip

    for number in range(rounds):
        place = number % SIZE + 1
        if place == 1:
            tables.change("UPDATE register SET marks = %s WHERE id = %s", blank, register.id)
        (first, ones, one), (second, others, other) = deed("a"), deed("b")
        told = in_turns.both(lambda: lists.mark(register, place, one), lambda: lists.mark(register, place, other))  # noqa: B023
        done = [not isinstance(answer, Exception) for answer in told]
        voter = lists.register_of(STATION).marks.at(place)
        assert any(done), told
        at_odds = first != "issue" or second != "issue" or set(ones) & set(others)
        if at_odds:
            assert done.count(True) == 1, (first, second, told)
        both, refused = both + all(done), refused + (not all(done))
        expected = [NOT] * kinds
        for taken, what, wanted, letter in zip(done, (first, second), (ones, others), "ab", strict=True):
            for at in wanted if taken and what == "issue" else ():
                assert expected[at] == NOT  # no ballot is issued twice
                expected[at] = letter
        assert voter.ballots == "".join(expected)
        deeds = [what for taken, what in zip(done, (first, second), strict=True) if taken]
        assert voter.left == ("E" if "strike" in deeds else NOT)
        assert voter.way == (AWAY if "certificate" in deeds else NOT)
        for answer in told:
            if isinstance(answer, Exception):
                assert answer.args in (("issued",), ("left",), ("away",), ("way already",))  # and neither when nor by whom
    assert both > rounds // 30
    assert refused > rounds // 3


def test_two_who_add_the_same_person_or_begin_at_once(counting):
    polling = Polling.at(counting, STATION, 3)
    register, reason = polling.register, rules_of(STATION).reason("p")

    for number, (_, person) in enumerate(voters_of({STATION: 42})[30:]):
        told = at_once(*[lambda: lists.add(register, person, reason)] * 3)  # noqa: B023
        assert sum(isinstance(one, Refusal) for one in told) == 2
        assert polling.counted.added.total() == number + 1
        letters = at_once(*(lambda who=who: lists.letter_of(register, f"p-{who}{number}") for who in "ab"))  # noqa: B023
        assert len(set(letters)) == 2
    assert len(lists.members(register)) == 24
