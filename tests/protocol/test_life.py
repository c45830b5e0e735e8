"""The life of a protocol, proved against a small model: two people, paper that may be wrong, versions that stay."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dauys.protocol import Figures, Finding
from dauys.protocol.life import CLASSES, TABLE, Deed, Life, NotAllowed, Protocol, act_on, moves, table_of_life

PAPER = Figures("list", {"V": 10, "N": 1, "P": {"A": 6, "B": 3}})
SLIP = Figures("list", {"V": 10, "N": 1, "P": {"A": 3, "B": 6}})
OTHER = Figures("list", {"V": 10, "N": 1, "P": {"A": 9, "B": 0}})
BROKEN = Finding("E101", "error", "c", None, None, ("V",))
UNUSUAL = Finding("W101", "warning", "c", None, None, ("N",))


def agreed(figures=PAPER) -> Life:
    life = Life((Protocol("X-1", "c", "list"),)).act(Deed("protocol received", "clerk"))
    return life.act(Deed("protocol entered", "one", figures)).act(Deed("protocol entered again", "two", figures))


def test_two_entries_alike_are_agreed_and_a_third_person_approves():
    life = agreed()
    assert life.latest.state == "agreed"
    assert life.act(Deed("protocol approved", "three")).counting.figures == PAPER


def test_the_second_entry_is_by_another_person():
    life = Life((Protocol("X-1", "c", "list", state="received"),)).act(Deed("protocol entered", "one", PAPER))
    with pytest.raises(NotAllowed, match="another person"):
        life.act(Deed("protocol entered again", "one", PAPER))


@pytest.mark.parametrize("author", ["one", "two"])
def test_whoever_entered_never_approves(author):
    with pytest.raises(NotAllowed, match="cannot approve"):
        agreed().act(Deed("protocol approved", author))


def differing() -> Life:
    life = Life((Protocol("X-1", "c", "list", state="received"),)).act(Deed("protocol entered", "one", PAPER))
    return life.act(Deed("protocol entered again", "two", SLIP))


def test_differences_are_retyped_from_paper_by_a_third_person():
    assert differing().latest.state == "differences"
    for author in ("one", "two"):
        with pytest.raises(NotAllowed, match="another person"):
            differing().act(Deed("differences resolved", author, PAPER))
    assert differing().act(Deed("differences resolved", "three", PAPER)).latest.figures == PAPER


def test_a_figure_typed_in_three_ways_is_nobodys_figure():
    with pytest.raises(NotAllowed, match="lines P: typed in three ways"):
        differing().act(Deed("differences resolved", "three", OTHER))


def test_an_error_waits_for_a_decision_and_words_do_not_settle_it():
    life = agreed()
    with pytest.raises(NotAllowed, match="findings are open: E101"):
        life.act(Deed("protocol approved", "three"), (BROKEN,))
    with pytest.raises(NotAllowed, match="an error needs a decision"):
        life.act(Deed("findings explained", "three", codes=frozenset({"E101"}), reason="it is so"), (BROKEN,))
    decided = life.act(Deed("accepted as signed", "chair", codes=frozenset({"E101"}), reason="as on paper"), (BROKEN,))
    approved = decided.act(Deed("protocol approved", "three"), (BROKEN,))
    assert approved.counting.figures == PAPER  # the figures stay as signed
    assert approved.counting.accepted == {"E101"}  # and the failed control stays with them


def test_a_decision_accepts_only_what_is_broken():
    with pytest.raises(NotAllowed, match="no control E102"):
        agreed().act(Deed("accepted as signed", "chair", codes=frozenset({"E102"}), reason="why not"), (BROKEN,))


def test_a_warning_needs_words():
    with pytest.raises(NotAllowed, match="W101"):
        agreed().act(Deed("protocol approved", "three"), (UNUSUAL,))
    with pytest.raises(NotAllowed, match="reason in words"):
        agreed().act(Deed("findings explained", "three", codes=frozenset({"W101"}), reason=" "), (UNUSUAL,))
    told = agreed().act(Deed("findings explained", "chair", codes=frozenset({"W101"}), reason="snow"), (UNUSUAL,))
    assert told.act(Deed("protocol approved", "three"), (UNUSUAL,)).latest.state == "approved"


@pytest.mark.parametrize("figures", [Figures("list", {"V": None}), Figures("list", {"V": 0, "P": {"A": 0}})])
def test_an_empty_or_all_zero_form_needs_its_reason(figures):
    with pytest.raises(NotAllowed, match="only zeros"):
        agreed(figures).act(Deed("protocol approved", "three"))
    told = agreed(figures).act(Deed("findings explained", "chair", codes=frozenset({"empty"}), reason="closed by flood"))
    assert told.act(Deed("protocol approved", "three")).latest.state == "approved"


def test_a_correction_is_a_new_version_and_the_old_one_counts_until_the_new_is_approved():
    life = agreed().act(Deed("protocol approved", "three"))
    reopened = life.act(Deed("protocol corrected", "chair", reason="recount, decision 7"))
    assert (reopened.latest.version, reopened.latest.state) == (2, "received")
    assert reopened.counting.version == 1
    again = reopened.act(Deed("protocol entered", "four", OTHER)).act(Deed("protocol entered again", "five", OTHER))
    corrected = again.act(Deed("protocol approved", "six"))
    assert corrected.counting.figures == OTHER
    assert corrected.versions[0].figures == PAPER  # the old one stays


def test_a_hold_leads_back_to_where_it_began():
    held = agreed().act(Deed("protocol held", "chair", reason="a complaint"))
    assert held.class_ == "held"
    assert held.act(Deed("protocol released", "chair", reason="answered")).latest.state == "agreed"


def test_an_annulled_protocol_counts_nothing():
    life = agreed().act(Deed("protocol approved", "three")).act(Deed("protocol annulled", "chair", reason="decision 9"))
    assert (life.counting, life.class_) == (None, "annulled")


def test_the_table_is_told_whole():
    assert table_of_life().count("\n") == 2 + len(TABLE)


PEOPLE = st.sampled_from(["ann", "ben", "cem"])
PAPERS = st.sampled_from([PAPER, SLIP])
FINDINGS = st.sampled_from([(), (BROKEN,), (UNUSUAL,), (BROKEN, UNUSUAL)])


class AnyOrderOfActs(RuleBasedStateMachine):
    """Any act by anybody at any time: whatever is let through keeps the rules that the model checks."""

    def __init__(self):
        super().__init__()
        self.life = Life((Protocol("X-1", "c", "list"),))
        self.hands: set[str] = set()  # who touched the figures of this version
        self.approved: list[Figures] = []

    @rule(
        act=st.sampled_from(sorted({move.act for move in TABLE})), author=PEOPLE, figures=PAPERS, findings=FINDINGS,
        codes=st.frozensets(st.sampled_from(["E101", "W101", "empty"]), max_size=2), reason=st.sampled_from(["", "so"]),
    )  # fmt: skip
    def anybody_does_anything(self, act, author, figures, findings, codes, reason):
        before = self.life
        try:
            self.life = self.life.act(Deed(act, author, figures, codes, reason), findings)
        except NotAllowed:
            assert self.life is before
            return
        if act == "protocol entered":
            self.hands = {author}
        elif act in ("protocol entered again", "differences resolved"):
            assert author not in self.hands
            self.hands.add(author)
        elif act == "protocol approved":
            assert author not in self.hands
            assert len(self.hands) >= 2
            assert not {f.code for f in findings if f.severity == "error"} - self.life.latest.accepted
            self.approved.append(self.life.latest.figures)
        elif act == "protocol corrected":
            self.hands = set()

    @invariant()
    def old_versions_stay_and_the_classes_hold(self):
        assert [protocol.version for protocol in self.life.versions] == list(range(1, len(self.life.versions) + 1))
        assert self.life.class_ in CLASSES.values()
        assert [p.figures for p in self.life.versions if p.approved_by] == self.approved


AnyOrderOfActs.TestCase.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
test_any_order_of_acts = AnyOrderOfActs.TestCase


@pytest.mark.parametrize("state", CLASSES)
def test_an_act_that_has_no_row_is_refused(state):
    acts = {move.act for move in TABLE}
    for act in acts:
        if not moves(state, act):
            with pytest.raises(NotAllowed, match="cannot follow"):
                act_on(Protocol("X-1", "c", "list", state=state), Deed(act, "ann", PAPER, reason="so"))
