"""Lists and check-in: sending a list in, finding somebody, issuing ballots, adding and striking off, printing."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.election.tables import Refused
from dauys.office.journal.desk import desk
from dauys.office.people.forms import Form, Text, say
from dauys.office.setting_up.telling import faults
from dauys.office.voters import lists as kept
from dauys.office.voters.here import Here, here, is_over, own_stations, rules_of, told
from dauys.register import COLUMNS, Person, Refusal
from dauys.register.listing import LONGEST
from dauys.register.marks import AWAY, BOXES, NOT
from dauys.register.person import read_born, read_iin
from dauys.text import BadInput
from dauys.text.faults_told import told as in_words

LARGEST = 2 * 1024 * 1024
"""Bytes of a list that is sent: so much is kept in memory and nowhere on a disk. A larger one is taken in on the machine."""


@require_safe
def lists(request: HttpRequest, commission: str) -> HttpResponse:
    """The stations of a commission: which have a list, and which are closed. Of a list nothing but that."""
    known = kept.known(own_stations(commission))
    kind = desk.event.commissions[commission].kind
    rows = [(one, desk.event.stations[one], known.get(one)) for one in own_stations(commission)]
    return render(request, "voters/lists.html", {"rows": rows, "precinct": kind == "precinct"})


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest, commission: str) -> HttpResponse:
    """A list that is sent: kept whole, or refused with everything that is wrong, by row and column."""
    stations = own_stations(commission)
    if not stations:
        raise Http404
    rules_of(stations[0])
    page: dict[str, Any] = {"columns": ", ".join(COLUMNS), "megabytes": LARGEST // 1024**2}
    if request.method == "POST":
        file = request.FILES.get("list")
        if file is None or file.size > LARGEST:
            page["fault"] = say("voters.no file", megabytes=LARGEST // 1024**2)
        else:
            try:
                number = kept.take_in(io.BytesIO(file.read()), "list.csv", desk.event, stations)
            except BadInput as wrong:
                page |= faults(wrong, request.LANGUAGE_CODE)
            else:
                messages.success(request, say("voters.taken in", number=number))
                return redirect("voters:lists", commission)
    wrong = "fault" in page or "faults" in page
    return render(request, "voters/load.html", page, status=422 if wrong else 200)


@require_POST
def take_back(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """A list that was sent in by mistake goes back whole: before the station opens, and while nothing is marked on it."""
    at = here(request, commission, station)
    try:
        if at.opened or at.register.turn:
            raise Refusal("marked")
        kept.take_back(at.register)
    except Refusal as wrong:
        told(request, wrong)
        return redirect("voters:station", commission, station)
    messages.success(request, say("voters.is taken back"))
    return redirect("voters:lists", commission)


@require_POST
def again(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """The same list for a repeat vote that was called, with fresh marks."""
    at = here(request, commission, station)
    try:
        if not at.begins:
            raise Refusal("not over")
        kept.begin_again(at.register, at.begins, {one.code for one in at.rules.addition if one.certificate})
    except Refusal as wrong:
        told(request, wrong)
    else:
        messages.success(request, say("voters.begun again"))
    return redirect("voters:station", commission, station)


# ---- somebody on the list ----------------------------------------------------------------------------------------------


class OnList(Form):
    """Somebody who is added, or whose row is corrected."""

    name = Text("voters.name")
    born = Text("voters.born")
    iin = Text("voters.iin")
    address = Text("voters.address")

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.language = language
        for name, longest in LONGEST.items():
            self.fields[name].max_length = longest  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def _read(self, refused: Refused) -> ValidationError:
        parts = [*in_words(refused.cause, self.language), *in_words(f" {refused.cure}".strip(), self.language)]
        return ValidationError(": ".join(part.text for part in parts))

    def clean_born(self) -> str:
        """As a list has it."""
        try:
            return read_born(str(self.cleaned_data["born"]), desk.event.date)
        except Refused as refused:
            raise self._read(refused) from None

    def clean_iin(self) -> str:
        """With its check digit."""
        try:
            return read_iin(str(self.cleaned_data["iin"]), desk.event.invented)
        except Refused as refused:
            raise self._read(refused) from None


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Who is looked for, by number, name or personal number: sent in the body, never in an address."""
    return _page(request, here(request, commission, station), asked=request.POST.get("asked", ""))


def _page(
    request: HttpRequest, at: Here, asked: str = "", found: list[kept.Found] | None = None, form: OnList | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    if found is None:
        found = kept.find(at.register, asked) if asked else []
    return render(request, "voters/find.html", {
        "at": at, "station": at.station, "asked": asked, "found": found, "form": form or OnList(language=request.LANGUAGE_CODE),
        "additions": at.rules.addition, "removals": at.rules.removal, "boxes": BOXES, "NOT": NOT, "AWAY": AWAY,
        "reasons": {one.code: one.name for one in (*at.rules.addition, *at.rules.removal)},
    }, status=status)  # fmt: skip


@require_POST
def issue(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """Ballots issued to who is at a place, by the member who asks. Who comes second is told that they were issued: no more."""
    at = here(request, commission, station)
    if not at.issues:
        messages.error(request, say("voters.not by chair"))
    elif not at.opened or at.ended:
        messages.error(request, say("voters.not open"))
    else:
        wanted = [number for number, (contest, _) in enumerate(at.contests) if contest in request.POST.getlist("contest")]
        outside = request.POST.get("outside") == "yes"
        try:
            member = kept.letter_of(at.register, at.person.pseudonym)
            kept.mark(at.register, _place(request), lambda voter: voter.issued(wanted, member, outside), issuing=True)
        except (Refusal, kept.Closed) as wrong:
            told(request, wrong)
        else:
            messages.success(request, say("voters.issued"))
    return redirect("voters:find", commission, station)


@require_POST
def change(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """The list is changed: added, struck off, corrected; a certificate issued, a request to vote at home noted."""
    at = here(request, commission, station)
    deed = request.POST.get("deed", "")
    reason = at.rules.reason(request.POST.get("reason", ""))
    try:
        if deed in ("add", "correct"):
            form = OnList(request.POST, language=request.LANGUAGE_CODE)
            if not form.is_valid() or (deed == "add" and reason not in at.rules.addition):
                return _page(request, at, form=form, status=422)
            if deed == "add":
                assert reason is not None
                kept.add(at.register, Person(**form.cleaned_data), reason)
            else:
                kept.correct(at.register, _place(request), Person(**form.cleaned_data))
        elif deed == "strike" and reason in at.rules.removal:
            kept.strike(at.register, _place(request), reason)
        elif deed in ("certificate", "home"):
            return _on_way(request, at, commission, deed)
        else:
            raise Http404
    except (Refusal, kept.Closed) as wrong:
        told(request, wrong)
    else:
        messages.success(request, say("voters.changed"))
    return redirect("voters:find", commission, station)


def _on_way(request: HttpRequest, at: Here, commission: str, deed: str) -> HttpResponse:
    """A certificate, until the day before; a request to vote at home, until noon of the day: as the calendar has it."""
    with desk.looking() as state:
        late = is_over(state, at.rules.certificate if deed == "certificate" else at.rules.home)
    box = request.POST.get("box", "")
    if late or (deed == "certificate" and at.opened):
        messages.error(request, say(f"voters.late {deed}"))
    elif deed == "home" and box not in [*BOXES]:
        messages.error(request, say("voters.no box"))
    else:
        kept.mark(at.register, _place(request), lambda voter: voter.on_way(AWAY if deed == "certificate" else box))
        messages.success(request, say("voters.changed"))
    return redirect("voters:find", commission, at.station)


def _place(request: HttpRequest) -> int:
    text = request.POST.get("place", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise Http404
    return int(text)


@require_safe
def printed(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """The list on paper: for who inspects it, or to be signed. Personal numbers stand on the second alone (Art. 24(4), 26)."""
    at = here(request, commission, station)
    everybody = [one for one in kept.everybody(at.register) if one.voter.here]
    signing = request.GET.get("for") == "signing"
    return render(request, "voters/print.html", {"at": at, "station": station, "everybody": everybody, "signing": signing})
