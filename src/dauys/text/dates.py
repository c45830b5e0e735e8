"""A moment as people of three languages write it, with the offset of its clock: a country may have more clocks than one."""

from datetime import datetime

from dauys.text.phrases import phrase


def moment_told(text: str, language: str) -> str:
    """``19 March 2023, 21:04 (+06:00)`` from an ISO 8601 date and time with its zone."""
    at = datetime.fromisoformat(text)
    month = phrase(f"date.month {at.month}", language)
    day = phrase("date.day", language, day=at.day, month=month, year=at.year)
    return f"{day}, {at:%H:%M} ({text[-6:]})" if at.tzinfo is not None and text[-6] in "+-" else f"{day}, {at:%H:%M}"
