"""A set-up office as tests use it: people who sign in as people do, and what they do in few words."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from small_office import small_event

from dauys.election.definition import write_definition
from dauys.law import AGAINST_ALL
from dauys.office.counting.fields import fields_of
from dauys.office.folder import OfficeFolder
from dauys.office.journal.desk import desk
from dauys.office.people import inviting
from dauys.office.people.models import Person
from dauys.office.results.drafts import confirmed, typed
from dauys.office.setting_up.preparing import grouped, prepare, prepared

DECISION = {"number": "7", "date": "2023-03-21", "members": 7, "present": 6, "for": 5, "against": 1, "dissent": None}
PASSWORD = "a long and quiet phrase 7"


def a_paper(voters, votes):
    """A paper that holds its controls, as typed: by field. One ballot is against all, and one is invalid."""
    valid, printed = sum(votes.values()) + 1, voters + voters // 100
    table = {
        "B1": valid + 1, "B2": 0, "B": valid + 1, "D.3": valid, "D.4": 1, "C": printed, "E": printed - valid - 1, "S": 0,
        "T": valid + 1, "N": 1, "V": valid, "I": 1, **{f"P.{option}": number for option, number in votes.items()},
    }  # fmt: skip
    return {name: str(number) for name, number in table.items()}


def a_record(voters, ballots):
    """A station's own record to its papers, as typed; ballots: in the boxes, by contest."""
    table = {"A0": voters, "A1": 0, "A2": 0, "A": voters, "U": max(ballots.values()), "K": 0, "L": 0}
    return {name: str(number) for name, number in table.items()} | {f"H.{name}": str(n) for name, n in ballots.items()}


@dataclass
class Somebody:
    """A person at a browser."""

    name: str
    browser: Client = field(default_factory=lambda: Client(headers={"accept-language": "en"}))

    @property
    def person(self):
        return Person.objects.get(login=self.name)

    def code(self):
        """The next code of the second factor; the device forgets that one was used, as if time had passed."""
        device = TOTPDevice.objects.get(user=self.person)
        device.last_t = -1
        device.throttling_failure_count = 0
        device.save()
        totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        totp.time = timezone.now().timestamp()
        return f"{totp.token():06d}"

    def get(self, address, status=200):
        answer = self.browser.get(address)
        assert answer.status_code == status, (answer.status_code, answer.content[-2000:].decode())
        return answer.content.decode()

    def post(self, address, /, status=302, follow=False, **data):
        answer = self.browser.post(address, data, follow=follow)
        assert answer.status_code == status, (answer.status_code, answer.content[-3000:].decode())
        return answer

    def prepares(self, address, status=302, **data):
        """Fill in a form: the address of the draft that it made, or the page that says what is wrong."""
        answer = self.post(address, status=status, **data)
        return answer.headers["Location"] if status == 302 else answer.content.decode()

    def confirms(self, draft):
        """Confirm a draft as it is shown, with a code; what the page says then."""
        shown = re.search(r'name="hash" value="([0-9a-f]{64})"', self.get(draft))[1]  # and what was said before is read
        return self.said(f"{draft}confirm/", hash=shown, code=self.code())

    def said(self, address, /, **data):
        """Post, follow, and give what the page says."""
        text = self.post(address, status=200, follow=True, **data).content.decode()
        found = re.findall(r'<p class="(?:done" role="status|fault" role="alert)">(?:<strong>.*?</strong> )?(.*?)</p>', text)
        return [unescape(one) for one in found]


@dataclass
class House:
    """The office of a test."""

    folder: OfficeFolder
    people: dict = field(default_factory=dict)

    @classmethod
    def set_up(cls, folder, definition, event=None):
        write_definition(event or small_event(), definition)
        prepare(folder, definition)
        return cls(folder)

    @property
    def event(self):
        return desk.event

    def somebody(self, commission, part, name=None):
        """A person who was invited, has an account and a second factor, and is signed in; the same for the same name."""
        name = name or f"{part}-{commission}"
        if name not in self.people:
            somebody = Somebody(name)
            secret = inviting.invite(commission, part, f"INVENTED {name}", None)
            somebody.post(f"/invitation/{secret}/", login=name, password=PASSWORD, again=PASSWORD)
            somebody.get("/second-factor/new/")
            device = TOTPDevice.objects.get(user=somebody.person)
            somebody.post("/second-factor/new/", code=somebody.code())
            assert TOTPDevice.objects.get(pk=device.pk).confirmed
            self.people[name] = somebody
        return self.people[name]

    def freeze(self):
        chair = self.somebody("central", "chair")
        groups = grouped(prepared(self.folder))
        assert chair.said("/c/central/setting-up/freeze/", **{f"group {n}": groups[n] for n in (3, 11)}) == [
            "The definition is frozen."
        ]

    def void(self, commission, contest):
        """An act on results, with its two people: the secretary prepares, the chair confirms."""
        chair, secretary = (self.somebody(commission, part).person for part in ("chair", "secretary"))
        told = {"contest": contest, "place": contest, "reason": "INVENTED: a flood", "decision": DECISION}
        with desk.looking() as state:
            draft = typed(state, commission, secretary, "election voided", told)
        draft.save()
        with desk.acting() as hand:
            confirmed(hand, draft, chair)

    # ---- papers --------------------------------------------------------------------------------------------------------

    def receiver(self, station, contest):
        with desk.looking() as state:
            return state.receiver(station, contest)

    def figures(self, station, contest):
        """A paper that holds its controls, as typed: by field."""
        event = self.event
        with desk.looking() as state:
            contests = event.contests_of(station)
            law = event.body(contests[0].body).law
            form = state.forms(law).form_of(state.form_of(contest))
        if contest == "station":
            return a_record(
                event.stations[station].voters, {one.id: int(self.figures(station, one.id)["T"]) for one in contests}
            )
        shift = list(event.stations).index(station)
        options = [one.id for one in event.options_of(contest) if one.id != AGAINST_ALL]
        paper = a_paper(event.stations[station].voters, {option: 3 + (at + shift) % 4 for at, option in enumerate(options)})
        names = {one.name for one in fields_of(form, event.options_of(contest), contests)}
        assert paper.keys() <= names
        return paper

    def address(self, station, contest, what=""):
        return f"/c/{self.receiver(station, contest)}/p/{station}/{contest}/{what}{'/' if what else ''}"

    def enter(self, somebody, station, contest, figures=None):
        """Type a paper, and again as it is on paper where the page asks to look once more."""
        address, data = self.address(station, contest, "enter"), figures or self.figures(station, contest)
        answer = somebody.browser.post(address, data)
        if answer.status_code == 422:
            looked = re.search(r'name="looked at" value="([^"]*)"', answer.content.decode())[1]
            answer = somebody.browser.post(address, {**data, "looked at": looked})
        assert answer.status_code == 302, answer.content.decode()[-3000:]

    def count(self, station, contest):
        """Received, typed by two, settled, approved by a third."""
        commission = self.receiver(station, contest)
        first, second, third = (self.somebody(commission, "member", f"{commission}-{n}") for n in (1, 2, 3))
        first.post(self.address(station, contest, "receive"))
        self.enter(first, station, contest)
        self.enter(second, station, contest)
        self.settle(third, station, contest)
        self.approve(third, commission)

    def settle(self, somebody, station, contest):
        with desk.looking() as state:
            figures = state.life(station, contest).latest.figures
            soft = sorted({one.code for one in state.findings(station, contest, figures) if one.severity == "warning"})
        if soft:
            somebody.post(
                self.address(station, contest, "settle"), act="findings explained", codes=soft, reason="INVENTED: looked into"
            )

    def decide(self, station, contest, act, **told):
        """A decision on a paper, with its two people: the chair prepares, the secretary confirms; what the page says then."""
        chair, secretary = (self.somebody(self.receiver(station, contest), part) for part in ("chair", "secretary"))
        filled = {name: value for name, value in DECISION.items() if value is not None}
        address = self.address(station, contest, "decide")
        return secretary.confirms(chair.prepares(address, act=act, reason="INVENTED: as decided", **filled | told))

    def approve(self, somebody, commission):
        """Approve everything that is ready."""
        address = f"/c/{commission}/approve/"
        page = somebody.get(address)
        papers = re.findall(r'name="hash ([^"]+)" value="([0-9a-f]{64})"', page)
        assert papers
        data = {f"hash {key}": hash_ for key, hash_ in papers}
        somebody.post(address, paper=[key for key, _ in papers], code=somebody.code(), **data)
