import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("almanac", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="EnteredHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位代码")),
                ("since", models.DateField(verbose_name="起始日")),
                ("rows", models.TextField(verbose_name="作息")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hours",
                        to="almanac.entry",
                        verbose_name="录入",
                    ),
                ),
            ],
            options={"verbose_name_plural": "entered hours"},
        ),
    ]
