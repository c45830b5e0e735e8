"""The pages that belong to no room."""

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from dauys.office.journal.models import Entry
from dauys.text import LANGUAGES, phrase


def health(request: HttpRequest) -> HttpResponse:
    """For who watches the servers: the database answers, and how many acts there are."""
    return HttpResponse(f"{Entry.objects.count()}\n", content_type="text/plain")


def broken(request: HttpRequest) -> HttpResponse:
    """When nothing else can be said: the database is away, the disk is full. It asks for neither, nor for a template."""
    told = "".join(f'<p lang="{code}">{escape(phrase("office.broken", code))}</p>' for code in LANGUAGES)
    page = f'<!doctype html><html lang="kk"><head><meta charset="utf-8"><title>dauys</title></head><body>{told}</body></html>'
    return HttpResponse(page, status=500)
