"""Words in templates: ``{% say "office.home" %}``, numbers, names."""

from typing import Any

from django import template
from django.utils.translation import get_language

from dauys.law.words import Names
from dauys.render.numbers import number
from dauys.text import phrase, phrase_or

register = template.Library()

UNKNOWN = "–"
"""Stands where a number is not known. Zero is written as 0."""


def _language() -> str:
    return (get_language() or "kk")[:2]


@register.simple_tag
def say(key: str, **values: Any) -> str:
    """A phrase of the table; its key whole."""
    return phrase(key, _language(), **values)


@register.simple_tag
def word(family: str, name: str) -> str:
    """A word of a closed list: ``class``, ``status``, ``tier``; as it is where the list does not have it."""
    return phrase_or(f"{family}.{name}", _language(), name)


@register.filter
def told(names: Names) -> str:
    """A name in the language of the page."""
    return names.told(_language())


@register.filter
def n(value: int | None) -> str:
    """A whole number with its thousands apart."""
    return UNKNOWN if value is None else number(value, _language())
