"""The room as Django knows it."""

from django.apps import AppConfig


class CountingConfig(AppConfig):
    """Entry and approval."""

    name, label = "dauys.office.counting", "counting"

    def ready(self) -> None:
        """Acts on papers write the rows of this room."""
        from dauys.office.counting.rows import keep
        from dauys.office.journal.desk import KEEPERS

        if keep not in KEEPERS:
            KEEPERS.append(keep)
