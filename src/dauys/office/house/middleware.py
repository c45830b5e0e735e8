"""Before any view: the language of the page, the policy, and the longest time that a session lasts."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from dauys.office.house.policy import ROUTES, refusal
from dauys.office.journal.desk import desk
from dauys.office.people.models import Person
from dauys.text import LANGUAGES

type View = Callable[[HttpRequest], HttpResponseBase]


def language(get_response: View) -> View:
    """The language of the page: as chosen before, or as the browser asks for, or Kazakh."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        wanted = chosen if chosen in LANGUAGES else translation.get_language_from_request(request)[:2]
        request.LANGUAGE_CODE = wanted if wanted in LANGUAGES else "kk"
        with translation.override(request.LANGUAGE_CODE):
            return get_response(request)

    return middleware


def _is_over(request: HttpRequest) -> bool:
    """Whether a session has lasted its longest, or its person's account or last part has ended since it began."""
    if SESSION_KEY not in request.session:
        return False
    person, began = request.user, request.session.get("began", 0)
    if not isinstance(person, Person) or time() - began > settings.SESSION_LONGEST:
        return True
    return person.left_since(datetime.fromtimestamp(began, UTC))


class PolicyMiddleware:
    """Every route has its right in one table, or nobody gets through."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_over(request):
            logout(request)
        now = int(time())
        if SESSION_KEY in request.session and now - request.session.get("seen", 0) >= settings.SESSION_SEEN_EVERY:
            request.session["seen"] = now  # so that it goes on; a row written for every request would be the office's main work
        answer = self.get_response(request)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not answer.streaming and not answer.content:
            page = {"heading": "office.problem", "why": "house.not so"}
            told = render(request, "house/refused.html", page, status=answer.status_code)
            told.headers["Allow"], answer = answer.headers["Allow"], told
        if request.user.is_authenticated:
            add_never_cache_headers(answer)  # people share machines
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Refuse, send to the sign-in or to the second factor, or let through."""
        match = request.resolver_match
        route = match.view_name if match else ""
        person = request.user if isinstance(request.user, Person) else None
        verified = person is not None and request.user.is_verified()  # type: ignore[union-attr]  # put there by the OTP middleware
        writes = request.method not in ("GET", "HEAD")
        why = refusal(person, verified, route, kwargs.get("commission"), desk.event if desk.is_set_up else None, writes)
        if why is None:
            return None
        if why == "office.refused sign in":
            return redirect("people:in")
        if why == "office.refused second factor" and route in ROUTES:
            return redirect("people:second factor")
        return render(request, "house/refused.html", {"why": why}, status=403)
