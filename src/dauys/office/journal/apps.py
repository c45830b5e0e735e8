"""The room as Django knows it."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Acts, and the state of the election."""

    name, label = "dauys.office.journal", "journal"
