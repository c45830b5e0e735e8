"""A definition before lists and candidates are known: it says so itself, and no table of it tells who stands."""

from dataclasses import replace

import pytest
from untold import untold

from dauys.demo.definition import invent_definition
from dauys.election.definition import definition_files, read_definition, write_definition
from dauys.text import BadInput

EVENT = replace(invent_definition(80, seed=1), lists={})
OPEN = replace(EVENT, nominating=True, options={contest.id: () for contest in EVENT.contests})


def test_it_is_read_as_it_was_written_and_has_no_table_of_options(tmp_path):
    write_definition(OPEN, tmp_path)
    assert not (tmp_path / "options.csv").exists()
    assert "nominating = true\n" in (tmp_path / "event.toml").read_text("utf-8")
    assert read_definition(tmp_path) == OPEN
    assert "nominating" not in definition_files(EVENT)["event.toml"].decode()


@pytest.mark.parametrize("table", ["options", "persons"])
def test_a_table_of_who_stands_has_no_place_in_it(tmp_path, table):
    write_definition(OPEN, tmp_path)
    (tmp_path / f"{table}.csv").write_bytes(definition_files(EVENT)["options.csv"])
    with pytest.raises(BadInput) as refused:
        read_definition(tmp_path)
    (fault,) = refused.value.faults
    assert fault.file.endswith(f"{table}.csv")
    assert "this table tells who stands" in fault.cause
    assert not untold(refused.value.faults)


def test_without_the_word_a_blank_ballot_is_a_fault_as_before(tmp_path):
    write_definition(replace(OPEN, nominating=False), tmp_path)
    with pytest.raises(BadInput):
        read_definition(tmp_path)
