"""Change rows and tables, then fail."""

from django.db import migrations


def fail(apps, schema_editor):
    raise ValueError("this migration is broken")


class Migration(migrations.Migration):
    dependencies = [("migrating", "0001_widen_terms")]
    operations = [
        migrations.RunSQL("CREATE TABLE migrating_half (id int)"),
        migrations.RunSQL("UPDATE glossary_term SET gist = 'Changed by a broken migration.'"),
        migrations.RunPython(fail),
    ]
