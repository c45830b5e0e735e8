"""The page on which an election comes into an office: files are sent, laws chosen, and what would be loaded is taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dauys.office.journal.desk import desk
from dauys.office.people.forms import say
from dauys.office.setting_up.preparing import central_of, grouped
from dauys.office.setting_up.telling import faults, summary
from dauys.office.setting_up.uploads import BYTES, FILES, NotTaken, received
from dauys.office.setting_up.waiting import choose, editions, is_frozen, send, take, waiting
from dauys.text import BadInput


@never_cache
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest, commission: str) -> HttpResponse:
    """A form for the files; what is wrong with them, or what waits to be taken."""
    if closed := _closed(request, commission):
        return closed
    if request.method == "GET":
        return _shown(request, commission)
    try:
        send(received(request.FILES.getlist("files")))
    except (NotTaken, BadInput) as wrong:
        return _refused(request, commission, wrong)
    return redirect("setting up:load", commission)


@require_POST
def laws(request: HttpRequest, commission: str) -> HttpResponse:
    """The law editions of bodies of which the files name none."""
    if closed := _closed(request, commission):
        return closed
    numbers = {name.removeprefix("law "): law for name, law in request.POST.items() if name.startswith("law ")}
    try:
        choose({int(number): str(law) for number, law in numbers.items() if number.isdecimal()})
    except NotTaken as wrong:
        messages.error(request, str(wrong))
    except BadInput as wrong:
        return _refused(request, commission, wrong)
    return redirect("setting up:load", commission)


@require_POST
def loaded(request: HttpRequest, commission: str) -> HttpResponse:
    """Take what waits, if it is what the page has shown."""
    if closed := _closed(request, commission):
        return closed
    try:
        event = take(request.POST.get("hash", ""))
    except NotTaken as wrong:
        messages.error(request, str(wrong))
        return redirect("setting up:load", commission)
    except BadInput as wrong:
        return _refused(request, commission, wrong)
    messages.success(request, say("setting.loaded"))
    return redirect("setting up:definition", central_of(event).id)


def _closed(request: HttpRequest, commission: str) -> HttpResponse | None:
    """Why nothing is loaded here: another commission's page, or the definition is frozen."""
    if desk.is_set_up and desk.event.commissions[commission].kind != "central":
        messages.error(request, say("setting.only central loads"))
    elif is_frozen():
        messages.error(request, say("setting.frozen already"))
    else:
        return None
    return redirect("setting up:definition", commission)


def _refused(request: HttpRequest, commission: str, wrong: NotTaken | BadInput) -> HttpResponse:
    page = faults(wrong, request.LANGUAGE_CODE) if isinstance(wrong, BadInput) else {"fault": str(wrong)}
    return _shown(request, commission, page)


def _shown(request: HttpRequest, commission: str, wrong: dict[str, Any] | None = None) -> HttpResponse:
    page = {
        "commission": commission, "files": FILES, "megabytes": BYTES // 1024**2, "replaces": desk.is_set_up, **(wrong or {}),
    }  # fmt: skip
    if wrong is None and (found := waiting()) is not None:
        page |= {"waiting": found, "lawless": found.lawless}
        if found.event is None:
            now = editions(found.day) if found.day else []
            page |= {"day": found.day, "now": now, "others": [law for law in editions() if law not in now]}
        else:
            page |= summary(found.event, request.LANGUAGE_CODE)
            page |= {"groups": grouped(found.hash), "hash": found.hash, "of": found.event}
    return render(request, "setting_up/load.html", page, status=200 if wrong is None else 422)
