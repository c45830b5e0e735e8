"""The first tables of this room."""

from django.db import migrations, models

from dauys.office.journal.append_only import append_only, refused


class Migration(migrations.Migration):
    """The first tables of this room."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            "Entry",
            [
                ("index", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(index__gte=0), name="journal_entries_begin_at_0"),
                ],
            },
        ),
        append_only("journal_entry"),
        refused(
            "journal_entry", "in_order", 'NEW."index" <> (SELECT COALESCE(MAX("index") + 1, 0) FROM journal_entry)',
            "entries are added in order, without a gap",
        ),
    ]  # fmt: skip
