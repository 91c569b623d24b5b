import django.db.models.deletion
from django.db import migrations, models


def keep_present_names(apps, schema_editor):
    category, name = apps.get_model("dispatch", "Category"), apps.get_model("dispatch", "CategoryName")
    name.objects.bulk_create(name(category=each, name=each.name, since=each.since) for each in category.objects.all())


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="successor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dispatch.category",
                verbose_name="接续类别",
            ),
        ),
        migrations.CreateModel(
            name="CategoryName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("since", models.DateField(verbose_name="启用日期")),
                ("until", models.DateField(null=True, verbose_name="停用日期")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="dispatch.category"
                    ),
                ),
            ],
            options={
                "ordering": ["category", "since"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("category",), name="category_has_one_current_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                        name="category_name_ends_later",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep_present_names, migrations.RunPython.noop),
    ]
