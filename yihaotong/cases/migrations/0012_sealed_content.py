import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_emergency_owner")]
    operations = [
        migrations.CreateModel(
            name="SealedContent",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sealed_content",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("token", models.CharField(max_length=32)),
                ("sealed", models.BinaryField(verbose_name="内容（密封）")),
                ("at", models.DateTimeField(verbose_name="封存时间")),
            ],
        ),
    ]
