"""The room as Django knows it."""

from django.apps import AppConfig


class NominationsConfig(AppConfig):
    """Nominations and ballots. It has no tables: all of it is in the journal, and what waits in the drafts of ``results``."""

    name, label = "dauys.office.nominations", "nominations"
