"""Accepted protocols to totals at every place; what is missing; which seats that leaves open."""

from dauys.tally.totals import Total, totals
from dauys.tally.votes import votes_of

__all__ = ["Total", "totals", "votes_of"]
