"""What lies under the seals of stations that may have to be published with their neighbours."""

from django.db import migrations, models

from dauys.office.journal.append_only import append_only


class Migration(migrations.Migration):
    """What lies under the seals of stations that may have to be published with their neighbours."""

    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "UnderSeals",
            [
                ("seals", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("station", models.CharField(max_length=80)),
                ("contest", models.CharField(max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("salt", models.CharField(max_length=64)),
                ("figures", models.JSONField()),
            ],
            options={
                "indexes": [models.Index(fields=["station", "contest", "version"], name="journal_under_seals_of")],
            },
        ),
        append_only("journal_underseals"),
    ]
