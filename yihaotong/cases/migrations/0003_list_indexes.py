import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What lists are read by: one stage with the newest first, and whatever is due first; whether a unit ever held a case."""

    dependencies = [("cases", "0002_imports")]

    operations = [
        migrations.AlterField(
            model_name="leg",
            name="case",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="legs",
                to="cases.case",
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(fields=["case", "unit"], name="leg_case_unit"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["stage", "filed_at", "id"], name="case_stage_filed_at"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["due_at", "id"], name="case_due", condition=models.Q(due_at__isnull=False)),
        ),
    ]
