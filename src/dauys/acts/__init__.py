"""The kinds of acts, their replay, and the record: ledger entries to the state of an election."""

from dauys.acts.freezing import Keys
from dauys.acts.kinds import BY_TWO, KINDS, STATION, Act, NotAnAct, figures_hash, figures_of, people_of, read_act, table_of
from dauys.acts.record import Record, read_record
from dauys.acts.replay import State, replay

__all__ = [
    "BY_TWO", "KINDS", "STATION", "Act", "Keys", "NotAnAct", "Record", "State", "figures_hash", "figures_of",
    "people_of", "read_act", "read_record", "replay", "table_of",
]  # fmt: skip
