"""The room as Django knows it."""

from django.apps import AppConfig


class MachinesConfig(AppConfig):
    """API and packages."""

    name, label = "dauys.office.machines", "machines"
