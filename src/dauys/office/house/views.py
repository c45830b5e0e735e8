"""The pages that belong to no room."""

from django.http import HttpRequest, HttpResponse

from dauys.office.journal.models import Entry


def health(request: HttpRequest) -> HttpResponse:
    """For who watches the servers: the database answers, and how many acts there are."""
    return HttpResponse(f"{Entry.objects.count()}\n", content_type="text/plain")
