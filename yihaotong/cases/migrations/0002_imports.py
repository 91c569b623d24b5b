import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, verbose_name="文件名")),
                ("path", models.CharField(max_length=1000, verbose_name="位置")),
                ("uploaded", models.BooleanField(default=False, verbose_name="上传的文件")),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=100, verbose_name="来源")),
                ("mapping", models.JSONField(default=dict)),
                ("channel", models.CharField(default="transfer", max_length=20)),
                ("live", models.BooleanField(default=False)),
                ("by", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("row", models.PositiveIntegerField(default=0)),
                ("read", models.PositiveIntegerField(default=0)),
                ("accepted", models.PositiveIntegerField(default=0)),
                ("archived", models.PositiveIntegerField(default=0)),
                ("already_present", models.PositiveIntegerField(default=0)),
                ("differing", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("rejects_bytes", models.BigIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("facts", models.JSONField(default=dict)),
                ("fault", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "indexes": [models.Index(fields=["sha256"], name="import_sha256")],
            },
        ),
        migrations.RemoveConstraint(model_name="case", name="case_past_filing_has_unit"),
        migrations.AddField(
            model_name="case",
            name="historical",
            field=models.BooleanField(default=False, verbose_name="历史数据"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["stage", "historical", "due_at", "id"], name="case_waiting"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage", "filed"), ("lead_unit__isnull", False), ("historical", True), _connector="OR"
                ),
                name="case_past_filing_has_unit",
            ),
        ),
        migrations.CreateModel(
            name="Imported",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="imported",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.import",
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="原行号")),
                ("source", models.CharField(blank=True, max_length=100, verbose_name="来源")),
                ("number", models.CharField(max_length=100, verbose_name="原编号")),
                ("digest", models.BinaryField()),
                ("day_only", models.CharField(blank=True, max_length=60, verbose_name="只知日期的时间")),
                ("sealed", models.BinaryField(verbose_name="原行（密封）")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("number", "source"), name="imported_once")],
            },
        ),
    ]
