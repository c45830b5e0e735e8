"""Figures under seals: what the log holds of stations that may have to be published together with their neighbours.

A small or unanimous station would tell how single people voted. Where an election has decided so before the day
(``Merging``), the figures of such stations stand in the log as salted commitments, one for each cell: everybody sees that two
people typed alike and a third approved just that, and nobody sees what. When the papers of the whole group are approved, each
is opened, which everybody can check; or, where one of them must not be alone, only their sum is published. That this sum is
right can be checked by whoever is shown the salts, such as a court: of this one number the log alone holds a promise.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from dauys.ledger import canonical


def seal(salt: str, line: str, cell: str, number: int | None) -> str:
    """The commitment to one cell: SHA-256 of the canonical JSON of salt, line, cell and number, hexadecimal.

    salt: 64 hexadecimal digits, drawn for one version of one paper; cell: empty where the line has only one.
    """
    return sha256(canonical([salt, line, cell, number])).hexdigest()


def sealed(lines: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """Figures with a seal in the place of each number."""
    return {
        line: {key: seal(salt, line, key, number) for key, number in cell.items()}
        if isinstance(cell, Mapping)
        else seal(salt, line, "", cell)
        for line, cell in lines.items()
    }
