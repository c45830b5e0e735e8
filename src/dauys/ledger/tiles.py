"""A log as plain files (C2SP tlog-tiles): tiles of 256 hashes, bundles of 256 entries; any web server can hand them out.

A tile at level L holds the hashes of subtrees of ``256**L`` leaves each. The last tile of a level may be partial; it stays
valid for ever, for the size that it was written at.
"""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dauys.ledger.errors import BadProof, Damaged, Malformed
from dauys.ledger.merkle import HASH, CompactRange, Nodes, Tree, leaf_hash, root_of

WIDTH = 256

LARGEST_ENTRY = 2**16 - 1
"""Bytes: a bundle gives 16 bits to a length."""

_LEVELS = 8  # levels of the tree in one tile: 2**8 is its width
_TOP = 63
_LENGTH = struct.Struct(">H")
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """Where hashes or entries stand. ``level`` None: a bundle of entries, beside the tile at level 0."""

    level: int | None
    index: int
    width: int = WIDTH  # hashes or entries; fewer than 256 in a partial tile

    @property
    def path(self) -> str:
        """Relative, with slashes: ``tile/0/x001/x234/067.p/112``."""
        level = "entries" if self.level is None else self.level
        suffix = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{index_path(self.index)}{suffix}"

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """Raises Malformed unless ``path`` is a tile's, written in the one right way."""
        found = _PATH.fullmatch(path)
        if found is None or not path.isascii() or len(path) > 80:
            raise Malformed(f"not the path of a tile: {path[:80]!r}")
        index = int(found["index"].replace("x", "").replace("/", ""))
        width = int(found["width"]) if found["width"] else WIDTH
        level = None if found["level"] == "entries" else int(found["level"])
        tile = cls(level, index, width)
        if tile.path != path or (level or 0) > _TOP or width > WIDTH:
            raise Malformed(f"not the path of a tile: {path[:80]!r}")
        return tile

    @property
    def full(self) -> "Tile":
        return replace(self, width=WIDTH)


def index_path(index: int) -> str:
    """Three digits a step, all but the last behind an x, so that no name is a file and a folder both."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    steps = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{step}" for step in steps[:-1]), steps[-1]])


def tiles(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles and bundles of a log of ``size``, but those that one of ``since`` had already: bundles first, then by level."""
    yield from _row(None, size, since)
    level, here, before = 0, size, since
    while here:
        yield from _row(level, here, before)
        level, here, before = level + 1, here // WIDTH, before // WIDTH


def _row(level: int | None, count: int, before: int) -> Iterator[Tile]:
    if count == before:
        return
    for index in range(before // WIDTH, count // WIDTH):
        yield Tile(level, index)
    if count % WIDTH:
        yield Tile(level, count // WIDTH, count % WIDTH)


def hashes_of(tile: Tile, nodes: Nodes) -> bytes:
    """The content of a tile of hashes."""
    assert tile.level is not None
    first = tile.index * WIDTH
    return b"".join(nodes(_LEVELS * tile.level, index) for index in range(first, first + tile.width))


def bundle(entries: Sequence[bytes]) -> bytes:
    """The content of a bundle: every entry behind its length. Raises Malformed where one is too long for it."""
    if any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise Malformed(f"an entry has at most {LARGEST_ENTRY} bytes")
    return b"".join(_LENGTH.pack(len(entry)) + entry for entry in entries)


def parse_bundle(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle of ``width``; raises Malformed."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < width:
        if at + _LENGTH.size > len(data):
            break
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        if at + length > len(data):
            break
        entries.append(data[at : at + length])
        at += length
    if len(entries) != width or at != len(data):
        raise Malformed(f"a bundle of {len(data)} bytes does not hold {width} entries exactly")
    return entries


def files(
    size: int, nodes: Nodes, entries: Callable[[int, int], Sequence[bytes]], since: int = 0
) -> Iterator[tuple[str, bytes]]:
    """Path and content of every tile and bundle of a log of ``size`` that one of ``since`` did not have yet.

    entries: gives the entries from one index up to another, as ``Store.entries`` does.
    """
    for tile in tiles(size, since):
        first = tile.index * WIDTH
        whole = bundle(entries(first, first + tile.width)) if tile.level is None else hashes_of(tile, nodes)
        yield tile.path, whole


class TileReader:
    """A log of ``size`` read back from its files, none of which is believed before ``verify``.

    read: gives a file's content by its path, or None where there is none. A partial tile may be gone once the full one is
    there; then the full one is read and cut. Keeps the last 512 tiles, owned by this reader alone.
    """

    def __init__(self, read: Callable[[str], bytes | None], size: int) -> None:
        self.size = size
        self._read = read
        self._tree = lru_cache(maxsize=512)(self._load)

    def entries(self, start: int, stop: int) -> list[bytes]:
        """Raises Damaged, where a file is missing, or Malformed."""
        found: list[bytes] = []
        for index in range(start // WIDTH, -(-min(stop, self.size) // WIDTH)):
            first = index * WIDTH
            found += self._bundle(index)[max(start - first, 0) : max(stop - first, 0)]
        return found

    def nodes(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, as the proofs of ``dauys.ledger.merkle`` ask for it."""
        row, inside = divmod(level, _LEVELS)
        tile, within = divmod(index << inside, WIDTH)
        return self._tree(row, tile)(inside, within >> inside)

    def root(self) -> bytes:
        """The root as the lowest tiles have it, not believing the upper ones."""
        return root_of(leaf for index in range(-(-self.size // WIDTH)) for leaf in self._hashes(0, index))

    def verify(self, root: bytes) -> None:
        """Read everything: bundles hash to the lowest tiles, tiles to those above, the whole to ``root``.

        Raises Damaged, Malformed or BadProof, with the path of the file that is wrong.
        """
        growing, rows = CompactRange(), [(0, self.size)]
        while rows[-1][1] >= WIDTH:
            rows.append((rows[-1][0] + 1, rows[-1][1] // WIDTH))
        for index in range(-(-self.size // WIDTH)):
            hashes = self._hashes(0, index)
            for within, (entry, leaf) in enumerate(zip(self._bundle(index), hashes, strict=True)):
                if leaf_hash(entry) != leaf:
                    raise BadProof(f"entry {index * WIDTH + within} is not what {self._at(0, index).path} says")
                growing.append(leaf)
        for level, count in rows[1:]:
            for index in range(-(-count // WIDTH)):
                for within, above in enumerate(self._hashes(level, index)):
                    below = index * WIDTH + within
                    if root_of(self._hashes(level - 1, below)) != above:
                        raise BadProof(f"{self._at(level - 1, below).path} is not what {self._at(level, index).path} says")
        if growing.root() != root:
            raise BadProof(f"the {self.size} entries do not have the root that was signed")

    def _at(self, level: int | None, index: int) -> Tile:
        count = self.size // WIDTH ** (level or 0)
        return Tile(level, index, min(WIDTH, count - index * WIDTH))

    def _content(self, tile: Tile) -> tuple[bytes, int]:
        """What is in the file, and how many hashes or entries that is: the tile's own width, or 256."""
        for one in dict.fromkeys((tile, tile.full)):
            if (data := self._read(one.path)) is not None:
                return data, one.width
        raise Damaged(f"{tile.path} is missing")

    def _bundle(self, index: int) -> list[bytes]:
        tile = self._at(None, index)
        return parse_bundle(*self._content(tile))[: tile.width]

    def _hashes(self, level: int, index: int) -> list[bytes]:
        tile = self._at(level, index)
        data, width = self._content(tile)
        if len(data) != width * HASH:
            raise Malformed(f"{tile.path} has {len(data)} bytes; {width} hashes have {width * HASH}")
        return [data[at : at + HASH] for at in range(0, tile.width * HASH, HASH)]

    def _load(self, level: int, index: int) -> Tree:
        return Tree(self._hashes(level, index))
