"""Dauys: a mixed election from the polling station to the seat, and a count that anybody can check.

The five lines a researcher needs:

>>> import dauys
>>> election = dauys.load_election("kz-mazhilis-2023")
>>> law = dauys.load_law("kz/mazhilis/2023")
>>> outcome = dauys.apply(law, election.votes)
>>> outcome.parties["Amanat"]
{'list': 40, 'constituency': 22, 'total': 62}
>>> outcome.trace[0].rule
'declared'
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dauys.election import load_election
    from dauys.formats.frames import open_bundle
    from dauys.law import apply, load_law

__all__ = ["__version__", "apply", "load_election", "load_law", "open_bundle"]
__version__ = "0.1.0"

_HOMES = {
    "apply": "dauys.law",
    "load_law": "dauys.law",
    "load_election": "dauys.election",
    "open_bundle": "dauys.formats.frames",
}


def __getattr__(name: str) -> Any:
    """Import a room only when it is asked for: ``import dauys`` costs nothing, and the pure rooms stay pure."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dauys' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
