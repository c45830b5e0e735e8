"""Acts of observers and requests for a recount: attached to protocols that are expected, once, by commissions on their way."""

import pytest
from rehearsal import Desk
from test_authority import AST

from dauys.acts import KINDS, NotAnAct, read_act
from dauys.acts.attached import ATTACHED
from dauys.acts.kinds import Act
from dauys.protocol.life import NotAllowed

LIST, HASH = "mazhilis.list", "a" * 64


def attached(kind=ATTACHED[0], commission=None, **more):
    payload = {"station": AST.id, "contests": [LIST], "document": HASH, **more}
    return Act(kind, "2023-03-19T23:00:00+06:00", commission or AST.commission, "p-one", payload)


def test_they_hold_no_word_of_the_document():
    for kind in ATTACHED:
        assert KINDS[kind].keys() == {"station", "contests", "document"}
        with pytest.raises(NotAnAct, match="'document' is not"):
            read_act(attached(kind, document="INVENTED: somebody saw it").as_entry())


@pytest.mark.parametrize("kind", ATTACHED)
def test_a_document_is_attached_once_by_the_station_or_who_receives(kind):
    state = Desk().state
    state.apply(read_act(attached(kind).as_entry()))
    state.apply(attached(kind, "territorial-astana", document="b" * 64))
    assert [act.payload["document"] for act in state.attached[AST.id]] == [HASH, "b" * 64]
    before = state.acts
    with pytest.raises(NotAllowed, match="attached to the station already"):
        state.apply(attached(kind))
    assert state.acts == before


@pytest.mark.parametrize(("more", "why"), [
    ({"station": "nowhere"}, "no station nowhere"), ({"contests": [LIST, "elsewhere"]}, "has no contest elsewhere"),
    ({"commission": "territorial-almaty"}, "not on the way"),
])  # fmt: skip
def test_elsewhere_it_is_refused(more, why):
    state = Desk().state
    with pytest.raises(NotAllowed, match=why):
        state.apply(attached(**more))
    assert not any(state.attached.values())
