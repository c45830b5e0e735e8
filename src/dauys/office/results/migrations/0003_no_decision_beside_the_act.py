"""Every act that is decided has its decision in itself: there is none beside a draft any more."""

from django.db import migrations


class Migration(migrations.Migration):
    """Every act that is decided has its decision in itself: there is none beside a draft any more."""

    dependencies = [("results", "0002_two_people")]
    operations = [migrations.RemoveField(model_name="draft", name="decision")]
