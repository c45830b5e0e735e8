"""The room as Django knows it."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports of errors, and what became of each."""

    name, label = "dauys.office.reports", "reports"
