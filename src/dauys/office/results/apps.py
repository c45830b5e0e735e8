"""The room as Django knows it."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Up the chain of commissions."""

    name, label = "dauys.office.results", "results"
