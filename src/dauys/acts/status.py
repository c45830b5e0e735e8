"""The status of a contest's numbers, in one word, moved by acts alone, as the edition's chain says (``chain.toml``).

``nothing`` stands before the first approved protocol. Wherever a number is shown, this word stands beside it.
"""

from collections.abc import Iterable
from typing import Literal

from dauys.protocol.chain import Chain, Move

NOTHING = "nothing"

type When = Literal["protocols are missing", "no protocol is missing", "the election is void"]


def moved(chain: Chain, status: str, act: str, kinds: Iterable[str], when: When) -> str | None:
    """The status after an act of a commission acting in these roles; None where the act moves nothing.

    when: how it stands with the contest's protocols after the act.
    """
    found = (move for kind in kinds for move in chain.moves(status, act, kind) if _fits(move, when))
    return next((move.to for move in found), None)


def _fits(move: Move, when: When) -> bool:
    return move.when is None or move.when == when
