"""Add a column to a table that is read and written all the time."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("glossary", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE glossary_term ADD COLUMN migrating_note text NOT NULL DEFAULT ''",
            "ALTER TABLE glossary_term DROP COLUMN migrating_note",
        )
    ]
