"""The kinds of acts, and their replay: ledger entries to the state of an election."""

from dauys.acts.kinds import KINDS, STATION, Act, NotAnAct, figures_of, read_act, table_of
from dauys.acts.replay import State, figures_hash, replay

__all__ = ["KINDS", "STATION", "Act", "NotAnAct", "State", "figures_hash", "figures_of", "read_act", "replay", "table_of"]
