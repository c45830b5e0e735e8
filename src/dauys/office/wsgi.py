"""What a web server asks for."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.office.settings")
application = get_wsgi_application()


def warm() -> None:
    """Replay the acts before the first request, not in it."""
    from dauys.office.counting.papers import keys_of
    from dauys.office.journal.desk import desk

    if desk.is_set_up:
        with desk.looking() as state:
            keys_of(state, "")


warm()
