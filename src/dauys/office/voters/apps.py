"""The room as Django knows it."""

from django.apps import AppConfig


class VotersConfig(AppConfig):
    """Lists of voters. It has no models: what knows of all models of the office (backup, doctor) never knows of voters."""

    name, label = "dauys.office.voters", "voters"
