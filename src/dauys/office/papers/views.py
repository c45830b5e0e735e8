"""What is asked of this room: a protocol as PDF; the scans of a protocol, one more of them, one of them cleaned.

Files that leave here are never shown by the browser: each is an attachment, under a policy of its own that lets it do nothing.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from dauys.acts import Act, State
from dauys.acts.authority import RIGHTS
from dauys.ledger import StoreFault
from dauys.office.counting.naming import contest_name
from dauys.office.counting.views import find
from dauys.office.house.policy import ROUTES
from dauys.office.house.refusals import told
from dauys.office.journal.desk import desk
from dauys.office.papers.keeping import attach_scan, kept
from dauys.office.papers.keeping import scans as scans_of
from dauys.office.papers.looking import BYTES, ENDINGS, NAMES, NotAScan, kind_of, too_large
from dauys.office.papers.printing import can_be_filled, to_print
from dauys.office.papers.sending import is_too_large, sent_scan, whole
from dauys.office.people.forms import say
from dauys.office.people.models import Person
from dauys.protocol.life import NotAllowed

OF_A_FILE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of whatever is downloaded."""

type View = Callable[..., HttpResponse]


def _on_its_way(view: View) -> View:
    """The commission in the address has this paper on its table; 404 where no such paper is expected."""

    @wraps(view)
    def inner(request: HttpRequest, commission: str, station: str, contest: str, **more: str) -> HttpResponse:
        with desk.looking() as state:
            find(state, station, contest)
            strange = commission not in state.way(station, contest)
        if strange:
            return _refused(request, "office.no commission", 403)
        return view(request, commission, station, contest, **more)

    return inner


# ---- paper -----------------------------------------------------------------------------------------------------------


@never_cache
@require_safe
@_on_its_way
def blank(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """The protocol as PDF, to be filled in by hand."""
    return _printed(request, station, contest, filled=False)


@never_cache
@require_safe
@_on_its_way
def filled(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """The protocol as PDF with its figures, once two people agree on them."""
    return _printed(request, station, contest, filled=True)


def _printed(request: HttpRequest, station: str, contest: str, *, filled: bool) -> HttpResponse:
    with desk.looking() as state:
        paper = find(state, station, contest)
        if filled and not can_be_filled(paper):
            return _refused(request, "papers.not agreed", 409)
        protocol = to_print(paper, filled=filled)
    name = f"{station}-{contest}-{protocol.version}{'' if filled else '-blank'}.pdf"
    return _file(protocol.paper.pdf(timezone.localdate()), "application/pdf", name)


# ---- scans -----------------------------------------------------------------------------------------------------------


@never_cache
@require_safe
@_on_its_way
def scans(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """The scans of a protocol, and the place to attach one."""
    return _page(request, commission, station, contest)


@csrf_exempt  # the token is looked for once the size is known: looking for it reads the whole form
@require_POST
@_on_its_way
def attach(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    """Attach a scan to the version of the protocol that was shown."""
    if is_too_large(request):
        return _page(request, commission, station, contest, too_large(), 413)
    return _attach(request, commission, station, contest)


@csrf_protect
def _attach(request: HttpRequest, commission: str, station: str, contest: str) -> HttpResponse:
    person, version = request.user, request.POST.get("version", "")
    assert isinstance(person, Person)
    try:
        scan = sent_scan(request)
        new = attach_scan(scan, commission, person, station, contest, whole(version) or 0)
    except NotAScan as refusal:
        return _page(request, commission, station, contest, refusal, 422)
    except NotAllowed as refusal:
        return _page(request, commission, station, contest, refusal, 409)
    except StoreFault:
        return _page(request, commission, station, contest, NotAScan("papers.not kept"), 507)
    messages.success(request, say("papers.attached") if new else say("papers.attached before"))
    return redirect("papers:scans", commission, station, contest)


@never_cache
@require_safe
@_on_its_way
def scan(request: HttpRequest, commission: str, station: str, contest: str, cleaned: str) -> HttpResponse:
    """The cleaned copy of a scan of this protocol; the one as taken is not given out here."""
    with desk.looking() as state:
        known = any(act.payload["cleaned"] == cleaned for act in scans_of(state, station, contest))
    data = kept(desk.folder, cleaned) if known else None
    kind = None if data is None else kind_of(data)
    if data is None or kind is None:
        raise Http404
    return _file(data, kind.media, f"{station}-{contest}-{cleaned[:8]}{kind.endings[0]}")


# ---- shared ----------------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest, commission: str, station: str, contest: str, refusal: Exception | None = None, status: int = 200
) -> HttpResponse:
    """The page of a protocol's scans, with what was refused just now."""
    person = request.user
    assert isinstance(person, Person)
    with desk.looking() as state:
        paper = find(state, station, contest)
        acts = scans_of(state, station, contest)
        can = _can_attach(state, commission, station, contest) and bool(
            person.parts_in(commission) & ROUTES["papers:attach"].parts
        )
        title, version = contest_name(state, contest, request.LANGUAGE_CODE), paper.latest.version
    fault = "" if refusal is None else say(refusal.key, **refusal.values) if isinstance(refusal, NotAScan) else told(refusal)
    return render(request, "papers/scans.html", {
        "station": station, "contest": contest, "title": title, "version": version, "rows": _rows(acts), "can": can,
        "fault": fault, "kinds": NAMES, "endings": ENDINGS, "megabytes": BYTES // 1024**2,
    }, status=status)  # fmt: skip


def _can_attach(state: State, commission: str, station: str, contest: str) -> bool:
    part = state.way(station, contest).get(commission)
    return part is not None and bool(RIGHTS["scan attached"] & part.deeds)


def _rows(acts: list[Act]) -> list[dict[str, object]]:
    """The scans as they are listed, the newest first; who attached them by name."""
    authors = Person.objects.filter(pseudonym__in={act.author for act in acts})
    names = {person.pseudonym: person.name for person in authors}
    return [
        {**act.payload, "at": datetime.fromisoformat(act.at), "who": names.get(act.author, act.author)}
        for act in reversed(acts)
    ]


def _file(data: bytes, media: str, name: str) -> HttpResponse:
    """Bytes to be saved, not shown."""
    answer = HttpResponse(data, content_type=media)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    for header, value in OF_A_FILE.items():
        answer.headers[header] = value
    return answer


def _refused(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "house/refused.html", {"why": why}, status=status)
