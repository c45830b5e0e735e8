"""The last day of a part, where it is known beforehand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The last day of a part, where it is known beforehand."""

    dependencies = [
        ("people", "0002_second_factors"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="term",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="until",
            field=models.DateField(blank=True, null=True),
        ),
    ]
