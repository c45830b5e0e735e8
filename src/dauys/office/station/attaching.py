"""Acts of observers and a proxy's request for a recount, attached to the protocols: words, and a picture where there is one.

They stand in the office, for the commissions on the way of the protocols; the log has their hash.
"""

from hashlib import sha256

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dauys.acts.attached import ATTACHED
from dauys.ledger import canonical
from dauys.office.counting.naming import contest_name
from dauys.office.house.policy import able
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.papers.looking import BYTES, ENDINGS, NAMES, NotAScan, Scan, kind_of, too_large
from dauys.office.papers.sending import is_too_large, sent_scan
from dauys.office.papers.views import OF_A_FILE
from dauys.office.people.forms import Form, say
from dauys.office.people.models import Person
from dauys.office.station.models import LONGEST, Document
from dauys.protocol.life import NotAllowed


class _Kind(forms.ChoiceField):
    phrase = "station.document kind"


class _Words(forms.CharField):
    phrase = "station.document words"


class _Contests(forms.MultipleChoiceField):
    phrase = "station.document contests"


class NewDocument(Form):
    """What is attached, to which protocols, in words."""

    kind = _Kind()
    contests = _Contests(widget=forms.CheckboxSelectMultiple)
    words = _Words(widget=forms.Textarea(attrs={"rows": 6}), max_length=LONGEST)

    def __init__(self, contests: dict[str, str], data: object = None) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(kind, say(f"station.document {kind}")) for kind in ATTACHED]  # type: ignore[attr-defined]
        self.fields["contests"].choices = list(contests.items())  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, commission: str, station: str) -> HttpResponse:
    """What is attached to a station's protocols, and the form to attach one more."""
    if request.method == "POST" and is_too_large(request):
        return _page(request, commission, station, None, too_large(), 413)
    if request.method != "POST":
        return _page(request, commission, station, None)
    person, form = request.user, NewDocument(_contests(request, commission, station), request.POST)
    assert isinstance(person, Person)
    if not form.is_valid():
        return _page(request, commission, station, form, status=422)
    filled = form.cleaned_data
    try:
        scan = sent_scan(request) if request.FILES.get("scan") else None
        keep(commission, person, station, filled["kind"], filled["contests"], filled["words"], scan)
    except (NotAScan, NotAllowed) as refusal:
        return _page(request, commission, station, form, refusal, 422)
    messages.success(request, say("station.document attached"))
    return redirect("station:attach", commission, station)


def keep(commission: str, person: Person, station: str, kind: str, contests: list[str], words: str, scan: Scan | None) -> None:
    """Attach a document: its row, and the act with its hash, in one transaction. Raises NotAllowed."""
    picture = None if scan is None else scan.copy or scan.data
    body = {"kind": kind, "words": words, "picture": None if picture is None else sha256(picture).hexdigest()}
    mark = sha256(canonical({"station": station, **body})).hexdigest()
    with desk.acting() as hand:
        index = hand.act(kind, commission, person, station=station, contests=contests, document=mark)
        Document.objects.create(
            entry_id=index, station=station, kind=kind, words=words, picture=picture,
            media="" if scan is None else scan.kind.media,
        )  # fmt: skip


@never_cache
@require_safe
def picture(request: HttpRequest, commission: str, station: str, number: int) -> HttpResponse:
    """The picture of an attached document, to be saved."""
    _contests(request, commission, station)
    one = get_object_or_404(Document, entry_id=number, station=station, picture__isnull=False)
    data = bytes(one.picture or b"")
    kind = kind_of(data)
    if kind is None:
        raise Http404
    answer = HttpResponse(data, content_type=kind.media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{station}-{number}{kind.endings[0]}"'
    for header, value in OF_A_FILE.items():
        answer.headers[header] = value
    return answer


def _contests(request: HttpRequest, commission: str, station: str) -> dict[str, str]:
    """The papers of a station on whose way the commission is, by name. Raises Http404 where there is none."""
    with desk.looking() as state:
        if station not in state.event.stations:
            raise Http404
        mine = [one for one in state.expected(station) if commission in state.way(station, one)]
        found = {one: contest_name(state, one, request.LANGUAGE_CODE) for one in mine}
    if not found:
        raise Http404
    return found


def _page(
    request: HttpRequest, commission: str, station: str, form: NewDocument | None, refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    person = request.user
    assert isinstance(person, Person)
    contests = _contests(request, commission, station)
    with desk.looking() as state:
        of = {act.payload["document"]: act for act in state.attached.get(station, ())}
        counts = state.event.stations[station].commission == commission
        acts = [(act, [contests.get(one, one) for one in act.payload["contests"]]) for act in of.values()]
    documents = Document.objects.filter(station=station).order_by("entry")
    fault = "" if refusal is None else say(refusal.key, **refusal.values) if isinstance(refusal, NotAScan) else told(refusal)
    return render(request, "station/attach.html", {
        "station": station, "form": form or NewDocument(contests), "rows": list(zip(acts, documents, strict=True)),
        "fault": fault, "kinds": NAMES, "endings": ENDINGS, "megabytes": BYTES // 1024**2, "counts": counts,
        "can": able(person.parts_in(commission), "station:attach"),
    }, status=status)  # fmt: skip
