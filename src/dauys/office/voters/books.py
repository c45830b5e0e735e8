"""Mobile boxes, and whether the books of a station agree: list, signatures, ballots and boxes, by the equations of the law."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dauys.acts import STATION, State
from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.station.work import Work, stations_of
from dauys.office.voters import lists as kept
from dauys.office.voters import tables
from dauys.office.voters.here import Here, here
from dauys.office.voters.lent import contradictions
from dauys.protocol.values import box_cell, parts_of
from dauys.register import Books, reconcile
from dauys.register.marks import BOXES, NOT

TYPED = ("delivered", "cancelled", "damaged", "signatures_list", "signatures_requests")
"""What is counted on paper, for each kind of ballot."""

LEAVES, RETURNS = ("taken",), ("brought_back", "damaged_box")


def _numbers(request: HttpRequest, at: Here, terms: Sequence[str]) -> dict[str, list[int | None]] | None:
    """What was typed, by contest; empty is not known. None where something is not a whole number."""
    found: dict[str, list[int | None]] = {}
    for term in terms:
        for number, _ in enumerate(at.contests):
            text = request.POST.get(f"{term} {number}", "").strip()
            if text and not (text.isascii() and text.isdecimal() and len(text) < 6):
                return None
            found.setdefault(term, []).append(int(text) if text else None)
    return found


# ---- mobile boxes ------------------------------------------------------------------------------------------------------


def _boxes(at: Here) -> dict[str, tuple[str, dict[str, list[int | None]]]]:
    return {
        number: (state, json.loads(counts))
        for number, state, counts in tables.rows(
            "SELECT number, state, counts FROM box WHERE register = %s ORDER BY number", at.register.id
        )
    }


@require_http_methods(["GET", "POST"])
def boxes(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Boxes that go to voters: with how many requests and ballots one leaves, and with what it comes back. No moment is kept:
    a box that goes to one voter would tell when he voted."""
    at = here(request, commission, station)
    if request.method == "POST":
        _moved(request, at)
        return redirect("voters:boxes", commission, station)
    counted = at.register.marks.counted()
    there = _boxes(at)
    rows = [
        (box, counted.requests[box], *there.get(box, ("here", {}))) for box in BOXES if counted.requests[box] or box in there
    ]
    return render(request, "voters/boxes.html", {"at": at, "station": station, "rows": rows, "leaves": LEAVES,
                                                 "returns": RETURNS, "issued": counted.by_box})  # fmt: skip


def _moved(request: HttpRequest, at: Here) -> None:
    box, state = request.POST.get("box", ""), request.POST.get("state", "")
    there = _boxes(at)
    terms = {"out": LEAVES, "back": RETURNS}.get(state, ())
    typed = _numbers(request, at, terms)
    if typed is None or any(None in one for one in typed.values()):
        messages.error(request, say("voters.no number"))
        return
    done = 0
    if state == "out" and box in [*BOXES] and box not in there:
        leaves = "INSERT INTO box (register, number, state, counts) VALUES (%s, %s, 'out', %s) ON CONFLICT DO NOTHING"
        done = tables.change(leaves, at.register.id, box, json.dumps(typed))
    elif state == "back" and box in there:
        counts = json.dumps({**there[box][1], **typed})
        returns = "UPDATE box SET state = 'back', counts = %s WHERE register = %s AND number = %s AND state = 'out'"
        done = tables.change(returns, counts, at.register.id, box)
    if done:
        messages.success(request, say("voters.changed"))
    else:
        messages.error(request, say("voters.box moved"))


# ---- the books ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def books(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """What was counted on paper is typed, and every equation is held against the list: what breaks is named with both sides."""
    at = here(request, commission, station)
    if request.method == "POST":
        typed = _numbers(request, at, TYPED)
        if typed is None:
            messages.error(request, say("voters.no number"))
        else:
            kept.keep_typed(at.register, **typed)
            messages.success(request, say("voters.changed"))
        return redirect("voters:books", commission, station)
    found = reconcile(at.rules, books_of(at))
    names = dict(at.contests)
    return render(request, "voters/books.html", {
        "at": at, "station": station, "found": found, "names": names, "terms": TYPED,
        "issued": at.register.marks.counted(), "typed": {term: at.register.typed.get(term) for term in TYPED},
        "contradictions": _contradictions(at),
    })  # fmt: skip


def _contradictions(at: Here) -> list[tuple[str, str, str]]:
    """What a laptop had marked that could not be taken: of whom, which ballots, and why."""
    found = []
    for one in contradictions(at.station):
        people = kept.find(at.register, str(one.place))
        ballots = [name for (_, name), letter in zip(at.contests, one.ballots, strict=True) if letter != NOT]
        found.append((f"{one.place}. {people[0].person.name if people else ''}", "; ".join(ballots), one.why))
    return found


def books_of(at: Here) -> Books:
    """Everything that is known: of the list, of the paper, and of the boxes as soon as a step of the count has entered them.

    While a laptop has the list, what was issued is not known; once it was lost, it is what was signed on paper (Art. 41(4)).
    """
    counted, typed = at.register.marks.counted(), at.register.typed
    on_certificate = sum(counted.added[one.code] for one in at.rules.addition if one.certificate)
    with desk.looking() as state:
        lines, all_boxes = _record(state, at.station)
    stationary, mobile = (lines.get(code) or {} for code in (at.rules.boxes.stationary, at.rules.boxes.mobile))
    whole, on_paper = at.register.is_whole, at.register.laptop == kept.LOST
    ballots: dict[str, dict[str, int | None]] = {}
    cases: dict[tuple[str, str], dict[str, int | None]] = {}
    there = _boxes(at)
    for number, (contest, _) in enumerate(at.contests):
        paper = {term: typed.get(term, [None] * len(at.contests))[number] for term in TYPED}
        in_mobile = [count for cell, count in mobile.items() if parts_of(cell)[1] == contest]
        ballots[contest] = {
            **paper,
            "issued_list": counted.by_list[number] if whole else paper["signatures_list"] if on_paper else None,
            "issued_requests": counted.by_request[number] if whole else paper["signatures_requests"] if on_paper else None,
            "issued_by_members": counted.by_member[number].total() if whole else None,
            "in_stationary": stationary.get(contest),
            "in_mobile": sum(in_mobile) if all_boxes and None not in in_mobile else None,
        }  # fmt: skip
        for box in sorted({*there, *counted.requests}):
            counts = there.get(box, ("here", {}))[1]
            cases[box, contest] = {
                "requests": counted.requests[box],
                "issued_box": counted.by_box.get(box, (0,) * len(at.contests))[number] if whole else None,
                "in_box": mobile.get(box_cell(box, contest)),
                **{term: counts[term][number] if term in counts else None for term in (*LEAVES, *RETURNS)},
            }  # fmt: skip
    on_list = {
        "listed": counted.listed, "added_certificate": on_certificate, "added_other": counted.added.total() - on_certificate,
        "removed": counted.removed.total(), "voters": counted.voters,
    }  # fmt: skip
    return Books(on_list, ballots, cases)


def _record(state: State, station: str) -> tuple[Mapping[str, Any], bool]:
    """The lines of the station's own record, and whether every mobile box is in them: from the steps of the count where it goes
    by steps; else once two people have typed the record."""
    commission = state.event.stations[station].commission
    if station in stations_of(state, commission):
        work = Work.of(state, commission, station)
        return work.record.lines, work.boxes_entered
    figures = state.life(station, STATION).latest.figures
    return ({}, False) if figures is None else (figures.lines, True)
