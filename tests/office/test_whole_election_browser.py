"""A whole election in a browser: seven people, three regions, twelve stations, from the first invitation to declared seats.

Each of the seven has a browser of his own, a language, a password, and the second factor that its page has shown him. Past the
screens is done only what the machine of an office does: the definition is loaded, the first invitation made, the journal
signed. In a real election nobody sits in two commissions of one level; here four people do the work of three rayons, and two
that of three regions.
"""

from base64 import b32decode
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import CHROMIUM, keep_picture, serving
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from house import PASSWORD, a_paper, a_record
from small_office import REGIONS, small_event
from test_browser import chromium  # noqa: F401  (a fixture)

from dauys.acts import STATION
from dauys.acts.record import read_record
from dauys.election.definition import write_definition
from dauys.law import AGAINST_ALL, INDEPENDENT
from dauys.office.house.context import NAMES as LANGUAGES
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.recorder import Recorder
from dauys.office.people.inviting import invite
from dauys.office.people.models import Person
from dauys.office.setting_up.preparing import grouped, prepare
from dauys.tally.result import outcome_of
from dauys.text import phrase

pytestmark = [pytest.mark.drill, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")]

SCREEN = {"width": 640, "height": 480}
"""A small one: what is not shown need not be drawn, a thousand times."""

CENTRE, HEAD, SECRETARY, CHAIR, FIRST, SECOND, THIRD = "aigul", "bolat", "darya", "erlan", "galiya", "helen", "ilyas"
PEOPLE = {CENTRE: "kk", HEAD: "kk", SECRETARY: "ru", CHAIR: "ru", FIRST: "kk", SECOND: "en", THIRD: "en"}
"""The seven and their languages: chair of the centre; chair and secretary of the regions; chair and members of the rayons."""

EVENT = small_event()
LEADERS = {
    "maslikhat-aktobe.list": "Amanat", "maslikhat-aktobe.01": "01-2", "maslikhat-aktobe.02": "02-1",
    "maslikhat-kostanay.list": "Auyl", "maslikhat-kostanay.01": "01-2", "maslikhat-kostanay.02": "02-1",
    "maslikhat-zhambyl.list": "Respublica", "maslikhat-zhambyl.01": "01-9", "maslikhat-zhambyl.02": "02-3",
}  # fmt: skip
SECONDS = {
    "maslikhat-aktobe.list": {"Auyl": 25},
    "maslikhat-kostanay.list": {"Respublica": 12},
    "maslikhat-zhambyl.list": {"Amanat": 38},
}
"""Of 101 to 104 ballots at the four stations of a region, everybody has one vote, the seconds so many, the leaders the rest."""

SEATS = {
    "maslikhat-aktobe": {"Amanat": (1, 0), "Auyl": (1, 0), "OSDP": (0, 1), INDEPENDENT: (0, 1)},  # 282 : 100, a quota of 191
    "maslikhat-kostanay": {"Auyl": (2, 0), "People's Party": (0, 1), "Amanat": (0, 1)},  # 342 : 48, of 195
    "maslikhat-zhambyl": {"Respublica": (1, 0), "Amanat": (1, 1), "Ak Zhol": (0, 1)},  # 230 : 152, of 191
}
"""By hand: of each council's four seats two by lists (5 % and more, Hare quota, largest remainder), two in constituencies."""

DECISION = {"number": "7", "date": "2023-03-20", "members": "7", "present": "6", "for": "5", "against": "1"}
REASON = "INVENTED: as it stands in the decision"


def rayon_of(station):
    """The commission that receives a station's papers."""
    return EVENT.commissions[EVENT.stations[station].commission].parent


def papers():
    """What lies on the table, as it is typed: every paper of every contest, and in the first region the stations' own records,
    on which no seat hangs."""
    found = {}
    for number, (station, one) in enumerate(EVENT.stations.items()):
        for contest in EVENT.contests_of(station):
            votes = {option.id: 1 for option in EVENT.options_of(contest.id) if option.id != AGAINST_ALL}
            votes |= SECONDS.get(contest.id, {})
            of_candidates = 101 + number % 4 - 2  # one is against all, one is invalid
            votes[LEADERS[contest.id]] += of_candidates - sum(votes.values())
            found[station, contest.id] = a_paper(one.voters, votes)
        if rayon_of(station) == f"territorial-{REGIONS[0]}-01":
            ballots = {contest.id: int(found[station, contest.id]["T"]) for contest in EVENT.contests_of(station)}
            found[station, STATION] = a_record(one.voters, ballots)
    wrong = found[MISCOUNTED]
    wrong["V"] = str(int(wrong["V"]) - 1)
    return found


MISTYPED, ROWS = ("X-AKT-0001", "maslikhat-aktobe.list"), ("P.Auyl", "P.Respublica")
"""The paper of which the second person types two rows the one for the other: no control can see that, the first entry does."""

MISCOUNTED = ("X-ZHA-0004", "maslikhat-zhambyl.02")
"""The paper that the precinct has signed with one valid ballot too few: it is typed as it is, and accepted by a decision."""


@dataclass
class Somebody:
    """A person at a browser."""

    name: str
    language: str
    page: Any
    secret: bytes = b""  # of the second factor, as a phone keeps it

    # ---- what anybody does ---------------------------------------------------------------------------------------------

    def goes(self, path):
        self.page.goto(path)

    def follows(self, words):
        self.clicks(self.page.get_by_role("link", name=phrase(words, self.language), exact=True))

    def presses(self, words):
        self.clicks(self.page.get_by_role("button", name=phrase(words, self.language), exact=True))

    def clicks(self, what):
        """What leads to another page."""
        with self.page.expect_navigation():
            what.first.click()

    def fills(self, form, **fields):
        for name, text in fields.items():
            form.locator(f'[name="{name}"]').fill(text)

    def is_told(self, words, **values):
        assert self.page.locator("p.done, p.fault").all_inner_texts() == [phrase(words, self.language, **values)]

    def sees(self, family, word):
        """The word of state beside the title."""
        assert self.page.locator("p > .state").first.inner_text() == phrase(f"{family}.{word}", self.language)

    def code(self):
        """The code that the phone shows. It is good once in half a minute; here the office forgets that one was used."""
        TOTPDevice.objects.filter(user__login=self.name).update(last_t=-1)
        return f"{totp(self.secret):06d}"

    def keeps_picture(self, of):
        keep_picture(self.page, f"whole-{of}-{self.language}")

    # ---- coming in -----------------------------------------------------------------------------------------------------

    def accepts(self, link):
        """An account with a password and a second factor; who has one takes the part into it."""
        self.goes(link)
        if self.secret:
            self.presses("people.join")
            return
        if self.page.get_attribute("html", "lang") != self.language:
            self.clicks(self.page.get_by_role("button", name=LANGUAGES[self.language]))
        self.fills(self.page, login=self.name, password=PASSWORD, again=PASSWORD)
        self.presses("office.account")
        told = self.page.locator("code", has_text="otpauth://").inner_text()
        self.secret = b32decode(parse_qs(urlsplit(told).query)["secret"][0])
        self.keeps_picture("second-factor")
        self.fills(self.page, code=self.code())
        self.presses("office.on")

    def invites(self, commission, into, part, name):
        """The link, as it is shown once to who invites."""
        self.goes(f"/c/{commission}/people/invite/")
        self.fills(self.page, name=f"INVENTED {name}")
        self.page.select_option('[name="part"]', part)
        self.page.select_option('[name="commission"]', into)
        self.presses("office.invite")
        return self.page.inner_text("code.secret")

    def freezes(self, groups):
        """The definition, with two groups of the hash from paper."""
        self.goes("/c/central/")
        self.follows("office.definition")
        assert self.page.locator("main code").first.inner_text().split() == groups
        self.fills(self.page, **{"group 3": groups[3], "group 11": groups[11]})
        self.keeps_picture("definition")
        self.presses("office.freeze")
        self.is_told("office.frozen")
        self.sees("office", "is frozen")

    # ---- a paper -------------------------------------------------------------------------------------------------------

    def receives(self, way):
        """The paper lies on the table, and who took it goes on to type it."""
        self.goes(way)
        self.presses("office.receive and type")
        self.is_told("office.done received")

    def takes(self, way):
        """A paper that another person has typed."""
        self.goes(f"{way}enter/")

    def types(self, paper, then):
        """The whole paper, field by field."""
        self.fills(self.page, **paper)
        self.presses("office.enter done")
        self.is_told(f"office.entered {then}")

    def types_by_keyboard(self, paper, then):
        """Digits and Enter, from the first line to the last; the keys go wherever the page has put the cursor."""
        fields = self.page.locator("input[data-line]")
        last, name = fields.last.get_attribute("name"), None
        while name != last:
            name = self.page.evaluate("document.activeElement.name")
            self.page.keyboard.type(paper.get(name, ""))
            if name != last:
                self.page.keyboard.press("Enter")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.is_told(f"office.entered {then}")

    def types_as_on_paper(self, paper, then):
        """Past what the page minds: the paper is so."""
        self.fills(self.page, **paper)
        self.presses("office.enter done")
        self.keeps_picture("look-at-paper")
        self.presses("office.as on paper")
        self.is_told(f"office.entered {then}")

    def types_the_differing_rows(self, paper, rows):
        """The third person is shown no more than the rows on which the two differ."""
        fields = self.page.locator("input[data-line]")
        assert tuple(field.get_attribute("name") for field in fields.all()) == rows
        self.keeps_picture("differences")
        self.types({name: paper[name] for name in rows}, "agreed")

    def accepts_as_signed(self, way):
        """The decision, which then waits for another person."""
        self.goes(way)
        act = self.page.locator("details", has=self.page.locator('[value="accepted as signed"]'))
        act.locator("summary").click()
        for control in act.locator('[name="codes"]').all():
            control.check()
        self.fills(act, **DECISION, reason=REASON)
        self.keeps_picture("accepted-as-signed")
        self.clicks(act.get_by_role("button"))
        self.is_told("results.typed")

    def approves_all(self, commission, number):
        """A list at once, with one code."""
        self.goes(f"/c/{commission}/")
        self.follows("office.task approve")
        assert self.page.locator('[name="paper"]:checked').count() == number
        self.fills(self.page, code=self.code())
        self.keeps_picture("approve")
        self.presses("office.approve")
        self.is_told("office.approved", number=number)

    # ---- results -------------------------------------------------------------------------------------------------------

    def types_summary(self, commission, contest, sums):
        self.goes(f"/c/{commission}/results/s/{contest}/")
        self.follows("results.sign")
        names = [field.get_attribute("name") for field in self.page.locator(".line input").all()]
        self.fills(self.page, **{name: sums[name] for name in names})
        self.presses("results.keep")
        self.is_told("results.typed")

    def prepares_declaration(self, commission, body, contests):
        self.goes(f"/c/{commission}/results/b/{body}/")
        self.follows("results.deeds")
        act = self.page.locator("details", has=self.page.locator('[value="result declared"]'))
        act.locator("summary").click()
        for contest in contests:
            act.locator(f'[value="{contest}"]').check()
        assert not act.locator('[name="reason"]').count()  # a declaration keeps no words but those of the decision
        self.fills(act, **DECISION)
        self.keeps_picture("declaration")
        self.clicks(act.get_by_role("button"))
        self.is_told("results.typed")

    def confirms(self, commission, of):
        """What another has prepared and waits, with a code for just that."""
        self.goes(f"/c/{commission}/results/")
        self.clicks(self.page.locator('.tasks a[href*="/results/d/"]'))
        assert not self.page.locator("#differs").count()
        self.fills(self.page, code=self.code())
        self.keeps_picture(of)
        self.presses("results.confirm")
        self.is_told("results.done")

    def looks_at_totals(self, body, contest, votes):
        """From the centre: the contest stands confirmed, and the first list has as many votes."""
        self.goes(f"/c/central/results/b/{body}/")
        self.sees("status", "confirmed")
        totals = self.page.locator("details").nth([one.id for one in EVENT.contests_of_body(body)].index(contest))
        totals.locator("summary").click()
        self.keeps_picture("totals")
        row = totals.get_by_role("row", name=self.party(body, LEADERS[contest]))
        assert row.locator("td").first.inner_text() == str(votes)

    def looks_at_seats(self, commission, body):
        """The seats by the names of parties, of those that have any."""
        self.goes(f"/c/{commission}/results/b/{body}/seats/")
        self.sees("status", "final")
        self.keeps_picture("seats")
        rows = self.page.locator(".seats + .wide tbody tr").all()
        cells = [row.locator("th, td").all_inner_texts() for row in rows]
        return {name: (int(lists), int(areas)) for name, lists, areas, total in cells if total != "0"}

    def party(self, body, option):
        """A party as this person's pages of results name it; in English by its short name."""
        if option == INDEPENDENT:
            return phrase("independent", self.language)
        if self.language == "en":
            return option
        return next(one.names.told(self.language) for one in EVENT.options_of(f"{body}.list") if one.id == option)


# ---- the story ---------------------------------------------------------------------------------------------------------


def test_a_whole_election_from_the_first_invitation_to_declared_seats(empty, tmp_path, chromium):  # noqa: F811
    write_definition(EVENT, tmp_path / "definition")
    groups = grouped(prepare(empty, tmp_path / "definition"))
    with serving() as address:
        people = {
            name: Somebody(name, language, chromium.new_context(base_url=address, viewport=SCREEN).new_page())
            for name, language in PEOPLE.items()
        }
        people[CENTRE].accepts(f"/invitation/{invite('central', 'chair', f'INVENTED {CENTRE}', None)}/")
        people[CENTRE].freezes(groups)
        on_paper = papers()
        for region in REGIONS:
            all_are_invited(people, region)
            all_papers_are_counted(people, region, on_paper)
            summaries_are_signed(people, region, on_paper)
            the_result_is_declared(people, region)
    assert Person.objects.count() == len(people) == 7
    the_journal_agrees(empty)


def all_are_invited(people, region):
    """Down the tree: each level invites its own, and the chair of the level below."""
    above, below = f"territorial-{region}", f"territorial-{region}-01"
    for by, commission, into, part, whom in (
        (CENTRE, "central", above, "chair", HEAD),
        (HEAD, above, above, "secretary", SECRETARY),
        (HEAD, above, below, "chair", CHAIR),
        *((CHAIR, below, below, "member", member) for member in (FIRST, SECOND, THIRD)),
    ):
        people[whom].accepts(people[by].invites(commission, into, part, whom))


def all_papers_are_counted(people, region, on_paper):
    """Received, typed by two, settled where something is not as it should be, and approved by the chair, who typed nothing."""
    commission = f"territorial-{region}-01"
    first, second, third, chair = (people[name] for name in (FIRST, SECOND, THIRD, CHAIR))
    of_region = {place: paper for place, paper in on_paper.items() if rayon_of(place[0]) == commission}
    for number, (place, paper) in enumerate(of_region.items()):
        way = f"/c/{commission}/p/{'/'.join(place)}/"
        first.receives(way)
        if place == MISCOUNTED:
            first.types_as_on_paper(paper, "entered once")
            second.takes(way)
            second.types_as_on_paper(paper, "agreed")
            chair.accepts_as_signed(way)
            third.confirms(commission, "decision")
            continue
        typing = first.types if number else first.types_by_keyboard
        typing(paper, "entered once")
        second.takes(way)
        if place == MISTYPED:
            one, other = ROWS
            second.types(paper | {one: paper[other], other: paper[one]}, "differences")
            third.takes(way)
            third.types_the_differing_rows(paper, ROWS)
        else:
            second.types(paper, "agreed")
    chair.approves_all(commission, len(of_region))


def summaries_are_signed(people, region, on_paper):
    """One member types the sums, another confirms them; then the centre looks at the totals."""
    commission, body = f"territorial-{region}-01", f"maslikhat-{region}"
    for contest in EVENT.contests_of_body(body):
        sums = sums_of([paper for (_, of), paper in on_paper.items() if of == contest.id])
        people[FIRST].types_summary(commission, contest.id, sums)
        people[SECOND].confirms(commission, "summary")
    lists = f"{body}.list"
    votes = sum(int(paper[f"P.{LEADERS[lists]}"]) for (_, of), paper in on_paper.items() if of == lists)
    people[CENTRE].looks_at_totals(body, lists, votes)


def sums_of(of):
    """The sums that a summary asks for: of each field, and of ballots that members issued over all of them."""
    sums = {name: str(sum(int(paper[name]) for paper in of)) for name in of[0]}
    return sums | {"D": str(int(sums["D.3"]) + int(sums["D.4"]))}


def the_result_is_declared(people, region):
    """The region's chair prepares it with the commission's decision, the secretary confirms; who wishes sees the seats."""
    commission, body = f"territorial-{region}", f"maslikhat-{region}"
    people[HEAD].prepares_declaration(commission, body, [one.id for one in EVENT.contests_of_body(body)])
    people[SECRETARY].confirms(commission, "declared")
    for name, at in ((CENTRE, "central"), (SECRETARY, commission), (SECOND, f"{commission}-01")):
        one = people[name]
        assert one.looks_at_seats(at, body) == {one.party(body, party): seats for party, seats in SEATS[body].items()}


def the_journal_agrees(folder):
    """Replayed from its entries, and from the signed record, the election ends in the same seats; the doctor finds nothing."""
    Recorder.of(folder).follow()
    desk.forget()
    with desk.looking() as replayed:
        assert set(replayed.status.values()) == {"final"}
        for state in (replayed, read_record(folder.record).state):
            for body, seats in SEATS.items():
                found = {party: (row["list"], row["constituency"]) for party, row in outcome_of(state, body).parties.items()}
                assert {party: row for party, row in found.items() if any(row)} == seats
    assert not [fault for check in examine(folder) for fault in check.faults]
