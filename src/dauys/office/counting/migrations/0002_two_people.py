"""Two people, always: held by the database, whoever asks."""

from django.db import migrations

from dauys.office.journal.append_only import append_only, refused

SAME_PAPER = (
    "typed.station = NEW.station AND typed.contest = NEW.contest AND typed.version = NEW.version AND typed.round = NEW.round"
)


class Migration(migrations.Migration):
    """Two people, always: held by the database, whoever asks."""

    dependencies = [("counting", "0001_initial")]
    operations = [
        append_only("counting_typing"),
        append_only("counting_approval"),
        refused(
            "counting_approval", "by_another",
            f"EXISTS (SELECT 1 FROM counting_typing typed WHERE {SAME_PAPER} AND typed.person_id = NEW.person_id)",
            "whoever entered or changed a figure does not approve it",
        ),
        refused(
            "counting_approval", "of_two",
            f"(SELECT COUNT(*) FROM counting_typing typed WHERE {SAME_PAPER}) < 2",
            "a protocol is approved after two people have typed it",
        ),
    ]  # fmt: skip
