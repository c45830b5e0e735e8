"""The first tables of this room."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import dauys.office.people.models


class Migration(migrations.Migration):
    """The first tables of this room."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("login", models.CharField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "pseudonym",
                    models.CharField(default=dauys.office.people.models._pseudonym, editable=False, max_length=20, unique=True),
                ),
                ("language", models.CharField(default="kk", max_length=2)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("commission", models.CharField(max_length=80)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("chair", "chair"),
                            ("secretary", "secretary"),
                            ("member", "member"),
                            ("typist", "typist"),
                            ("observer", "observer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("until", models.DateTimeField(default=dauys.office.people.models._in_some_days)),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "used_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ("chair", "secretary", "member", "typist", "observer"))),
                        name="people_an_invitation_is_to_a_part_of_the_list",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commission", models.CharField(max_length=80)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("chair", "chair"),
                            ("secretary", "secretary"),
                            ("member", "member"),
                            ("typist", "typist"),
                            ("observer", "observer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("begun", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended", None)),
                        fields=("person", "commission", "part"),
                        name="people_one_part_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ("chair", "secretary", "member", "typist", "observer"))),
                        name="people_a_part_is_one_of_the_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended", None), ("ended__gte", models.F("begun")), _connector="OR"),
                        name="people_a_part_ends_after_it_began",
                    ),
                ],
            },
        ),
    ]
