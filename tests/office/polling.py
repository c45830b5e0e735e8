"""A station with its list of INVENTED voters, as tests use it: who is there, and the day in few words."""

import io
import threading
from dataclasses import dataclass

from django.db import connections

from dauys.demo.voters import invent_voters, write_voters
from dauys.office.journal.desk import desk
from dauys.office.voters import lists


def voters_of(stations, seed=7):
    """Invented voters, by station."""
    return list(invent_voters(stations, seed))


def as_file(voters):
    text = io.StringIO()
    write_voters(text, voters)
    return io.BytesIO(text.getvalue().encode())


def at_once(*deeds):
    """What comes of deeds that are begun at one moment, each on its own connection: what it gives, or why it was refused."""
    barrier, told = threading.Barrier(len(deeds)), {}

    def work(number, deed):
        barrier.wait()
        try:
            told[number] = deed()
        except Exception as refused:
            told[number] = refused
        connections.close_all()

    threads = [threading.Thread(target=work, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [told[number] for number, _ in enumerate(deeds)]


@dataclass
class Polling:
    """One station of an office, its people and its voters."""

    house: object
    station: str
    voters: list

    @classmethod
    def at(cls, house, station, size=30, others=()):
        """A station whose list was taken in; of the others too, so that there are several."""
        sizes = dict.fromkeys((station, *others), size)
        voters = voters_of(sizes)
        lists.take_in(as_file(voters), "list.csv", desk.event, set(sizes))
        return cls(house, station, [person for where, person in voters if where == station])

    @property
    def commission(self):
        return desk.event.stations[self.station].commission

    @property
    def register(self):
        return lists.register_of(self.station)

    @property
    def counted(self):
        return self.register.marks.counted()

    def somebody(self, part, name=None):
        return self.house.somebody(self.commission, part, name or f"{part}-{self.station}")

    def address(self, what=""):
        return f"/c/{self.commission}/voters/{self.station}/{what}{'/' if what else ''}"

    def tells(self, act, **told):
        return self.somebody("chair").said(self.address("day"), act=act, **told)

    def opens(self):
        assert self.tells("boxes sealed", stationary=2, mobile=1) == ["It is in the log."]
        assert self.tells("station opened") == ["It is in the log."]

    def issues(self, place, contests=None, by=None, **more):
        wanted = self.register.contests if contests is None else contests
        return (by or self.somebody("member")).said(self.address("issue"), place=place, contest=list(wanted), **more)

    def changes(self, deed, **told):
        return self.somebody("chair").said(self.address("change"), deed=deed, **told)
