"""What the API does: entries, approvals, reports of the day. The acts room judges; asked here is only what it cannot know."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from dauys.acts import State, figures_hash, figures_of
from dauys.ledger import canonical
from dauys.office.counting.entering import ACTS, Work
from dauys.office.counting.fields import Field
from dauys.office.counting.papers import Paper
from dauys.office.counting.views import find
from dauys.office.journal.desk import Hand
from dauys.office.machines import telling
from dauys.office.machines.errors import Refused, Wrong
from dauys.office.machines.models import Token
from dauys.office.machines.shapes import Entry, Listed
from dauys.office.people.models import Confirmation, Person


def receive(hand: Hand, token: Token, station: str, contest: str) -> dict[str, Any]:
    """The paper lies on the table."""
    paper = find(hand.state, station, contest)
    index = hand.act("protocol received", token.commission, token.person, station=station, contest=contest, scan=None)
    return {"index": index, **telling.place(paper), "findings": []}


def enter(hand: Hand, token: Token, turn: int, station: str, contest: str, entry: Entry) -> dict[str, Any]:
    """One turn of typing; in the third only the fields in which two entries differ."""
    work = Work.of(hand.state, station, contest)
    if work is None or work.turn != turn:
        raise Refused("not now")
    figures, _ = work.figures(as_typed(work.fields, entry.figures))
    found = hand.state.findings(station, contest, figures_of(work.paper.latest.form, figures))
    where = {"station": station, "contest": contest, "version": entry.version}
    index = hand.act(ACTS[turn], token.commission, token.person, figures=figures, **where)
    return {"index": index, **telling.place(work.paper), "findings": telling.findings(work.paper, found)}


def as_typed(fields: Sequence[Field], figures: Mapping[str, int | None]) -> dict[str, str]:
    """Figures as a browser would send them. A machine names every field, so that none is forgotten unseen."""
    names = {field.name for field in fields}
    strangers = [Wrong.of(name, figures[name]) for name in figures if name not in names]
    missing = [Wrong.of(field.name) for field in fields if field.name not in figures and not field.in_a_table]
    if strangers or missing:
        raise Refused("figures", *strangers, *missing)
    return {name: "" if number is None else str(number) for name, number in figures.items()}


def listed(paper: Paper) -> dict[str, Any]:
    """A paper of a batch."""
    figures = paper.latest.figures
    assert figures is not None
    return {
        "station": paper.station, "contest": paper.contest, "version": paper.latest.version,
        "hash": figures_hash(figures.as_told),
    }  # fmt: skip


def check_batch(state: State, token: Token, papers: Sequence[Listed]) -> None:
    """Raise Refused unless each paper of the batch can be approved now, with the very figures that were shown for it."""
    changed = [one for one in papers if not _stands(state, token.person, one)]
    twice = len({(one.station, one.contest) for one in papers}) < len(papers)
    if changed or twice:
        raise Refused("batch", *(Wrong.of(f"{one.station}/{one.contest}", one.hash) for one in changed or papers))


def _stands(state: State, person: Person, one: Listed) -> bool:
    paper = find(state, one.station, one.contest)
    return paper.ready and person.pseudonym not in paper.latest.entered_by and listed(paper) == one.model_dump()


def digest_of(papers: Sequence[Listed]) -> str:
    """The hash of a batch, as the screens make it: what a code is given for."""
    return sha256(canonical([[one.station, one.contest, one.version, one.hash] for one in papers])).hexdigest()


def check_code(person: Person, digest: str, code: str) -> None:
    """Raise Refused unless the code is one of the second factor now, and note what it was given for.

    As ``people/stepping_up.py`` does for a form: the row is held, so one code is not taken twice, and every wrong one counts.
    """
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=True).first()
        good = device is not None and device.verify_token(code)
        if good:
            Confirmation.objects.create(person=person, digest=digest, factor="code")
    if not good:
        raise Refused("code", Wrong.of("code"))


def approve(hand: Hand, token: Token, papers: Sequence[Listed]) -> dict[str, Any]:
    """Approve the batch that the code was given for; its hash is stored with each approval."""
    hand.step_up = digest_of(papers)
    for one in papers:
        where = {"station": one.station, "contest": one.contest, "version": one.version}
        hand.act("protocol approved", token.commission, token.person, figures=one.hash, **where)
    return {"approved": len(papers), "batch": hand.step_up}


def on_the_way(state: State, commission: str, station: str) -> bool:
    """Whether a commission is on the way of one of a station's papers."""
    if station not in state.event.stations:
        return False
    return any(commission in state.way(station, contest) for contest in state.expected(station))


def report(hand: Hand, token: Token, kind: str, station: str, **payload: Any) -> dict[str, Any]:
    """An act of the day, by a commission that has papers of this station."""
    if station not in hand.state.event.stations:
        raise Refused("not found", Wrong.of("station", station))
    if not on_the_way(hand.state, token.commission, station):
        raise Refused("right", Wrong.of("station", station))
    return {"index": hand.act(kind, token.commission, token.person, station=station, **payload), "station": station}
