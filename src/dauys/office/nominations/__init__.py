"""Before the freezing: the call, the calendar, lists and candidates, decisions on them, lots; and ballots on their way."""
