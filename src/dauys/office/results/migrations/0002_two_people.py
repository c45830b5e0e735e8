"""One types, another confirms: held by the database, whoever asks."""

from django.db import migrations

from dauys.office.journal.append_only import append_only, refused


class Migration(migrations.Migration):
    """One types, another confirms: held by the database, whoever asks."""

    dependencies = [("results", "0001_initial")]
    operations = [
        append_only("results_draft"),
        append_only("results_confirmation"),
        refused(
            "results_confirmation", "by_another",
            "EXISTS (SELECT 1 FROM results_draft typed WHERE typed.id = NEW.draft_id AND typed.typed_by_id = NEW.person_id)",
            "whoever typed it does not confirm it",
        ),
        refused(
            "results_confirmation", "of_this",
            "NOT EXISTS (SELECT 1 FROM results_draft typed WHERE typed.id = NEW.draft_id AND typed.hash = NEW.step_up)",
            "the second factor was given for something else",
        ),
    ]  # fmt: skip
