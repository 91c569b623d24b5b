import django.db.models.deletion
from django.core.management.color import no_style
from django.db import migrations, models

_PROTECT = django.db.models.deletion.PROTECT
_ENDED_OTHERWISE = ["declined", "merged", "transferred", "void", "withdrawn"]
_ENDED = sorted([*_ENDED_OTHERWISE, "closed"])
_AT_WORK = ["dispatched", "return_pending", "in_hand", "replied", "to_call_back"]


def _key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _code(default=""):
    return models.CharField(blank=not default, default=default, max_length=20)


def _of(model, related, **more):
    return models.ForeignKey(on_delete=_PROTECT, related_name=related, to=model, **more)


def keep_keys(apps, schema_editor):
    """A conclusion had the key of its case; it keeps that number, for the journal's lines name it."""
    old, new = (apps.get_model("cases", name) for name in ("Conclusion", "CaseConclusion"))
    names = ("at", "by", "ground", "note")
    rows = (
        new(pk=row.case_id, case_id=row.case_id, **{name: getattr(row, name) for name in names})
        for row in old.objects.iterator()
    )
    new.objects.bulk_create(rows, batch_size=500)
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [new]):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            # The rows' foreign keys are checked now: a table with checks outstanding cannot be renamed.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_lists")]
    operations = [
        migrations.RemoveConstraint("case", "case_closed_has_time"),
        migrations.RemoveConstraint("case", "case_past_filing_has_unit"),
        migrations.AddField("case", "ended_as", _code()),
        migrations.AddField("case", "final", models.BooleanField(default=False, verbose_name="指定承办")),
        migrations.AddField("case", "parent", _of("cases.case", "children", null=True, db_index=False)),
        migrations.AddField("case", "returns", models.PositiveSmallIntegerField(default=0, verbose_name="退单次数")),
        migrations.AddField("leg", "end", _code()),
        migrations.AddField("leg", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField("reply", "entry", models.CharField(blank=True, max_length=20, default="")),
        migrations.AddField("reply", "entry_version", models.PositiveIntegerField(null=True)),
        migrations.AddField("reply", "ground", models.TextField(blank=True, default="")),
        migrations.AddIndex(
            "case",
            models.Index(fields=["parent", "id"], name="case_parent", condition=models.Q(parent__isnull=False)),
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=["moved_at", "id"], name="case_ended", condition=models.Q(stage__in=_ENDED)),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=~models.Q(stage__in=_AT_WORK) | models.Q(lead_unit__isnull=False),
                name="case_at_work_has_unit",
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False)
                | (~models.Q(stage__in=["closed", "archived"]) | ~models.Q(ended_as="") & models.Q(stage="archived")),
                name="case_closed_has_time",
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(ended_as=models.F("stage")) | ~models.Q(stage__in=_ENDED_OTHERWISE),
                name="case_ended_as_its_stage",
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(parent__isnull=False) | ~models.Q(stage__in=["following", "merged"]),
                name="case_joined_has_parent",
            ),
        ),
        migrations.CreateModel(
            name="CaseConclusion",
            fields=[
                ("id", _key()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("ground", _code("unreasonable")),
                ("note", models.TextField()),
                ("case", _of("cases.case", "conclusions")),
            ],
        ),
        migrations.RunPython(keep_keys, elidable=True),
        migrations.DeleteModel("Conclusion"),
        migrations.RenameModel("CaseConclusion", "Conclusion"),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", _key()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("move", _code("void")),
                ("code", _code()),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("told", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("moment", models.DateTimeField(null=True)),
                ("case", _of("cases.case", "remarks")),
                ("other", _of("cases.case", "+", null=True, db_index=False)),
            ],
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", _key()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("origin", _code("dispatched")),
                ("reason", _code("other")),
                ("basis", models.TextField()),
                ("note", models.TextField(blank=True)),
                ("case", _of("cases.case", "return_requests")),
                ("leg", _of("cases.leg", "+", null=True, db_index=False)),
                ("proposed", _of("accounts.unit", "+", null=True, db_index=False)),
                ("unit", _of("accounts.unit", "+", db_index=False)),
            ],
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", _key()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("upheld", models.BooleanField()),
                ("reason", models.TextField()),
                ("final", models.BooleanField(default=False)),
                ("category", models.CharField(blank=True, max_length=20)),
                ("case", _of("cases.case", "rulings")),
                ("on", models.OneToOneField(on_delete=_PROTECT, related_name="ruling", to="cases.return")),
                ("unit", _of("accounts.unit", "+", null=True, db_index=False)),
            ],
            options={"indexes": [models.Index(fields=["category", "-id"], name="ruling_category")]},
        ),
    ]
