"""Keep with a row what search reads of it: its address, and the vectors, which PostgreSQL would store elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="searchrow",
            name="url",
            field=models.CharField(default="", help_text="The address of its page.", max_length=200),
            preserve_default=False,
        ),
        # Vectors of more than 2 KB are packed and moved away otherwise: ranking them takes three times as long.
        migrations.RunSQL(
            "ALTER TABLE search_searchrow SET (toast_tuple_target = 8160)",
            "ALTER TABLE search_searchrow RESET (toast_tuple_target)",
        )
    ]
