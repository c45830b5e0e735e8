"""A maslikhat constituency in which two candidates lead with equal votes, counted through the acts."""

from rehearsal import DECISION, Desk, event, papers

from dauys.tally.result import outcome_of

TIED = min(
    (c for c in event().contests if c.tier == "constituency" and c.body == "mazhilis" and len(event().options_of(c.id)) > 4),
    key=lambda c: len(event().stations_of(c.id)),
)
LEADERS = [option.id for option in event().options_of(TIED.id) if option.kind == "candidate"][:2]


def _tied(figures):
    """The same ballots, shared out so that the two leaders have equal votes."""
    votes = dict.fromkeys(figures["P"], 0)
    votes |= dict.fromkeys(LEADERS, figures["V"] // 2)
    return {**figures, "P": votes, "N": figures["V"] % 2}


def tied_state(question=None, chosen=()):
    desk = Desk()
    for station in event().stations_of(TIED.id):
        desk.count(station.id, "station")
        desk.enter(station.id, TIED.id, _tied(papers()[station.id, TIED.id]))
        desk.approve(station.id, TIED.id)
    if question is not None:
        desk.other("lot drawn", "central", body=TIED.body, question=question, chosen=list(chosen), decision=DECISION)
    return desk.state


def question_of(state):
    return next(one.id for one in outcome_of(state, TIED.body).questions if one.place == TIED.id)
