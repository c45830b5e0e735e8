"""Invented elections: a rehearsal of Kazakhstan 2023 that says in every place that it is invented."""

from dauys.demo.definition import invent_definition

__all__ = ["invent_definition"]
