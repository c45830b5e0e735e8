"""The room as Django knows it."""

from django.apps import AppConfig


class StationConfig(AppConfig):
    """The count at the station."""

    name, label = "dauys.office.station", "station"
