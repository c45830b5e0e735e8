"""What every page shows: whose office it is, and that a rehearsal is one."""

from typing import Any

from django.http import HttpRequest

from dauys.office.journal.desk import desk
from dauys.text import LANGUAGES

NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


def office(request: HttpRequest) -> dict[str, Any]:
    """Event, band, languages, and the commission that the address names."""
    language = getattr(request, "LANGUAGE_CODE", "kk")
    found: dict[str, Any] = {"language": language, "languages": [(code, NAMES[code]) for code in LANGUAGES]}
    if not desk.is_set_up:
        return found
    event = desk.event
    found |= {"event": event, "event_name": event.names.told(language), "invented": event.invented}
    match = request.resolver_match
    commission = match.kwargs.get("commission") if match else None
    if commission in event.commissions:
        found |= {"commission": commission, "commission_name": event.commissions[commission].names.told(language)}
    return found
