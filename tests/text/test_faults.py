"""A fault says where, what, why and what to do; a refusal says all of them, in the order of the files."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.text import BadInput, Fault

ABAI = Fault("votes.csv", 12, "votes", "1,000", "a whole number is written without separators", "write 1000")


def test_a_fault_reads_as_a_sentence():
    assert str(ABAI) == ("votes.csv:12:votes: a whole number is written without separators (value '1,000'). Cure: write 1000.")


@pytest.mark.parametrize(
    ("line", "column", "where"),
    [(12, "votes", "votes.csv:12:votes"), (12, 3, "votes.csv:12:3"), (12, None, "votes.csv:12"), (None, None, "votes.csv")],
)
def test_only_what_is_known_of_the_place_is_said(line, column, where):
    fault = Fault("votes.csv", line, column, None, "there are no votes", "add them")
    assert str(fault) == f"{where}: there are no votes. Cure: add them."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "'0'"),  # a zero is a value; None alone is nothing
        ("", "''"),
        ("Әлем", "'Әлем'"),
        ("two\nlines", r"'two\nlines'"),
        ("x" * 80, f"'{'x' * 80}'"),
        ("x" * 81, f"'{'x' * 79}…'"),
    ],
)
def test_the_value_is_quoted_on_one_line_and_cut_where_it_is_long(value, shown):
    assert f"(value {shown})." in str(Fault("law.toml", 1, 1, value, "not a word", "correct it"))


def test_all_faults_are_listed_by_file_line_and_column():
    def fault(file, line, column=None):
        return Fault(file, line, column, None, "wrong", "correct it")

    right = [
        fault("a.csv", None),
        fault("a.csv", 2),
        fault("a.csv", 2, 9),
        fault("a.csv", 2, 10),
        fault("a.csv", 11),
        fault("b", 1),
    ]
    refused = BadInput((right[3], right[5], right[0], right[4], right[2], right[1]))
    assert list(refused.faults) == right
    assert str(refused).splitlines() == [str(one) for one in right]


def test_a_refusal_names_at_least_one_fault():
    with pytest.raises(ValueError, match="at least one fault"):
        BadInput(())


def test_a_refusal_can_be_sent_to_another_process():
    sent = pickle.loads(pickle.dumps(BadInput((ABAI,))))
    assert sent.faults == (ABAI,)
    assert str(sent) == str(ABAI)


faults = st.builds(
    Fault,
    st.sampled_from(["a.csv", "b.csv"]),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 20) | st.sampled_from(["votes", "place"]),
    st.none() | st.text(max_size=5),
    st.sampled_from(["too long", "too short"]),
    st.just("correct it"),
)


@given(st.lists(faults, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_message_does_not_depend_on_the_order_in_which_faults_were_found(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert str(BadInput(tuple(shuffled))) == str(BadInput(tuple(found)))
