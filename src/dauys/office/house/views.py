"""The pages that belong to no room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape

from dauys.office.journal.models import Entry
from dauys.text import LANGUAGES, phrase


def health(request: HttpRequest) -> HttpResponse:
    """For who watches the servers: the database answers, and how many acts there are."""
    return HttpResponse(f"{Entry.objects.count()}\n", content_type="text/plain; charset=utf-8")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere, or to a paper that the commission does not have."""
    return render(request, "house/refused.html", {"heading": "office.problem", "why": "house.nothing here"}, status=404)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is none, for another host, or with too many fields: it may come before there is a session to ask."""
    return _in_all_languages("house.unreadable", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """When nothing else can be said: the database is away, the disk is full. It asks for neither, nor for a template."""
    return _in_all_languages("office.broken", 500)


def _in_all_languages(key: str, status: int) -> HttpResponse:
    told = "".join(f'<p lang="{code}">{escape(phrase(key, code))}</p>' for code in LANGUAGES)
    page = f'<!doctype html><html lang="kk"><head><meta charset="utf-8"><title>dauys</title></head><body>{told}</body></html>'
    return HttpResponse(page, status=status)
