from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_sealed_content")]
    operations = [
        migrations.AddField("evaluation", "service", models.CharField(blank=True, default="", max_length=20)),
    ]
