"""A record becomes a bundle: whole, signed, the same again, never written over."""

import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_record import (
    BODY,
    DECISION,
    LOG,
    ORIGIN,
    PUBLISHER,
    SECOND,
    STRANGER,
    append,
    everything,
    name_of,
    told,
    with_scans,
    write_small,
)

from dauys.acts import STATION, Keys, read_record
from dauys.ledger import COSIGNATURE, BadSignature, LedgerError, Malformed, Note, SigningKey, TileReader, canonical
from dauys.publish import publish
from dauys.publish.manifest import MANIFEST, NOTE, Listed, Manifest, read_manifest
from dauys.text import LANGUAGES, BadInput, phrase

PUBLISHING = """
import sys
from pathlib import Path
from dauys.acts import read_record
from dauys.ledger import SigningKey
from dauys.publish import publish

publish(read_record(Path(sys.argv[1])), Path(sys.argv[2]), SigningKey.parse(sys.argv[3]))
"""
DOCUMENT = Path(__file__).parents[2] / "docs" / "bundle.md"


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(record, out, key=PUBLISHER):
    """The one fault for which a publication is refused."""
    with pytest.raises(BadInput) as error:
        publish(record, out, key)
    (fault,) = error.value.faults
    return fault


# ---- what is in it ---------------------------------------------------------------------------------------------------


def test_every_file_of_the_document_is_there_and_no_other(bundle):
    tree = re.search(r"```text\n(manifest\.json .*?)```", DOCUMENT.read_text("utf-8"), re.S)[1]
    paths = [re.sub(r"<\w+>|…|(?<=/)$", "*", line.split()[0]) for line in tree.splitlines()]
    patterns = {re.escape(path).replace(r"\*", ".+") for path in paths}
    files = files_of(bundle).keys()
    assert {path for path in files if not any(re.fullmatch(pattern, path) for pattern in patterns)} == set()
    assert {pattern for pattern in patterns if not any(re.fullmatch(pattern, path) for path in files)} == set()


def test_the_manifest_names_every_file_and_the_publisher_has_signed_it(bundle, small):
    manifest = read_manifest((bundle / MANIFEST).read_bytes(), (bundle / NOTE).read_bytes(), PUBLISHER.public)
    assert (manifest.origin, manifest.snapshot, manifest.invented) == (ORIGIN, small.checkpoint.size, True)
    files = files_of(bundle)
    listed = {file.path: (file.size, file.sha256) for file in manifest.files}
    assert listed == {
        path: (len(data), sha256(data).hexdigest()) for path, data in files.items() if path not in (MANIFEST, NOTE)
    }
    assert [file.path.encode() for file in manifest.files] == sorted(file.path.encode() for file in manifest.files)
    assert Note.parse(files[NOTE]).text.splitlines() == [
        "dauys bundle/v1", ORIGIN, str(small.checkpoint.size), sha256(files[MANIFEST]).hexdigest(),
    ]  # fmt: skip


def test_a_manifest_of_another_or_changed_afterwards_is_refused(bundle):
    data, note = (bundle / MANIFEST).read_bytes(), (bundle / NOTE).read_bytes()
    with pytest.raises(BadSignature):
        read_manifest(data, note, STRANGER.public)
    with pytest.raises(Exception, match="of another manifest"):
        read_manifest(canonical({**told(bundle / MANIFEST), "invented": False}), note, PUBLISHER.public)
    for wrong in (b"{}", b"[]", canonical({**told(bundle / MANIFEST), "format": "other"})):
        with pytest.raises(Malformed):
            read_manifest(wrong, note, PUBLISHER.public)


def test_the_log_in_it_leads_to_the_root_that_was_signed(bundle, small):
    assert (bundle / "checkpoint").read_bytes() == bytes(small.note)
    reader = TileReader(lambda path: (bundle / path).read_bytes() if (bundle / path).is_file() else None, small.checkpoint.size)
    reader.verify(small.checkpoint.root)
    definition = {path.name for path in (small.folder / "definition").iterdir()}
    assert {path.name for path in (bundle / "definition").iterdir()} == definition


def test_the_same_record_gives_the_same_bytes(small, bundle, tmp_path):
    publish(read_record(small.folder), tmp_path / "again", PUBLISHER)
    assert files_of(tmp_path / "again") == files_of(bundle)


def test_the_bundle_says_what_it_is(small, tmp_path):
    steps = []
    made = publish(small, tmp_path / "one", PUBLISHER, lambda done, of: steps.append((done, of)))
    assert (made.folder, made.origin, made.snapshot, made.invented) == (tmp_path / "one", ORIGIN, small.checkpoint.size, True)
    assert made.files == len(files_of(tmp_path / "one"))
    assert steps == sorted(steps)
    assert steps[-1] == (steps[-1][1],) * 2
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_what_an_office_adds_after_the_reading_is_not_in_it(tmp_path):
    record = write_small(tmp_path / "record", lambda office: office.count(SECOND, STATION))
    at, by = "2023-03-20T09:00:00+06:00", {"commission": "central", "author": "p-0"}
    later = {"act": "system held", "at": at, **by, "reason": "a break"}
    append(tmp_path / "record", [later])
    publish(record, tmp_path / "first", PUBLISHER)
    publish(read_record(tmp_path / "record"), tmp_path / "second", PUBLISHER)
    first, second = told(tmp_path / "first" / MANIFEST), told(tmp_path / "second" / MANIFEST)
    assert (first["snapshot"], second["snapshot"]) == (record.checkpoint.size, record.checkpoint.size + 1)
    assert (tmp_path / "first" / "checkpoint").read_bytes() == bytes(record.note)


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_a_key_that_is_not_the_publishers_is_refused(small, tmp_path):
    for key in (STRANGER, LOG):
        assert "is not the publisher's of this election" in refusal(small, tmp_path / "out", key).cause
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoint_that_too_few_witnesses_have_seen_is_not_published(tmp_path):
    witness = SigningKey.from_seed("witness.example", b"w" * 32, COSIGNATURE)
    keys = Keys(LOG.public, PUBLISHER.public, (witness.public,), 1)
    record = write_small(tmp_path / "record", lambda office: office.count(SECOND, STATION), keys=keys)
    assert "0 of 1 witnesses cosigned" in refusal(record, tmp_path / "out").cause
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(small, bundle, tmp_path):
    before = files_of(bundle)
    same = refusal(small, bundle)
    assert same.cause == f"these very acts are published here already, as snapshot {small.checkpoint.size}; nothing was changed"
    other = write_small(tmp_path / "record", lambda office: office.count(SECOND, STATION))
    assert f"snapshot {small.checkpoint.size} is published here, and a bundle is never changed" in refusal(other, bundle).cause
    assert f"name another folder for snapshot {other.checkpoint.size}" in refusal(other, bundle).cure
    assert files_of(bundle) == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("mine", "dangling"):
        assert refusal(small, tmp_path / name).cause == "there is something else already"
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "mine", "record"]


# ---- attachments -----------------------------------------------------------------------------------------------------


def test_of_a_scan_the_cleaned_picture_is_published_and_the_other_is_named(bundle):
    taken, cleaned = name_of(b"taken"), name_of(b"cleaned")
    assert {path.name for path in (bundle / "attachments").iterdir()} == {cleaned, "not-published.txt"}
    assert (bundle / "attachments" / cleaned).read_bytes() == b"cleaned"
    assert (bundle / "attachments" / "not-published.txt").read_text() == f"{taken}\n"


def test_scans_that_the_record_does_not_hold_are_named(tmp_path):
    publish(write_small(tmp_path / "record", everything), tmp_path / "out", PUBLISHER)
    names = sorted((name_of(b"taken"), name_of(b"cleaned")))
    assert {path.name for path in (tmp_path / "out" / "attachments").iterdir()} == {"not-published.txt"}
    assert (tmp_path / "out" / "attachments" / "not-published.txt").read_text().split() == names


def test_without_scans_there_is_no_list_of_scans(tmp_path):
    publish(write_small(tmp_path / "record", lambda office: office.count_all()), tmp_path / "out", PUBLISHER)
    assert not (tmp_path / "out" / "attachments").exists()


def test_an_attachment_that_is_not_what_its_name_says_is_refused(tmp_path):
    record = write_small(tmp_path / "record", everything)
    with_scans(tmp_path / "record")
    (tmp_path / "record" / "attachments" / name_of(b"cleaned")).write_bytes(b"clean3d")
    assert "not what its name says" in refusal(record, tmp_path / "out").cause
    assert {path.name for path in tmp_path.iterdir()} == {"record"}


def test_a_lot_whose_question_is_gone_is_set_aside(tmp_path):
    """A correction can move the votes on from those that a lot was drawn for."""

    def counted(office):
        office.count(SECOND, STATION)

    def with_a_lot(office):
        counted(office)
        question = "constituency/nowhere: tie: 1 of a, b"
        office.act("lot drawn", "territorial-aktobe", body=BODY, question=question, chosen=["a"], decision=DECISION)

    seats = []
    for name, work in (("plain", counted), ("lot", with_a_lot)):
        record = write_small(tmp_path / name, work)
        publish(record, tmp_path / f"{name}-out", PUBLISHER)
        seats.append((tmp_path / f"{name}-out" / "seats" / f"{BODY}.json").read_bytes())
    assert seats[0] == seats[1]


def test_another_process_gives_the_same_bytes(night, night_bundle, tmp_path):
    """Sets come in another order in every process; a bundle does not."""
    record, key = night
    out, seed = tmp_path / "again", {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", PUBLISHING, record.folder, out, key.secret], env=seed, check=True)
    assert (out / MANIFEST).read_bytes() == (night_bundle / MANIFEST).read_bytes()


def test_the_readme_says_in_three_languages_how_to_check(bundle):
    text = (bundle / "README.txt").read_text("utf-8")
    assert text.count("python3 verify.py . --key KEY") == len(LANGUAGES)
    for language in LANGUAGES:
        assert phrase("page.invented", language) in text
        assert phrase("page.unchanged", language) in text


@given(st.lists(st.builds(Listed, st.text(), st.integers(0, 2**53 - 1), st.text("0123456789abcdef", min_size=64, max_size=64))))
def test_the_manifest_is_canonical_whatever_files_are_called(files):
    """Its list is written without the general canonicaliser, and refuses what that refuses."""
    told = Manifest("log.example/é", 7, True, tuple(files))
    listed = [{"path": one.path, "sha256": one.sha256, "size": one.size} for one in files]
    try:
        expected = canonical({"format": told.format, "origin": told.origin, "snapshot": 7, "invented": True, "files": listed})
    except LedgerError:
        with pytest.raises(LedgerError):
            bytes(told)
    else:
        assert bytes(told) == expected
