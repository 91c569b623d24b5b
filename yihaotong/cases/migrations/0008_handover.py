import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_OWN_ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0007_emergencies"),
    ]
    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField(verbose_name="要做什么（密封）")),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="cases.case"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)), fields=("case", "owner"), name="follow_up_open_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", _OWN_ID.clone()),
                ("by", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverPart",
            fields=[
                ("id", _OWN_ID.clone()),
                ("kind", models.CharField(default="draft", max_length=20)),
                ("token", models.UUIDField()),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="cases.handover"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoidCheck",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="void_check",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("by", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", _OWN_ID.clone()),
                ("day", models.DateField()),
                ("moves", models.PositiveIntegerField(default=0)),
                ("line", models.BigIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "day"), name="tally_day")],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("urgency", "emergency")),
                fields=["stage", "historical", "due_at", "id"],
                name="case_emergency",
            ),
        ),
    ]
