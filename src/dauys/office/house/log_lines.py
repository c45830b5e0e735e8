"""What the office logs: one line of JSON for each thing, with its moment in UTC, and who asked from where.

Whoever reads logs must not get in by them: the secrets of links are left out. What somebody sent stays within one line.
"""

import json
import logging
import re
from datetime import UTC, datetime

SECRET = re.compile(r"(/(?:invitation|recovery)/)[^/?\s]+")
"""An address whose last part lets somebody in."""


class Lines(logging.Formatter):
    """A record as JSON in ASCII: ``at``, ``level``, ``logger``, ``what``; of a request ``address`` and, if known, ``who``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": record.levelname, "logger": record.name, "what": record.getMessage()}
        if (request := getattr(record, "request", None)) is not None:
            told["address"] = getattr(request, "META", {}).get("REMOTE_ADDR", "")
            # only where it is known already: to ask the database now may fail as what is told here did
            if who := getattr(getattr(request, "_cached_user", None), "pseudonym", ""):
                told["who"] = who
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps({key: SECRET.sub(r"\1...", text) for key, text in told.items()})
