"""An election before anybody stands, and acts on it until somebody does: for tests with an office and without."""

from dataclasses import replace

from rehearsal import DECISION, entry

from dauys.acts import BY_TWO, State, read_act
from dauys.acts.nomination_acts import calendar_setter, central, registrar, rules_of
from dauys.protocol.calendar import load_calendar

AT = "2023-02-20T12:00:00+06:00"
DAYS = {
    "nomination_start": ("2023-01-20", None), "registration_start": ("2023-01-20", None),
    "nomination_end": ("2023-02-08", "18:00"), "nomination_end_maslikhat": ("2023-02-08", "18:00"),
    "registration_end": ("2023-02-18", "18:00"), "registration_end_maslikhat": ("2023-02-18", "18:00"),
    "last_withdrawal": ("2023-03-16", None),
}  # fmt: skip
"""Days of the calendar as they were set in 2023; the last day to withdraw was not found, and is INVENTED."""


def nobody_yet(event):
    """The event before lists and candidates are known."""
    return replace(event, options={contest.id: () for contest in event.contests}, lists={}, nominating=True)


def names(kk):
    return {"kk": kk, "ru": f"{kk} ру", "en": None}


def nominee(id_, kk="Ойдан Шығарылған", born=1980, marked=False):
    return {"id": id_, "names": names(kk), "born": born, "marked": marked}


class Office:
    """A state, and acts done to it by whoever must, at a moment."""

    def __init__(self, event):
        self.state, self.entries = State(event), []

    @property
    def event(self):
        return self.state.event

    def take(self, act, commission, at=AT, **told):
        """Do it; raises what refuses it."""
        two = {"prepared_by": "p-two"} if act in BY_TWO else {}
        done = entry(act, commission, at=at, **two, **told)
        self.state.apply(read_act(done))
        self.entries.append(done)

    def call(self, *bodies, sort="snap"):
        for body in bodies:
            by = next(one.by for one in rules_of(self.event, body).call if one.sort == sort)
            decision = None if by == "president" else DECISION
            told = {"bodies": [body], "by": by, "sort": sort, "date": self.event.date.isoformat(), "document": "INVENTED No. 1"}
            self.take("election called", central(self.event), **told, decision=decision)

    def set_calendar(self, body, contest=None, **days):
        known = [one.code for one in load_calendar(self.event.body(body).law).milestone]
        dates = {code: day for code, day in {**DAYS, **days}.items() if code in known}
        told = [{"milestone": code, "day": day, "hours": hours} for code, (day, hours) in dates.items()]
        who = calendar_setter(self.state, body) if contest is None else registrar(self.state, self.event.contest(contest))
        self.take("calendar set", who, body=body, contest=contest, dates=told, source="INVENTED No. 2", decision=DECISION)

    def begin(self, *bodies):
        self.call(*bodies)
        for body in bodies:
            self.set_calendar(body)
        return self

    def on(self, act, contest, option, moment="2023-02-01T10:00", **told):
        """An act on a nomination by the commission that registers."""
        at = told.pop("at", AT)
        commission = told.pop("commission", registrar(self.state, self.event.contest(contest)))
        self.take(act, commission, at=at, contest=contest, option=option, moment=moment, **told)

    def lodge_list(self, contest, party, people, groups=None, more=None, **told):
        told = {"who": "party", "party": party, "nominator": None, "names": names("Тізім")} | told
        self.on("nomination lodged", contest, party, nominees=people, groups=groups or {}, more=more, **told)

    def lodge(self, contest, option, kk, party=None, born=1980, **told):
        who = "party" if party else "self"
        told = {"who": who, "party": party, "nominator": None} | told
        told = {"names": names(kk), "nominees": [nominee(option, kk, born)], "groups": {}, "more": None} | told
        self.on("nomination lodged", contest, option, **told)

    def checked(self, contest, option):
        one = self.state.nominations.known[contest, option]
        tier = rules_of(self.event, self.event.contest(contest).body).tier_named(self.event.contest(contest).tier)
        return [requirement.code for requirement in tier.requirements(one.who)]

    def register(self, contest, option, looked_at=(), **told):
        told = {"checked": self.checked(contest, option), "looked_at": list(looked_at), "decision": DECISION} | told
        self.on("nomination registered", contest, option, **told)

    def end(self, act, contest, option, reason, moment="2023-02-02T10:00", **told):
        of = self.event.contest(contest)
        ending = "refused" if act == "nomination refused" else "withdrawn"
        grounds = rules_of(self.event, of.body).reasons(ending, of.tier)
        article = next((ground.article for ground in grounds if ground.code == reason), "0")
        more = {} if ending == "refused" else {"person": None, "more": None}
        told = {"reason": reason, "article": article, "words": "INVENTED", "decision": DECISION, **more} | told
        self.on(act, contest, option, moment, **told)

    def draw(self, contest, order):
        self.take("order drawn", central(self.event), contest=contest, order=order, decision=DECISION)
