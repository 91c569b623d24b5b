import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("cases", "0005_moves")]
    operations = [
        migrations.CreateModel(
            name="ProfileChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("profile", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField(default=0)),
                ("enforcing", models.TextField(blank=True)),
                ("since", models.DateTimeField(verbose_name="起用时间")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("chosen_at", models.DateTimeField()),
                ("chosen_by", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="ProfileVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("place", models.CharField(blank=True, max_length=40, verbose_name="适用地区")),
                ("covers", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("copied_from", models.CharField(max_length=30)),
                ("lines", models.TextField()),
                ("edited_at", models.DateTimeField()),
                ("edited_by", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("code", "version"), name="profile_version_once")],
            },
        ),
        migrations.CreateModel(
            name="TryOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField(default=0)),
                ("enforcing", models.TextField(blank=True)),
                ("month", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=60)),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField(null=True)),
                ("last_case", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("fault", models.CharField(blank=True, max_length=500)),
                (
                    "against",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.profilechoice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovedClock",
            fields=[
                ("line", models.BigIntegerField(primary_key=True, serialize=False)),
                ("almanac_version", models.BigIntegerField()),
                ("kind", models.CharField(default="handle", max_length=20)),
                ("due_before", models.DateTimeField(null=True)),
                ("due_after", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["almanac_version", "line"], name="moved_clock_version")],
            },
        ),
        migrations.CreateModel(
            name="TryOnRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(default="handle", max_length=20)),
                ("limit_now", models.CharField(max_length=12)),
                ("due_now", models.DateTimeField(null=True)),
                ("late_now", models.BooleanField()),
                ("limit_then", models.CharField(max_length=12)),
                ("due_then", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.clock"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="cases.tryon",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "kind", "id"], name="try_on_row_run")],
            },
        ),
    ]
