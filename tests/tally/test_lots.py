"""A recorded lot answers the question that it was drawn for, as long as it arises; a wrong one is refused in words."""

import pytest
from rehearsal_ties import LEADERS, TIED, question_of, tied_state

from dauys.tally.result import answers, outcome_of
from dauys.text import BadInput


def test_a_lot_settles_its_question():
    question = question_of(tied_state())
    outcome = outcome_of(tied_state(question, [LEADERS[0]]), TIED.body)
    assert question not in {one.id for one in outcome.questions}
    assert [seat.option for seat in outcome.seats if seat.place == TIED.id] == [LEADERS[0]]


def test_a_lot_whose_question_does_not_arise_is_set_aside():
    stale = tied_state("constituency/nowhere: tie: 1 of a, b", ["a"])
    assert answers(stale, TIED.body) == ()
    assert question_of(stale) == question_of(tied_state())


def test_a_lot_for_somebody_who_was_not_tied_is_refused():
    question = question_of(tied_state())
    with pytest.raises(BadInput, match="does not answer its question"):
        outcome_of(tied_state(question, ["nobody"]), TIED.body)
