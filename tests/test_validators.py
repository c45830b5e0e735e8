"""The environment of other people's validators is looked for where it is said to be, and its absence is never passed over."""

import pytest
from validators import validator


def test_a_program_is_found_in_the_environment_that_the_variable_names(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "checker").touch()
    monkeypatch.setenv("DAUYS_VALIDATORS", str(tmp_path))
    assert validator("checker") == tmp_path / "bin" / "checker"


def test_a_program_that_is_not_there_fails_the_test(tmp_path, monkeypatch):
    monkeypatch.setenv("DAUYS_VALIDATORS", str(tmp_path))
    monkeypatch.delenv("DAUYS_WITHOUT_VALIDATORS", raising=False)
    with pytest.raises(pytest.fail.Exception, match=r"checker is not in .*requirements/validate.in"):
        validator("checker")


def test_whoever_says_so_has_the_test_skipped_and_told(tmp_path, monkeypatch):
    monkeypatch.setenv("DAUYS_VALIDATORS", str(tmp_path))
    monkeypatch.setenv("DAUYS_WITHOUT_VALIDATORS", "yes")
    with pytest.raises(pytest.skip.Exception, match="NOT checked"):
        validator("checker")


@pytest.mark.parametrize("word", ["no", "1", ""])
def test_no_other_word_skips_it(word, tmp_path, monkeypatch):
    monkeypatch.setenv("DAUYS_VALIDATORS", str(tmp_path))
    monkeypatch.setenv("DAUYS_WITHOUT_VALIDATORS", word)
    with pytest.raises(pytest.fail.Exception):
        validator("checker")
