"""A court has a complaint: a table that is only added to."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from dauys.office.journal.append_only import append_only


class Migration(migrations.Migration):
    """The table, and its trigger."""

    dependencies = [
        ("observing", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AtCourt",
            fields=[
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="at_court",
                        serialize=False,
                        to="observing.complaint",
                    ),
                ),
                ("court", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="atcourt",
            constraint=models.CheckConstraint(
                condition=models.Q(("court", ""), _negated=True), name="observing_a_court_is_named"
            ),
        ),
        append_only("observing_atcourt"),
    ]
