"""The room as Django knows it."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Frame, words, policy."""

    name, label = "dauys.office.house", "house"
