"""The first tables of this room; how papers came and what was attached is only added to."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from dauys.office.journal.append_only import append_only


class Migration(migrations.Migration):
    """The first tables of this room; how papers came and what was attached is only added to."""

    initial = True

    dependencies = [
        ("journal", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("station", models.CharField(max_length=40, unique=True)),
                ("edition", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="journal.entry"
                    ),
                ),
                ("station", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("words", models.TextField()),
                ("picture", models.BinaryField(null=True)),
                ("media", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="station_a_document_has_words"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("media", ""), ("picture", None)),
                            models.Q(("picture__isnull", False), models.Q(("media", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="station_a_picture_says_of_which_kind_it_is",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="journal.entry"
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("station", models.CharField(max_length=40)),
                ("contest", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("figures", models.CharField(max_length=64)),
                ("channel", models.CharField(max_length=4)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("station", "contest", "key"), name="station_an_item_arrives_once"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("line", "file", "code"))),
                        name="station_a_paper_comes_one_of_these_ways",
                    ),
                    models.CheckConstraint(condition=models.Q(("key", ""), _negated=True), name="station_an_arrival_has_a_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=40)),
                ("of", models.CharField(max_length=80)),
                ("figures", models.JSONField(default=dict)),
                ("entered", models.BooleanField(default=True)),
                ("edition", models.PositiveIntegerField(default=1)),
                (
                    "count",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="station.count"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("count", "step", "of"), name="station_one_draft_of_a_part")],
            },
        ),
        append_only("station_arrival"),
        append_only("station_document"),
    ]
