"""A whole count by chance: five people press whatever button a screen has, against a small model of who may have done what.

The model knows neither the table of the life of protocols nor the rows: only that the second entry is by another person, the
third by a third, an approval by somebody without a hand in it, a decision by two; and that nothing counts that two people have
not typed alike. Whatever was pressed, journal, rows and record agree, and the office answers every press in words.
"""

import re

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dauys.acts.record import read_record
from dauys.office.counting.models import Approval, Typing
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.results.models import Confirmation, Draft

PEOPLE = ("ann", "ben", "cem", "dan", "chair")
BUTTONS = (
    *["type_it"] * 4, *["go_the_right_way"] * 2, *["approve"] * 2, *["bring_a_new_paper"] * 3, "settle", "receive",
    "send_back", "hold_and_release",
)  # fmt: skip
SLIPS = ((0, 0, 0), (1, 1, 1), (0, 2, 0))
"""Of three people: none; what the paper itself says, though it contradicts itself; the second's alone."""

DECISION = {"number": "7", "date": "2023-03-20", "members": "7", "present": "6", "for": "5", "against": "1"}


class WholeCount(RuleBasedStateMachine):
    """One paper, from its coming to its approval and further; the next run takes the next paper of the same office."""

    def __init__(self, house, paper):
        super().__init__()
        self.house, (self.station, self.contest) = house, paper
        self.commission = house.receiver(*paper)
        self.people = {
            name: house.somebody(self.commission, "chair" if name == "chair" else "member", f"{name}-{self.commission}")
            for name in PEOPLE
        }
        self.version, self.state = 1, "expected"
        self.typed = {}  # who typed, and what: in this round of this version
        self.accepted = None  # figures that two people have typed alike

    @initialize(order=st.permutations(PEOPLE))
    def it_begins_with_a_slip(self, order):
        self.go_the_right_way(order, len(SLIPS) - 1)

    @rule(button=st.sampled_from(BUTTONS), order=st.permutations(PEOPLE), slip=st.integers(0, 2))
    def somebody_presses_something(self, button, order, slip):
        """One rule, so that none is left out of a run."""
        match button:
            case "type_it":
                self.type_it(order[0], slip)
            case "go_the_right_way":
                self.go_the_right_way(order, slip)
            case _:
                getattr(self, button)(order[0])

    # ---- what anybody presses --------------------------------------------------------------------------------------------

    def receive(self, who):
        self.press(who, "receive")
        if self.state == "expected":
            self.state = "received"

    def type_it(self, who, slip):
        figures = self.figures(slip)
        before, done = self.state, self.enter(who, figures)
        allowed = who not in self.typed and before in ("received", "sent back", "entered once", "differences")
        assert done == allowed or (before == "differences" and allowed), (before, who, self.typed)
        if not done:
            return
        self.typed[who] = figures
        if before in ("received", "sent back"):
            self.state = "entered once"
        else:
            self.accepted = figures if list(self.typed.values()).count(figures) >= 2 else None
            self.state = "agreed" if self.accepted else "differences"

    def go_the_right_way(self, order, slip):
        """Chance alone seldom gets a paper approved, so it is helped along."""
        self.receive(order[0])
        for who, one in zip(order[:3], SLIPS[slip], strict=True):
            self.type_it(who, one)
        self.settle(order[3])
        self.approve(order[4])

    def settle(self, who):
        """Words for warnings, a decision of the commission for what contradicts itself."""
        if self.state != "agreed":
            return
        hard, soft = self.open_codes()
        if soft:
            self.press(who, "settle", act="findings explained", codes=soft, reason="INVENTED: looked into")
        if hard:
            self.decide(who, "accepted as signed", codes=hard)

    def approve(self, who):
        page = self.people[who].get(f"/c/{self.commission}/approve/")
        found = re.findall(rf'name="hash ({self.station}/{self.contest})" value="([0-9a-f]{{64}})"', page)
        ready = self.state == "agreed" and not any(self.open_codes()) and who not in self.typed
        assert bool(found) == ready, (self.state, who, self.typed)
        for key, hash_ in found:
            code = self.people[who].code()
            self.people[who].post(f"/c/{self.commission}/approve/", paper=[key], code=code, **{f"hash {key}": hash_})
            self.state = "approved"

    def send_back(self, who):
        self.press(who, "settle", act="protocol sent back", reason="INVENTED: badly typed")
        if self.state in ("entered once", "differences", "agreed"):
            self.state, self.typed, self.accepted = "sent back", {}, None

    def hold_and_release(self, who):
        self.press(who, "settle", act="protocol held", reason="INVENTED: in doubt")
        held = self.state in ("received", "entered once", "differences", "agreed")
        assert (self.now() == "held") == held
        self.press(who, "settle", act="protocol released", reason="INVENTED: no doubt any more")

    def bring_a_new_paper(self, who):
        """Only the chair may prepare it: of the others the policy refuses the address, and they may confirm."""
        if who != "chair":
            self.press(who, "decide", 403, act="protocol corrected", reason="INVENTED: recounted", **DECISION)
        if self.decide(who, "protocol corrected"):
            self.version, self.state, self.typed, self.accepted = self.version + 1, "received", {}, None

    def decide(self, who, act, **told):
        """The chair prepares a decision, and somebody confirms it: whether it was done, which the chair cannot do alone."""
        before = Entry.objects.count()
        filled = {"act": act, "reason": "INVENTED: so it is decided", **DECISION, **told}
        draft = self.people["chair"].prepares(self.house.address(self.station, self.contest, "decide"), **filled)
        possible = self.state in ("differences", "agreed", "approved")
        assert ("/results/d/" in draft) == possible
        if not possible:
            return False
        row = Draft.objects.latest("id")
        code = self.people[who].code()
        self.people[who].post(f"{draft}confirm/", 422 if who == "chair" else 302, hash=row.hash, code=code)
        assert Entry.objects.count() == before + (who != "chair")
        return who != "chair"

    # ---- what always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def the_screen_says_what_the_model_says(self):
        assert self.now() == self.state
        with desk.looking() as state:
            counting = state.counting(self.station, self.contest)
            latest = state.life(self.station, self.contest).latest
        assert latest.version == self.version
        if self.state == "approved":
            assert counting == latest.figures
            assert counting.one("T") == int(self.accepted["T"])

    @invariant()
    def nobody_is_two(self):
        here = {"station": self.station, "contest": self.contest}
        for one in Confirmation.objects.select_related("draft"):
            assert one.person_id != one.draft.typed_by_id
        for approval in Approval.objects.filter(**here):
            hands = Typing.objects.filter(**here, version=approval.version, round=approval.round)
            people = [one.person_id for one in hands]
            assert len(people) == len(set(people)) >= 2
            assert approval.person_id not in people

    def teardown(self):
        Recorder.of(self.house.folder).follow()
        assert not {one.name: one.faults for one in examine(self.house.folder) if one.faults}
        record = read_record(self.house.folder.record).state
        with desk.looking() as state:
            assert record.counting(self.station, self.contest) == state.counting(self.station, self.contest)
            assert record.life(self.station, self.contest).latest == state.life(self.station, self.contest).latest

    # ---- hands -----------------------------------------------------------------------------------------------------------

    def press(self, who, what, *answers, **data):
        """A button pressed: done, or refused in words on the page; never anything else."""
        answer = self.people[who].browser.post(self.house.address(self.station, self.contest, what), data)
        assert answer.status_code in (answers or (302, 422)), (what, data, answer.status_code)

    def now(self):
        with desk.looking() as state:
            return state.life(self.station, self.contest).latest.state

    def figures(self, slip):
        """The paper as it is; or with one of two slips, either of which contradicts itself."""
        good = self.house.figures(self.station, self.contest)
        return {**good, "T": str(int(good["T"]) + slip)} if slip in (1, 2) else good

    def open_codes(self):
        """Codes that nobody has settled: errors, and warnings."""
        with desk.looking() as state:
            latest = state.life(self.station, self.contest).latest
            settled = latest.accepted | latest.explained
            found = [one for one in state.findings(self.station, self.contest, latest.figures) if one.code not in settled]
        hard = sorted({one.code for one in found if one.severity != "warning"})
        return hard, sorted({one.code for one in found if one.severity == "warning"})

    def enter(self, who, figures):
        """Whether the entry was taken."""
        before = Typing.objects.count()
        address, somebody = self.house.address(self.station, self.contest, "enter"), self.people[who]
        answer = somebody.browser.post(address, figures)
        if answer.status_code == 422:
            looked = re.search(r'name="looked at" value="([^"]*)"', answer.content.decode())[1]
            answer = somebody.browser.post(address, {**figures, "looked at": looked})
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        return Typing.objects.count() == before + 1


def test_whatever_is_pressed_the_count_keeps_its_rules(counting):
    """Each run on a paper of its own, for nothing is ever taken back."""
    papers = iter([(station, one.id) for station in counting.event.stations for one in counting.event.contests_of(station)])
    run_state_machine_as_test(
        lambda: WholeCount(counting, next(papers)),
        settings=settings(
            max_examples=4, stateful_step_count=20, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert Approval.objects.count() >= 2
    assert Typing.objects.filter(turn=3).exists()
    assert Typing.objects.filter(version=2).exists()
    assert Confirmation.objects.count() >= 2
