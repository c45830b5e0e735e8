"""The room as Django knows it."""

from django.apps import AppConfig


class ObservingConfig(AppConfig):
    """Observers, their copies, complaints."""

    name, label = "dauys.office.observing", "observing"
