"""A log as plain files, and read back from them: the same entries, root and proofs, or a refusal with the file's name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import entries

from dauys.ledger import (
    BadProof,
    Damaged,
    LedgerError,
    Malformed,
    Tile,
    TileReader,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
)
from dauys.ledger.tiles import bundle, files, index_path, parse_bundle, tiles

ALL = entries(0, 66_000)
TREE = Tree(map(leaf_hash, ALL))


def written(size, since=0):
    return dict(files(size, TREE, lambda start, stop: ALL[start:stop], since))


@given(st.integers(0, 10**18))
def test_a_path_is_read_as_it_was_written(index):
    for tile in (Tile(0, index), Tile(None, index, 17), Tile(63, index, 1), Tile(7, index, 255)):
        assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(None, 273, 112), "tile/entries/273.p/112"),
        (Tile(2, 1000), "tile/2/x001/000"),
    ],
)
def test_paths(tile, path):
    assert tile.path == path


@pytest.mark.parametrize(
    "path",
    [
        "", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/0/x000/000", "tile/0/001/000",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000/", "/tile/0/000", "tile/0/../000", "tile/0/٠٠٠",
        "tile/entries/000.p/", "tile/data/000", "tile/0/000\n", "tile/0/" + "x001/" * 30 + "000",
    ],
)  # fmt: skip
def test_what_is_no_path_is_refused(path):
    with pytest.raises(Malformed):
        Tile.parse(path)


def test_an_index_takes_three_digits_a_step():
    assert [index_path(n) for n in (7, 999, 1000, 10**6)] == ["007", "999", "x001/000", "x001/x000/000"]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 66_000])
def test_a_log_is_read_back_from_its_files(size):
    reader = TileReader(written(size).get, size)
    reader.verify(TREE.root(size))
    assert reader.root() == TREE.root(size)
    assert reader.entries(0, size) == ALL[:size]
    assert reader.entries(200, 300) == ALL[200 : min(300, size)]
    for index in {0, size // 3, size - 1} if size else ():
        assert inclusion_proof(index, size, reader.nodes) == inclusion_proof(index, size, TREE)
        assert consistency_proof(index + 1, size, reader.nodes) == consistency_proof(index + 1, size, TREE)


def test_how_many_files_there_are():
    assert list(written(0)) == []
    assert list(written(256)) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert len(written(66_000)) == 2 * 258 + 2 + 1


@given(st.integers(0, 1500), st.integers(0, 1500))
def test_what_is_added_and_what_was_there_make_the_whole(one, other):
    since, size = sorted((one, other))
    added = written(size, since)
    together = written(since) | added
    assert written(size).items() <= together.items()
    TileReader(together.get, size).verify(TREE.root(size))
    assert not added.keys() & {path for path in written(since) if ".p/" not in path}  # a full tile is written once


def test_a_partial_tile_that_is_gone_is_cut_from_the_full_one():
    larger = {path: data for path, data in written(512).items() if ".p/" not in path}
    reader = TileReader((larger | {"tile/1/000.p/1": TREE(8, 0)}).get, 300)
    reader.verify(TREE.root(300))
    assert reader.entries(256, 400) == ALL[256:300]


def test_a_missing_file_is_named():
    for path in written(300):
        present = written(300)
        del present[path]
        with pytest.raises(Damaged, match=f"{path} is missing"):
            TileReader(present.get, 300).verify(TREE.root(300))


@given(st.integers(1, 600), st.data())
@settings(deadline=None)
def test_no_bit_of_any_file_can_be_changed(size, data):
    changed = written(size)
    path = data.draw(st.sampled_from(sorted(changed)))
    content = bytearray(changed[path])
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    changed[path] = bytes(content)
    with pytest.raises((BadProof, Malformed)):
        TileReader(changed.get, size).verify(TREE.root(size))


@pytest.mark.parametrize("size", [1, 256, 300, 65_536])
def test_no_file_can_be_longer_or_shorter_and_no_upper_tile_is_believed(size):
    right = written(size)
    for path in list(right)[-3:]:
        for wrong in (right[path] + b"\0", right[path] + bytes(32), right[path][:-1], bytes(len(right[path]))):
            with pytest.raises((BadProof, Malformed)):
                TileReader((right | {path: wrong}).get, size).verify(TREE.root(size))


def test_a_changed_entry_is_named():
    changed = written(300)
    changed["tile/entries/001.p/44"] = changed["tile/entries/001.p/44"].replace(b"entry 258", b"entry 259")
    with pytest.raises(BadProof, match=r"entry 258 is not what tile/0/001\.p/44 says"):
        TileReader(changed.get, 300).verify(TREE.root(300))


def test_a_log_changed_throughout_has_another_root():
    other = [b"other", *ALL[1:300]]
    tree = Tree(map(leaf_hash, other))
    changed = dict(files(300, tree, lambda start, stop: other[start:stop]))
    TileReader(changed.get, 300).verify(tree.root())
    with pytest.raises(BadProof, match="do not have the root that was signed"):
        TileReader(changed.get, 300).verify(TREE.root(300))


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_is_read_as_it_was_written(several):
    data = bundle(several)
    assert parse_bundle(data, len(several)) == several
    for wrong in (data[:-1], data + b"\0", data + b"\0\0"):
        if wrong != data:
            with pytest.raises(Malformed):
                parse_bundle(wrong, len(several))
    with pytest.raises(Malformed):
        parse_bundle(data, len(several) + 1)


def test_since_and_size_may_be_the_same():
    assert list(tiles(500, 500)) == []


def test_a_reader_of_nonsense_says_so_in_its_own_words():
    with pytest.raises(LedgerError):
        TileReader(lambda path: b"nonsense", 70_000).verify(bytes(32))
