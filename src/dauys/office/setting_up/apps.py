"""The room as Django knows it."""

from django.apps import AppConfig


class SettingUpConfig(AppConfig):
    """Definition and freezing."""

    name, label = "dauys.office.setting_up", "setting_up"
