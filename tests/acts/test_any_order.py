"""Any act by anybody of any commission at any time, against a small model: what is let through keeps the rules.

The model knows nothing of the table: only who had a hand in which version, and what two people must have done; and that
the sums of a commission's papers are signed once there is nothing more to wait for.
"""

from collections import Counter
from functools import cache

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from rehearsal import DECISION, Desk, entry, event, papers

from dauys.acts import KINDS, STATION, figures_hash, read_act, replay, table_of
from dauys.acts.authority import RIGHTS
from dauys.protocol.life import CLASSES, NotAllowed

PLACE = next(s for s in event().stations.values() if s.place == "astana")
LIST = "mazhilis.list"
CONTESTS = (STATION, LIST)
WAY = (PLACE.commission, "territorial-astana", "central", "territorial-almaty")
PEOPLE = st.sampled_from(["ann", "ben", "cem", "dan"])
PAPER = {contest: papers()[PLACE.id, contest] for contest in CONTESTS}
SLIP = {
    STATION: {**PAPER[STATION], "A": PAPER[STATION]["A"] + 9},
    "mazhilis.list": {**PAPER["mazhilis.list"], "V": PAPER["mazhilis.list"]["V"] + 9},
}
ACTS = sorted(RIGHTS)


@cache
def before():
    """Entries that count the papers of all other stations whose sums the commission of the one signs."""
    desk = Desk()
    for station in desk.state.summing(LIST)[WAY[1]]:
        if station != PLACE.id:
            desk.count(station, STATION)
            desk.count(station, LIST)
    return desk.entries


class AnyOrder(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.done = [*before()]
        self.state = replay(event(), self.done)
        self.newest = dict.fromkeys(CONTESTS, 1)  # version
        self.hands = {}  # by contest and version: who typed
        self.approvals = {}  # by contest and version: who approved, and which figures

    @rule(
        act=st.sampled_from(ACTS), contest=st.sampled_from(CONTESTS), author=PEOPLE, commission=st.sampled_from(WAY),
        slip=st.booleans(), codes=st.frozensets(st.sampled_from(["E101", "E106", "W001", "W101", "empty"]), min_size=1),
        prepared_by=PEOPLE,
    )  # fmt: skip
    def anybody_does_anything(self, act, contest, author, commission, slip, codes, prepared_by):
        figures = SLIP[contest] if slip else PAPER[contest]
        self.attempt(act, contest, author, commission, figures, sorted(codes), prepared_by)

    @rule(contest=st.sampled_from(CONTESTS), people=st.permutations(["ann", "ben", "cem", "dan"]), slip=st.booleans())
    def somebody_goes_the_right_way(self, contest, people, slip):
        """Chance alone seldom gets a protocol approved, so it is helped along."""
        figures = SLIP[contest] if slip else PAPER[contest]
        self.attempt("protocol received", contest, people[0], WAY[1], figures, ["x"])
        self.attempt("protocol entered", contest, people[0], WAY[1], figures, ["x"])
        self.attempt("protocol entered again", contest, people[1], WAY[1], figures, ["x"])
        entered = self.state.life(PLACE.id, contest).latest.figures
        if entered is not None:
            found = self.state.findings(PLACE.id, contest, entered)
            for kind, severities in (("accepted as signed", ("error", "hold")), ("findings explained", ("warning",))):
                codes = sorted({one.code for one in found if one.severity in severities})
                if codes:
                    self.attempt(kind, contest, people[3], WAY[1], figures, codes, people[0])
            self.attempt("protocol approved", contest, people[2], WAY[1], table_of(entered), ["x"])

    @rule(author=PEOPLE, prepared_by=PEOPLE, commission=st.sampled_from(WAY))
    def somebody_signs_sums(self, author, prepared_by, commission):
        if self.done_as(entry("summary signed", commission, author, prepared_by=prepared_by, contest=LIST, figures={})):
            assert commission == WAY[1]
            assert (LIST, self.newest[LIST]) in self.approvals

    @rule(author=PEOPLE, commission=st.sampled_from(WAY))
    def somebody_opens_the_station(self, author, commission):
        if self.done_as(entry("station opened", commission, author, station=PLACE.id)):
            assert commission != "territorial-almaty"

    def attempt(self, act, contest, author, commission, figures, codes, prepared_by=None):
        life = self.state.life(PLACE.id, contest)
        version = life.latest.version + (act == "protocol corrected")
        payload = {
            "version": version, "figures": figures_hash(figures) if act == "protocol approved" else figures,
            "codes": codes, "reason": "so it is", "decision": DECISION, "supersedes": life.latest.version, "scan": None,
            "taken": "a" * 64, "cleaned": None, "prepared_by": prepared_by, "salt": "b" * 64,
        }  # fmt: skip
        wanted = {key: payload[key] for key in KINDS[act] if key in payload}
        told = entry(act, commission, author, station=PLACE.id, contest=contest, **wanted)
        if self.done_as(told):
            self.note(act, contest, author, commission, version, figures)

    def done_as(self, told):
        """Whether an act was let through; where not, nothing has changed."""
        before = (dict(self.state.lives), self.state.acts, dict(self.state.status), dict(self.state.summaries))
        try:
            self.state.apply(read_act(told))
        except NotAllowed:
            assert (self.state.lives, self.state.acts, self.state.status, self.state.summaries) == before
            return False
        assert told.get("prepared_by") != told["author"]
        self.done.append(told)
        return True

    def note(self, act, contest, author, commission, version, figures):
        assert commission != "territorial-almaty"
        self.newest[contest] = max(self.newest[contest], version)
        hands = self.hands.setdefault((contest, version), [])
        if act == "protocol entered":
            hands[:] = [(author, figures)]
        elif act in ("protocol entered again", "differences resolved"):
            assert author not in [who for who, _ in hands]
            hands.append((author, figures))
        elif act == "protocol approved":
            assert commission != PLACE.commission
            assert author not in [who for who, _ in hands]
            alike = Counter(figures_hash(typed) for _, typed in hands)
            assert max(alike.values()) >= 2 or len(hands) == 3  # typed twice alike, line by line where three people typed
            self.approvals[contest, version] = figures_hash(figures)

    def teardown(self):
        """The log alone gives the same state."""
        again = replay(event(), self.done)
        assert again.lives == self.state.lives
        assert again.status == self.state.status
        assert again.summaries == self.state.summaries

    @invariant()
    def every_protocol_is_in_one_class_and_what_counts_was_approved(self):
        for contest in CONTESTS:
            stations = event().stations if contest == STATION else [s.id for s in event().stations_of(contest)]
            counts = self.state.partition(contest, stations)
            assert sum(counts.values()) == len(stations)
            assert set(counts) == set(CLASSES.values())
            figures = self.state.counting(PLACE.id, contest)
            version = max((v for c, v in self.approvals if c == contest), default=None)
            if figures is not None:
                assert figures_hash(table_of(figures)) == self.approvals[contest, version]
                assert self.state.life(PLACE.id, contest).counting.version == version


AnyOrder.TestCase.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
test_any_order_of_acts = AnyOrder.TestCase


@pytest.mark.drill
class TestLonger(AnyOrder.TestCase):
    settings = settings(max_examples=1000, stateful_step_count=60, deadline=None)
