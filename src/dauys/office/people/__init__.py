"""People: invited by the commission above, each with an account of one's own, a second factor, and parts in commissions."""
