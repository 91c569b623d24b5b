import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_profiles")]
    operations = [
        migrations.AddField(
            "requester",
            "needs",
            models.CharField(blank=True, default="", max_length=120, verbose_name="重点服务"),
        ),
        migrations.CreateModel(
            name="Emergency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("submission", models.UUIDField(null=True, unique=True, verbose_name="提交标识")),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergencies",
                        to="cases.case",
                    ),
                ),
                ("raised_at", models.DateTimeField(verbose_name="报急时间")),
                ("raised_by", models.CharField(max_length=60, verbose_name="报急人")),
                ("danger", models.CharField(default="other", max_length=20)),
                ("what", models.TextField(blank=True, verbose_name="情况")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="地点")),
                ("line", models.CharField(blank=True, default="", max_length=20)),
                ("put_through_at", models.DateTimeField(null=True, verbose_name="转专线时间")),
                ("put_through_by", models.CharField(blank=True, max_length=60)),
                ("seen_at", models.DateTimeField(null=True, verbose_name="班长知悉时间")),
                ("seen_by", models.CharField(blank=True, max_length=60)),
                ("limit", models.CharField(blank=True, max_length=12)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("due_at", models.DateTimeField(null=True, verbose_name="值班报告到期")),
                ("almanac_version", models.BigIntegerField(default=0)),
                ("reported_at", models.DateTimeField(null=True, verbose_name="报告时间")),
                ("reported_by", models.CharField(blank=True, max_length=60)),
                ("reported_to", models.CharField(blank=True, max_length=100, verbose_name="报给谁")),
                ("means", models.CharField(blank=True, default="", max_length=20)),
                ("report", models.TextField(blank=True, verbose_name="报告全文")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="了结时间")),
                ("closed_by", models.CharField(blank=True, max_length=60)),
                ("false_alarm", models.BooleanField(default=False, verbose_name="误报")),
                ("ending", models.TextField(blank=True, verbose_name="结果")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["raised_at"], name="emergency_raised_at"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["due_at"], name="emergency_open"
                    ),
                ],
            },
        ),
    ]
