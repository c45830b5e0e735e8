"""The list of voters of a station: who is on it, what was issued, and whether signatures, ballots and list agree.

Values and rules alone; what keeps them, encrypted and without a time, is ``office/voters``.
"""

from dauys.register.listing import COLUMNS, Held, Listed, read_list
from dauys.register.marks import NOT, Counted, Marks, Refusal, Voter
from dauys.register.person import Person, check_digit, read_iin
from dauys.register.reconciliation import Books, Broken, Reconciled, reconcile
from dauys.register.returning import Contradiction, brought_back, nothing_marked
from dauys.register.rules import Rules, load_rules, read_rules

__all__ = [
    "COLUMNS",
    "NOT",
    "Books",
    "Broken",
    "Contradiction",
    "Counted",
    "Held",
    "Listed",
    "Marks",
    "Person",
    "Reconciled",
    "Refusal",
    "Rules",
    "Voter",
    "brought_back",
    "check_digit",
    "load_rules",
    "nothing_marked",
    "read_iin",
    "read_list",
    "read_rules",
    "reconcile",
]
