"""The first tables of this room."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables of this room."""

    initial = True

    dependencies = [
        ("journal", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("station", models.CharField(max_length=40)),
                ("contest", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="journal.entry"
                    ),
                ),
                ("figures", models.CharField(max_length=64)),
                ("step_up", models.CharField(max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("station", "contest", "version", "round"), name="counting_a_round_is_approved_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step_up", ""), _negated=True),
                        name="counting_nobody_approves_without_a_second_factor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("station", models.CharField(max_length=40)),
                ("contest", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                ("turn", models.PositiveSmallIntegerField()),
                ("seen", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("station", "contest", "version", "round", "turn"), name="counting_a_turn_is_on_one_table"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("station", models.CharField(max_length=40)),
                ("contest", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                ("turn", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField(default=dict)),
                ("edition", models.PositiveIntegerField(default=0)),
                ("saved", models.DateTimeField(auto_now=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("station", "contest", "version", "round", "turn", "person"),
                        name="counting_one_draft_of_a_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Typing",
            fields=[
                ("station", models.CharField(max_length=40)),
                ("contest", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="journal.entry"
                    ),
                ),
                ("turn", models.PositiveSmallIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("station", "contest", "version", "round", "turn"), name="counting_each_turn_once"
                    ),
                    models.UniqueConstraint(
                        fields=("station", "contest", "version", "round", "person"), name="counting_nobody_types_a_paper_twice"
                    ),
                    models.CheckConstraint(condition=models.Q(("turn__in", (1, 2, 3))), name="counting_three_turns"),
                ],
            },
        ),
    ]
