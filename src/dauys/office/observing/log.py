"""What was done at a commission, act by act, as the journal has it: the same that is published, for those who look on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.acts import Act, read_act
from dauys.ledger import parse
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.results.naming import value_shown

SHOWN, LOOKED_AT = 100, 5_000
"""Acts on the page, and entries that are looked through for them: the last ones."""


@require_safe
def log(request: HttpRequest, commission: str) -> HttpResponse:
    """The last acts of the commission, the newest first: number, moment, act, what it is about, and its author's pseudonym."""
    found: list[tuple[int, Act]] = []
    for entry in Entry.objects.order_by("-index")[:LOOKED_AT].iterator():
        act = read_act(parse(bytes(entry.body)))
        if act.commission == commission:
            found.append((entry.index, act))
        if len(found) == SHOWN:
            break
    with desk.looking() as state:
        rows = [
            (index, act, ", ".join(
                value_shown(state, act.payload, name, request.LANGUAGE_CODE)
                for name in ("station", "contest") if act.payload.get(name) not in (None, "station")))
            for index, act in found
        ]  # fmt: skip
    return render(request, "observing/log.html", {"rows": rows, "shown": SHOWN})
