from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_cancelled_choices")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["stage", "moved_at", "id"], name="case_unsettled", condition=models.Q(dissatisfied=True)
            ),
        ),
    ]
