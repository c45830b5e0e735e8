"""The room as Django knows it."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Up the chain of commissions."""

    name, label = "dauys.office.results", "results"

    def ready(self) -> None:
        """What is decided or signed is done by two people, and the rows of this room say so."""
        from dauys.office.journal.desk import KEEPERS
        from dauys.office.results.drafts import keep

        if keep not in KEEPERS:
            KEEPERS.append(keep)
