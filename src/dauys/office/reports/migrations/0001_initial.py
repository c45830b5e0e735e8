"""The first tables of this room; both are only added to."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dauys.office.reports.models
from dauys.office.journal.append_only import append_only


class Migration(migrations.Migration):
    """The first tables of this room; both are only added to."""

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(default=dauys.office.reports.models._reference, max_length=10, unique=True)),
                ("page", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=2)),
                ("wrong", models.TextField()),
                ("figure", models.CharField(blank=True, max_length=200)),
                ("right", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wrong", ""), _negated=True), name="reports_a_report_says_what_is_wrong"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("kk", "ru", "en"))), name="reports_a_page_was_read_in_a_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("looking", "looking"),
                            ("no error", "no error"),
                            ("corrected", "corrected"),
                            ("elsewhere", "elsewhere"),
                            ("abuse", "abuse"),
                        ],
                        max_length=12,
                    ),
                ),
                ("kk", models.TextField(blank=True)),
                ("ru", models.TextField(blank=True)),
                ("en", models.TextField(blank=True)),
                ("act", models.PositiveBigIntegerField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="reports.report"),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="reports_one_step_after_another"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("looking", "no error", "corrected", "elsewhere", "abuse"))),
                        name="reports_a_state_is_one_of_the_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("looking", "abuse")),
                            models.Q(("en", ""), ("kk", ""), ("ru", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reports_an_answer_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act__isnull", False), ("state", "corrected")),
                            models.Q(models.Q(("state", "corrected"), _negated=True), ("act", None)),
                            _connector="OR",
                        ),
                        name="reports_a_correction_names_its_act",
                    ),
                ],
            },
        ),
        append_only("reports_report"),
        append_only("reports_step"),
    ]
