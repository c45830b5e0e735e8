"""An accredited person's own copy of a protocol, and where it differs from the official one: for both sides."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dauys.office.counting.fields import typed
from dauys.office.counting.naming import contest_name
from dauys.office.counting.views import find
from dauys.office.journal.desk import desk
from dauys.office.observing.accrediting import own
from dauys.office.observing.comparing import compared, latest, paper_fields
from dauys.office.observing.models import Copy, Photo
from dauys.office.papers.looking import BYTES, NotAScan, Scan, looked_at
from dauys.office.people.forms import say
from dauys.office.people.models import Person


@require_safe
def copies(request: HttpRequest, commission: str) -> HttpResponse:
    """Every copy beside its protocol: to whoever looks on his own, to the commission all; those that differ by their lines."""
    language = request.LANGUAGE_CODE
    held = latest(_visible(request, commission))
    with desk.looking() as state:
        rows = [(one, contest_name(state, one.copy.contest, language)) for one in (compared(state, copy) for copy in held)]
    return render(request, "observing/copies.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """The form for one's own copy; kept as it is typed, whatever it says."""
    mine = own(request, commission)
    if mine is None or station not in mine.stations:
        raise Http404
    with desk.looking() as state:
        find(state, station, contest, commission)
        fields, title = paper_fields(state, station, contest), contest_name(state, contest, request.LANGUAGE_CODE)
    page: dict[str, Any] = {"station": station, "contest": contest, "title": title, "data": request.POST, "wrong": ()}
    if request.method == "POST":
        figures, wrong = typed(fields, request.POST.dict())
        try:
            picture = _picture(request)
        except NotAScan as refusal:
            page["fault"] = say(refusal.key, **refusal.values)
        else:
            if not wrong and any(request.POST.get(field.name, "").strip() for field in fields):
                with transaction.atomic():
                    kept = Copy.objects.create(accreditation=mine, station=station, contest=contest, figures=figures)
                    if picture is not None and picture.copy is not None:
                        Photo.objects.create(copy=kept, data=picture.copy, media=picture.kind.media)
                messages.success(request, say("observing.kept"))
                return redirect("observing:copies", commission)
            page["fault"] = say("observing.figures")
            page["wrong"] = [field.name for field in wrong]
    page["fields"] = fields
    return render(request, "observing/copy.html", page, status=422 if "fault" in page else 200)


@never_cache
@require_safe
def photo(request: HttpRequest, commission: str, number: int) -> HttpResponse:
    """The picture of a copy, to those who may see the copy."""
    if number not in {one.pk for one in _visible(request, commission)}:
        raise Http404
    found = get_object_or_404(Photo, pk=number)
    return HttpResponse(bytes(found.data), found.media, headers={
        "Content-Disposition": f'attachment; filename="copy-{number}"', "X-Content-Type-Options": "nosniff",
    })  # fmt: skip


def _visible(request: HttpRequest, commission: str) -> list[Copy]:
    """The copies that who asks may see: an observer his own."""
    person = request.user
    assert isinstance(person, Person)
    held = Copy.objects.filter(accreditation__commission=commission).select_related("accreditation__person", "photo")
    held = held.defer("photo__data")
    return list(held.filter(accreditation__person=person) if person.parts_in(commission) == {"observer"} else held)


def _picture(request: HttpRequest) -> Scan | None:
    """The photo that was sent, if any. Raises NotAScan: also for a PDF, of which no clean copy can be made."""
    sent = request.FILES.get("photo")
    if sent is None:
        return None
    if (sent.size or 0) > BYTES:
        raise NotAScan("observing.too large", megabytes=BYTES // 1024**2)
    scan = looked_at(str(sent.name), sent.read())
    if scan.copy is None:
        raise NotAScan("observing.no picture")
    return scan
