"""A list of voters as it is handed over: faults by row and column, never by value; and marks that say nothing of order."""

import csv
import datetime
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from untold import untold

from dauys.election.tables import Refused
from dauys.register import COLUMNS, Marks, Refusal, check_digit, load_rules, read_iin, read_list
from dauys.register.marks import AWAY, BOXES, HEAD, MEMBERS, NOT
from dauys.text import BadInput

DAY = datetime.date(2023, 3, 19)
RIGHT = "808801900017"


def iin(eleven):
    digit = check_digit(eleven)
    return None if digit is None else f"{eleven}{digit}"


def row(number, **other):
    right = next(found for n in range(10) if (found := iin(f"8088019{number:03}{n}")))
    return {"station": "X-1", "name": f"Surname {number}", "born": "1980", "iin": right, "address": "INVENTED 1", **other}


def as_csv(rows, columns=COLUMNS):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(data, taken=lambda numbers: (), invented=True):
    return list(read_list(io.BytesIO(data), "list.csv", {"X-1", "X-2"}, DAY, invented, taken))


def faults(data, **more):
    with pytest.raises(BadInput) as bad:
        read(data, **more)
    assert not untold(bad.value.faults)
    return [(one.line, one.column) for one in bad.value.faults], str(bad.value)


# ---- the number --------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**11 - 1), st.sampled_from([*range(10), 11]), st.integers(1, 9))
def test_one_wrong_digit_is_found(eleven, place, by):
    """But for the eleventh, and where one of the two numbers needs the second weights."""
    number = iin(f"{eleven:011}")
    if number is None:
        return
    wrong = "".join(str((int(d) + by) % 10) if at == place else d for at, d in enumerate(number))
    first = [sum((at + 1) * int(d) for at, d in enumerate(text[:-1])) % 11 for text in (number, wrong)]
    if 10 not in first:
        with pytest.raises(Refused):
            read_iin(wrong, wrong[2:4] == "88")


@pytest.mark.parametrize("text", ["", "80880190001", "8088019000177", "80880190001x", "٨٠٨٨٠١٩٠٠٠١٧", " 808801900017"])
def test_what_is_not_twelve_digits_is_no_number(text):
    with pytest.raises(Refused):
        read_iin(text, True)


def test_numbers_of_people_and_invented_ones_never_mix():
    of_people = iin("80010130001")
    assert read_iin(of_people, False) == of_people
    for number, invented in ((of_people, True), (iin("80880190001"), False)):
        with pytest.raises(Refused):
            read_iin(number, invented)


# ---- the file ----------------------------------------------------------------------------------------------------------


def test_a_right_list_is_given_in_its_order():
    found = read(as_csv([row(n) for n in range(300)]))
    assert [one.person.name for one in found] == [f"Surname {n}" for n in range(300)]
    assert found[0].row == 2


def test_every_fault_is_told_at_once_by_row_and_column_and_no_value_is():
    rows = [
        row(1), row(2, iin="808801900010"), row(3, born="2006"), row(4, born="17.05.1980"), row(5, name=""),
        row(6, station="X-3"), row(7, iin=row(1)["iin"]), row(8, address="x" * 251), row(9, iin=row(2)["iin"]),
    ]  # fmt: skip
    found, told = faults(as_csv(rows), taken=lambda numbers: {row(2)["iin"]} & set(numbers))
    assert sorted(found) == [
        (3, "iin"), (4, "born"), (5, "born"), (6, "name"), (7, "station"), (8, "iin"), (9, "address"), (10, "iin"),
    ]  # fmt: skip
    for one in rows:
        for value in (one["iin"], one["name"], one["address"], one["born"]):
            assert not value or value not in told or value in ("1980",)


def test_who_comes_of_age_on_the_day_votes():
    assert len(read(as_csv([row(1, born="2005-03-19")]))) == 1
    assert faults(as_csv([row(1, born="2005-03-20")]))[0] == [(2, "born")]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", [(1, None)] * 5),
        (as_csv([]), [(None, None)]),
        (as_csv([row(1)], ("station", "name", "born", "iin")), [(1, None)]),
        (as_csv([row(1)], (*COLUMNS, "party")), [(1, None)]),
        (as_csv([row(1)]) + b"X-1,too few\r\n", [(3, None)]),
        (as_csv([row(1)]) + b'X-1,"a"b,1980,1,x\r\n', [(3, None)]),
        (as_csv([row(1)]) + b"X-1,\xff\xfe,1980,1,x\r\n", [(None, None)]),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(data, where):
    assert faults(data)[0] == where


def test_parquet_is_read_as_csv_is(tmp_path):
    import duckdb

    (tmp_path / "list.csv").write_bytes(as_csv([row(n) for n in range(50)]))
    names = ", ".join(COLUMNS)
    duckdb.sql(f"COPY (SELECT {names} FROM read_csv('{tmp_path}/list.csv', all_varchar = true)) TO '{tmp_path}/list.parquet'")
    with (tmp_path / "list.parquet").open("rb") as file:
        found = list(read_list(file, "list.parquet", {"X-1"}, DAY, True, lambda numbers: ()))
    assert [one.person for one in found] == [one.person for one in read(as_csv([row(n) for n in range(50)]))]
    (tmp_path / "broken.parquet").write_bytes(b"PAR1" + b"\0" * 50)
    with (tmp_path / "broken.parquet").open("rb") as file, pytest.raises(BadInput):
        list(read_list(file, "broken.parquet", {"X-1"}, DAY, True, lambda numbers: ()))


# ---- marks -------------------------------------------------------------------------------------------------------------


def put(marks, place, voter):
    start = (place - 1) * marks.width
    return Marks(marks.text[:start] + voter.text + marks.text[start + marks.width :], marks.listed, marks.width)


@given(st.permutations(range(1, 21)), st.integers(0, 2**20))
def test_the_same_marks_make_the_same_text_in_whatever_order_they_are_made(order, seed):
    chance = random.Random(seed)
    what = {place: (chance.sample(range(4), chance.randint(1, 4)), chance.choice("abc")) for place in range(1, 21)}

    def marked(places):
        marks = Marks.new(20, 5, 4)
        for place in places:
            contests, member = what[place]
            marks = put(marks, place, marks.at(place).issued(contests, member, outside=False))
        return marks

    assert marked(order) == marked(range(1, 21))


def test_what_may_follow_on_what():
    blank = Marks.new(1, 1, 2).at(1)
    issued = blank.issued([0], "a", outside=False)
    assert issued.ballots == "a."
    home = blank.on_way("1")
    assert home.issued([1], "b", outside=True).ballots == ".B"
    refusals = [
        (lambda: Marks.new(1, 1, 2).at(2).issued([0], "a", outside=False), "nobody"),
        (lambda: Marks.new(1, 1, 2).at(3), "nobody"),
        (lambda: issued.issued([0, 1], "b", outside=False), "issued"),
        (lambda: issued.removed("P"), "issued"),
        (lambda: issued.on_way(AWAY), "issued"),
        (lambda: blank.removed("P").issued([0], "a", outside=False), "left"),
        (lambda: blank.on_way(AWAY).issued([0], "a", outside=False), "away"),
        (lambda: blank.on_way(AWAY).removed("P"), "away"),
        (lambda: home.on_way("2"), "way already"),
        (lambda: blank.issued([0], "a", outside=True), "no request"),
        (lambda: blank.issued([], "a", outside=False), "no ballot"),
        (lambda: blank.added("p"), "taken"),
    ]
    for deed, why in refusals:
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.why == why


@given(st.lists(st.tuples(st.sampled_from("l-pc"), st.sampled_from(NOT + "PT"), st.sampled_from(NOT + AWAY + BOXES),
                          st.text(NOT + "abAB", min_size=3, max_size=3)), min_size=1, max_size=30))  # fmt: skip
def test_what_is_counted_is_what_a_plain_count_finds(places):
    listed = len(places) // 2
    marks = Marks("".join(map("".join, places)), listed, HEAD + 3)
    found = marks.counted()
    for at in range(3):
        column = [ballots[at] for *_, ballots in places]
        assert found.by_list[at] == sum(one in "ab" for one in column)
        assert found.by_request[at] == sum(one in "AB" for one in column)
        assert found.by_member[at].total() == found.by_list[at] + found.by_request[at]
        for box, numbers in found.by_box.items():
            assert numbers[at] == sum(way == box and ballots[at] in "AB" for _, _, way, ballots in places)
    assert found.received == sum(ballots != NOT * 3 for *_, ballots in places)
    assert found.voters == listed + sum(came != "-" for came, *_ in places[listed:]) - sum(one != NOT for _, one, *_ in places)
    assert found.requests.total() + found.away == sum(way != NOT for _, _, way, _ in places)


def test_every_letter_of_the_rules_is_one_of_its_own():
    rules = load_rules("kz/mazhilis/2023")
    letters = [one.code for one in (*rules.addition, *rules.removal)]
    assert len(set(letters)) == len(letters)
    assert all(one.code.islower() for one in rules.addition)
    assert all(one.code.isupper() for one in rules.removal)
    assert sum(one.certificate for one in rules.addition) == 1
    assert len(MEMBERS) >= 11  # of a precinct commission (Art. 17(1))
    assert load_rules("kz/maslikhat-district/2023").equation == rules.equation
    assert load_rules("de/bundestag/2023") is None
