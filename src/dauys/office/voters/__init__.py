"""The list of voters of a station and its polling day: who is on it, which ballots were issued, by which member. Nothing else.

It has a database of its own, which no backup and no record ever holds, and which keeps no time and no order (``tables.py``).
"""
