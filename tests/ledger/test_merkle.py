"""Roots and proofs of RFC 6962: what is in the tree can be shown, what is not cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.ledger import (
    EMPTY_ROOT,
    BadProof,
    CompactRange,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(b"leaf %d" % index) for index in range(300)]
TREE = Tree(LEAVES)


def by_definition(leaves):
    """MTH as RFC 6962, section 2.1, writes it."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def test_three_ways_to_one_root():
    growing = CompactRange()
    for size in range(len(LEAVES) + 1):
        assert TREE.root(size) == growing.root() == by_definition(LEAVES[:size])
        assert growing.size == size
        if size < len(LEAVES):
            growing.append(LEAVES[size])
    assert root_of(iter(LEAVES)) == TREE.root()


@given(st.lists(st.integers(0, 40), max_size=8))
def test_it_does_not_matter_in_what_portions_a_tree_grew(portions):
    tree, at = Tree(), 0
    for portion in portions:
        tree.extend(LEAVES[at : at + portion])
        at = min(at + portion, len(LEAVES))
        assert (tree.size, tree.root()) == (at, TREE.root(at))


def test_every_entry_of_every_small_tree_has_a_proof():
    for size in range(1, 40):
        for index in range(size):
            proof = inclusion_proof(index, size, TREE)
            verify_inclusion(LEAVES[index], index, size, proof, TREE.root(size))


def test_every_small_tree_is_shown_to_begin_every_larger_one():
    for new in range(1, 40):
        for old in range(1, new + 1):
            verify_consistency(old, new, consistency_proof(old, new, TREE), TREE.root(old), TREE.root(new))


sizes = st.integers(1, len(LEAVES))


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


def wrong_proofs(draw, proof):
    """A proof with one bit, one hash or one place changed."""
    place, bit = draw(st.integers(0, max(0, len(proof) - 1))), draw(st.integers(0, 255))
    wrong = [(*proof, LEAVES[0]), (LEAVES[0], *proof)]
    if proof:
        wrong += [
            (*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]),
            (*proof[:place], *proof[place + 1 :]),
            (*proof[:place], proof[place][:-1], *proof[place + 1 :]),
        ]
    if len(proof) > 1:
        wrong.append((*proof[1:], proof[0]))
    return wrong


@given(sizes, st.data())
def test_no_changed_proof_of_inclusion_holds(size, data):
    index, bit = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, 255))
    proof, root = inclusion_proof(index, size, TREE), TREE.root(size)
    changed = [
        *((LEAVES[index], index, size, wrong, root) for wrong in wrong_proofs(data.draw, proof)),
        (flipped(LEAVES[index], bit), index, size, proof, root),
        (LEAVES[index], index, size, proof, flipped(root, bit)),
        *((LEAVES[index], other, size, proof, root) for other in (index - 1, index + 1, size, -1)),
        (LEAVES[index][:-1], index, size, proof, root),
    ]
    for arguments in changed:
        with pytest.raises(BadProof):
            verify_inclusion(*arguments)


@given(sizes, st.data())
def test_no_changed_proof_of_consistency_holds(new, data):
    old, bit = data.draw(st.integers(1, new)), data.draw(st.integers(0, 255))
    proof, roots = consistency_proof(old, new, TREE), (TREE.root(old), TREE.root(new))
    changed = [
        *((old, new, wrong, *roots) for wrong in wrong_proofs(data.draw, proof)),
        (old, new, proof, flipped(roots[0], bit), roots[1]),
        (old, new, proof, roots[0], flipped(roots[1], bit)),
        (new + 1, new, proof, *roots),
        (0, new, proof, *roots),
    ]
    if old != new:
        changed.append((old, new, proof, *roots[::-1]))
    for arguments in changed:
        with pytest.raises(BadProof):
            verify_consistency(*arguments)


@given(sizes, st.integers(0, 299), st.integers(0, 255))
def test_a_tree_with_another_entry_is_another_tree(size, index, bit):
    index %= size
    other = Tree([*LEAVES[:index], flipped(LEAVES[index], bit), *LEAVES[index + 1 : size]])
    assert other.root() != TREE.root(size)
    for old in {size // 2, index + 1, size} - {0}:
        if old > index:
            with pytest.raises(BadProof):
                verify_consistency(old, size, consistency_proof(old, size, other), TREE.root(old), other.root())


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (0, 2**63)])
def test_where_there_is_no_entry_there_is_no_proof(index, size):
    with pytest.raises(BadProof, match="no entry"):
        inclusion_proof(index, size, TREE)
    with pytest.raises(BadProof, match="no entry"):
        verify_inclusion(LEAVES[0], index, size, (), LEAVES[0])


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5), (5, 2**63)])
def test_between_such_trees_there_is_no_proof(old, new):
    with pytest.raises(BadProof, match="no proof"):
        consistency_proof(old, new, TREE)
    with pytest.raises(BadProof, match="no proof"):
        verify_consistency(old, new, (), LEAVES[0], LEAVES[0])


def test_in_the_largest_tree_of_all_a_receipt_has_63_hashes():
    size = 2**63 - 1
    asked = []

    def nodes(level, index):
        asked.append((level, index))
        return bytes(32)

    proof = inclusion_proof(0, size, nodes)
    assert len(proof) == 63
    assert max(level for level, _ in asked) == 61


def test_a_leaf_is_never_taken_for_a_node():
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)
