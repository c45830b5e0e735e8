"""What was just done, carried to the next page by a signed cookie: as a row of the session it would be two writes an act."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class InCookie(CookieStorage):
    """Out of reach of scripts and other hosts, as the session's cookie is, and gone with the page that tells it."""

    cookie_name = f"{settings.HOST_ONLY}said"
