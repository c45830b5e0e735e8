"""The tamper drill as a table: what an attacker changes, and which check must say so, naming which place."""

from dauys.demo.tampering.attacks import fixed, insider, mirrors, seats, tables
from dauys.demo.tampering.attacks.attack import ATTACKS, Attack

__all__ = ["ATTACKS", "Attack", "fixed", "insider", "mirrors", "seats", "tables"]
