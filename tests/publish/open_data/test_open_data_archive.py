"""The archive for the media holds the whole bundle, says what it is, and is the same bytes when it is made again."""

import zipfile
from io import BytesIO

import pytest

from dauys.acts.published import read_bundle
from dauys.publish.open_data.archive import READ_FIRST, files_of, folder_of, media_zip


@pytest.fixture(scope="module")
def record(mixed_bundle):
    return read_bundle(mixed_bundle)


@pytest.fixture(scope="module")
def archive(mixed_bundle, record):
    return media_zip(files_of(mixed_bundle), record.event, record.checkpoint)


def test_every_file_is_in_it_once_in_one_folder(mixed_bundle, record, archive):
    files, folder = dict(files_of(mixed_bundle)), folder_of(record.event, record.checkpoint)
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == [f"{folder}{READ_FIRST}", *(f"{folder}/{path}" for path in files)]
        assert {path: opened.read(f"{folder}/{path}") for path in files} == files
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_says_in_three_languages_that_it_is_invented_and_how_to_check(record, archive):
    folder = folder_of(record.event, record.checkpoint)
    assert folder.startswith("INVENTED-")
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        text = opened.read(f"{folder}{READ_FIRST}").decode()
    assert text.startswith("ОЙДАН ШЫҒАРЫЛҒАН.")
    assert text.count(f"python3 {folder}/verify.py {folder} --key KEY") == 3
    for words in ("INVENTED. This is a rehearsal.", "ВЫМЫШЛЕНО. Это репетиция.", f"snapshot {record.checkpoint.size}"):
        assert words in text


def test_what_is_unpacked_is_the_bundle_and_nothing_else(mixed_bundle, record, archive, tmp_path):
    """A file more in its folder, and ``verify.py`` would refuse it."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        opened.extractall(tmp_path)
    assert dict(files_of(tmp_path / folder_of(record.event, record.checkpoint))) == dict(files_of(mixed_bundle))


@pytest.mark.parametrize("paths", [("b", "a"), ("a", "a")])
def test_files_that_are_written_as_they_come_must_come_in_order(record, paths):
    with pytest.raises(ValueError, match="order of paths"):
        media_zip([(path, b"") for path in paths], record.event, record.checkpoint)
