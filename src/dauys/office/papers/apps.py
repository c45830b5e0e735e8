"""The room as Django knows it."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Printing and scans."""

    name, label = "dauys.office.papers", "papers"
