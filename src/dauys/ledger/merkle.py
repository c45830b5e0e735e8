"""The Merkle tree of RFC 6962, section 2.1: roots, proofs of inclusion and of consistency, made and verified.

Whoever makes a proof asks for the hashes of *complete* subtrees only, through a function ``nodes(level, index)``: the
subtree of ``2**level`` leaves beginning at leaf ``index * 2**level``. So the same few lines serve a tree in memory and one
read from tiles. Sizes and indexes count leaves from 0.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from dauys.ledger.errors import BadProof

type Nodes = Callable[[int, int], bytes]

HASH = 32
"""Bytes of a SHA-256 hash."""

EMPTY_ROOT = sha256().digest()

LARGEST_SIZE = 2**63 - 1
"""No tree is larger: a size is a number of 63 bits (C2SP tlog-cosignature has its times so, tlog-witness its 63 hashes)."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 behind a zero byte: no leaf can be passed off as a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of two hashes behind a one."""
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below ``size``, 2 or more: the leaves on the left."""
    return 1 << ((size - 1).bit_length() - 1)


def subtree(start: int, stop: int, nodes: Nodes) -> bytes:
    """The hash of leaves ``start`` to ``stop``, a range that splitting a whole tree comes to."""
    size = stop - start
    if size & (size - 1) == 0:
        return nodes(size.bit_length() - 1, start // size)
    middle = start + _split(size)
    return node_hash(subtree(start, middle, nodes), subtree(middle, stop, nodes))


def root(size: int, nodes: Nodes) -> bytes:
    """MTH(D[size]); the root of nothing is the hash of nothing."""
    return subtree(0, size, nodes) if size else EMPTY_ROOT


type _Turn = tuple[bool, int, int]
"""One step up: whether our side is the right one, and the leaves that the other side spans."""


def _climb(leaf: int, size: int, arrived: Callable[[int, int], bool]) -> tuple[int, list[_Turn]]:
    """From the root down towards ``leaf`` until ``arrived(start, stop)``: where that is, and the turns back upwards."""
    start, stop = 0, size
    turns: list[_Turn] = []
    while not arrived(start, stop):
        middle = start + _split(stop - start)
        if leaf >= middle:
            turns.append((True, start, middle))
            start = middle
        else:
            turns.append((False, middle, stop))
            stop = middle
    return start, turns[::-1]


def _to_leaf(index: int, size: int) -> list[_Turn]:
    if not 0 <= index < size <= LARGEST_SIZE:
        raise BadProof(f"there is no entry {index} in a tree of {size}")
    return _climb(index, size, lambda start, stop: stop - start == 1)[1]


def _to_old_edge(old: int, new: int) -> tuple[int, list[_Turn]]:
    """To the last subtree that the old tree and the new one have in common; it ends where the old tree ended."""
    if not 0 < old <= new <= LARGEST_SIZE:
        raise BadProof(f"there is no proof from a tree of {old} to one of {new}")
    return _climb(old - 1, new, lambda _, stop: stop == old)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """PATH(index, D[size]): the hashes beside the way from a leaf to the root, lowest first."""
    return tuple(subtree(start, stop, nodes) for _, start, stop in _to_leaf(index, size))


def consistency_proof(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """PROOF(old, D[new]): what shows that the first ``old`` leaves of the new tree are the old tree. ``old`` is 1 or more."""
    start, turns = _to_old_edge(old, new)
    common = () if start == 0 else (subtree(start, old, nodes),)  # whoever verifies has the old root already
    return (*common, *(subtree(begin, end, nodes) for _, begin, end in turns))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Raise BadProof unless ``proof`` leads from the leaf's hash at ``index`` to the root of a tree of ``size``."""
    turns = _to_leaf(index, size)
    _check_hashes(proof, len(turns))
    if len(leaf) != HASH:
        raise BadProof(f"a leaf's hash has {HASH} bytes, this one {len(leaf)}")
    node = leaf
    for (right, _, _), beside in zip(turns, proof, strict=True):
        node = node_hash(beside, node) if right else node_hash(node, beside)
    if node != expected:
        raise BadProof(f"entry {index} is not in the tree of {size} with this root")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise BadProof unless the tree of ``new`` leaves begins with the tree of ``old``, which has 1 leaf or more."""
    start, turns = _to_old_edge(old, new)
    _check_hashes(proof, len(turns) + (start != 0))
    common, *besides = (old_root, *proof) if start == 0 else proof
    was = now = common
    for (right, _, _), beside in zip(turns, besides, strict=True):
        if right:
            was = node_hash(beside, was)
            now = node_hash(beside, now)
        else:
            now = node_hash(now, beside)
    if (was, now) != (old_root, new_root):
        raise BadProof(f"the tree of {new} does not begin with the tree of {old}")


def _check_hashes(proof: Sequence[bytes], count: int) -> None:
    if len(proof) != count:
        raise BadProof(f"a proof of {len(proof)} hashes; here it has {count}")
    if any(len(one) != HASH for one in proof):
        raise BadProof(f"a hash in the proof is not of {HASH} bytes")


class CompactRange:
    """The least that one has to keep to go on with a tree: the roots of its complete subtrees, at most 63.

    Owned by whoever reads entries in order and wants the root; never shared.
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # the largest first

    def append(self, leaf: bytes) -> None:
        node, carry = leaf, self.size
        while carry & 1:  # as one adds 1 in binary: every full subtree joins its neighbour
            node = node_hash(self._peaks.pop(), node)
            carry >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        node = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            node = node_hash(peak, node)
        return node


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes given in order, in memory for 63 hashes."""
    growing = CompactRange()
    for leaf in leaves:
        growing.append(leaf)
    return growing.root()


class Tree:
    """Every complete subtree of a growing tree, in memory: 64 bytes a leaf. Any size up to its own can be asked for.

    Owned by one log, which extends it under its lock. Nothing in it is ever changed, so what was handed out stays true.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels = [bytearray()]  # level k: the hashes of 2**k leaves each, one behind the other
        self.extend(leaves)

    @property
    def size(self) -> int:
        return len(self._levels[0]) // HASH

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes; every pair that becomes complete gets its parent, level by level."""
        self._levels[0] += b"".join(leaves)
        level = 0
        while len(below := self._levels[level]) >= 2 * HASH:
            if level + 1 == len(self._levels):
                self._levels.append(bytearray())
            above = self._levels[level + 1]
            for pair in range(2 * len(above), len(below) // (2 * HASH) * 2 * HASH, 2 * HASH):
                above += sha256(b"\x01" + below[pair : pair + 2 * HASH]).digest()
            level += 1

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree; raises BadProof where the tree does not reach so far."""
        if (index + 1) << level > self.size:
            raise BadProof(f"the tree has {self.size} leaves only")
        return bytes(self._levels[level][index * HASH : (index + 1) * HASH])

    def root(self, size: int | None = None) -> bytes:
        return root(self.size if size is None else size, self)
