"""The room as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, invitations, parts in commissions."""

    name, label = "dauys.office.people", "people"
