"""The first tables of this room; all are only added to."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dauys.office.observing.models
from dauys.office.journal.append_only import append_only


class Migration(migrations.Migration):
    """The first tables of this room; all are only added to."""

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(default=dauys.office.observing.models._reference, max_length=10, unique=True)),
                ("commission", models.CharField(max_length=80)),
                ("about", models.CharField(choices=[("violation", "violation"), ("commission", "commission")], max_length=12)),
                ("of", models.CharField(blank=True, max_length=80)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("station", models.CharField(blank=True, max_length=80)),
                ("organisation", models.CharField(max_length=200)),
                ("words", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("station", models.CharField(max_length=80)),
                ("contest", models.CharField(max_length=120)),
                ("figures", models.JSONField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Accreditation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commission", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("party", "party"),
                            ("candidate", "candidate"),
                            ("association", "association"),
                            ("foreign", "foreign"),
                            ("media", "media"),
                        ],
                        max_length=12,
                    ),
                ),
                ("organisation", models.CharField(max_length=200)),
                ("stations", models.JSONField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accreditations", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decided",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="decided",
                        serialize=False,
                        to="observing.complaint",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("upheld", "upheld"),
                            ("upheld in part", "upheld in part"),
                            ("refused", "refused"),
                            ("passed on", "passed on"),
                        ],
                        max_length=14,
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("words", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "copy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="photo",
                        serialize=False,
                        to="observing.copy",
                    ),
                ),
                ("data", models.BinaryField()),
                ("media", models.CharField(max_length=40)),
            ],
        ),
        migrations.AddField(
            model_name="copy",
            name="accreditation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="observing.accreditation"
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("party", "candidate", "association", "foreign", "media"))),
                name="observing_somebody_looks_on_for_one_of_the_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation", ""), _negated=True), name="observing_an_accreditation_names_for_whom"
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", models.F("person")), _negated=True), name="observing_nobody_accredits_himself"
            ),
        ),
        migrations.AddField(
            model_name="decided",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("about__in", ("violation", "commission"))), name="observing_a_complaint_is_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="observing_a_complaint_says_what_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", "commission"), models.Q(("of", ""), _negated=True)),
                    models.Q(models.Q(("about", "commission"), _negated=True), ("decided_on", None), ("of", "")),
                    _connector="OR",
                ),
                name="observing_a_complaint_of_a_commission_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="decided",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ("upheld", "upheld in part", "refused", "passed on"))),
                name="observing_a_decision_is_one_of_the_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="decided",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="observing_a_decision_has_reasons"
            ),
        ),
        *(append_only(f"observing_{table}") for table in ("accreditation", "copy", "photo", "complaint", "decided")),
    ]
