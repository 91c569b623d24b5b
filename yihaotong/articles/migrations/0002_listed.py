"""The public lists as a table of their own, filled with what is public."""

import json
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils.timezone import localtime


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 — as migrations call it
    """One line for each article that is public, as the act of its release would have written it."""
    listed = apps.get_model("articles", "Listed")
    public = apps.get_model("articles", "Article").objects.filter(standing__isnull=False, withdrawn_at=None)
    rows = []
    for article in public.select_related("standing__version").iterator(chunk_size=500):
        went = article.standing
        said = json.loads(went.version.content) if went.version.content else {}
        rows.append(
            listed(
                article_id=article.pk,
                release_id=went.pk,
                title=went.version.title,
                row_key=went.version.row_key,
                unit_id=article.unit_id,
                formed_on=went.version.formed_on or localtime(went.first_at).date(),
                first_at=went.first_at,
                index_number=article.index_number,
                document_number=str(said.get("document_number", "")),
                corrected=went.number > 1,
            )
        )
    listed.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_disclosure_posts"),
        ("articles", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listed",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="listed",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("row_key", models.CharField(max_length=60, verbose_name="目录条目")),
                ("formed_on", models.DateField(verbose_name="生成日期")),
                ("first_at", models.DateTimeField(verbose_name="发布日期")),
                ("index_number", models.CharField(max_length=60, verbose_name="索引号")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("corrected", models.BooleanField(default=False)),
                (
                    "release",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.release",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "listed",
                "indexes": [
                    models.Index(fields=["first_at", "article"], name="listed_first_at"),
                    models.Index(fields=["formed_on", "article"], name="listed_formed_on"),
                    models.Index(fields=["title", "article"], name="listed_title"),
                    models.Index(fields=["row_key", "first_at", "article"], name="listed_row_first_at"),
                    models.Index(fields=["row_key", "formed_on", "article"], name="listed_row_formed_on"),
                    models.Index(fields=["row_key", "title", "article"], name="listed_row_title"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
