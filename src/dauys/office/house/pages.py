"""What templates can say: ``{{ say("office.home") }}``, addresses, numbers, names, moments.

Jinja2, as for the published pages: of what a page costs, its template was half in Django's own language, and is a tenth here.
"""

from functools import lru_cache
from typing import Any

from django.template.defaultfilters import date as formatted
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import template_localtime
from django.utils.translation import get_language
from jinja2 import Environment

from dauys.law.words import Names
from dauys.render.numbers import number
from dauys.text import phrase, phrase_or

UNKNOWN = "–"
"""Stands where a number is not known. Zero is written as 0."""


def environment(**options: Any) -> Environment:
    """The environment of the office's templates (settings name it)."""
    made = Environment(**options)  # noqa: S701  (Django turns escaping on)
    made.globals |= {"say": say, "word": word, "url": url, "static": static}
    made.filters |= {"told": told, "n": n, "date": date}
    return made


def _language() -> str:
    return (get_language() or "kk")[:2]


def say(key: str, **values: Any) -> str:
    """A phrase of the table; its key whole."""
    return phrase(key, _language(), **values)


def word(family: str, name: str) -> str:
    """A word of a closed list: ``class``, ``status``, ``tier``; as it is where the list does not have it."""
    return phrase_or(f"{family}.{name}", _language(), name)


@lru_cache(2**15)  # a list has a hundred addresses, and is asked for again and again
def url(name: str, *args: Any) -> str:
    """The address of a route."""
    return reverse(name, args=args)


def told(names: Names) -> str:
    """A name in the language of the page."""
    return names.told(_language())


def n(value: int | None) -> str:
    """A whole number with its thousands apart."""
    return UNKNOWN if value is None else number(value, _language())


def date(value: Any, form: str) -> str:
    """A moment of here, as Django writes dates."""
    return str(formatted(template_localtime(value), form))
