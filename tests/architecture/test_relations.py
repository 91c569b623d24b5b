"""A foreign key is an import, too: a model refers to its own area or to a lower one, by class or by name."""

import ast
from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.house_rules import Source, dotted, sources
from tests.architecture.layers import area_of, heights, may_use


def area_of_model(model: type[models.Model]) -> str | None:
    return area_of(apps.get_app_config(model._meta.app_label).name)


def upward(some_models: Iterable[type[models.Model]]) -> Iterator[str]:
    """Relations that go up or sideways, each as a line to read."""
    for model in some_models:
        targets = [(field.name, field.related_model) for field in model._meta.get_fields() if not field.auto_created]
        for name, target in [*targets, *((parent.__name__, parent) for parent in model._meta.parents)]:
            if target is None or (used := area_of_model(target)) is None:
                continue
            if not may_use(area_of_model(model), used):
                yield f"{model._meta.label}.{name} → {target._meta.label}"


def named_areas(source: Source) -> Iterator[tuple[int, str]]:
    """Areas that a file names in strings: `get_model("cases", "Case")`, and what a migration depends on."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func).endswith("get_model"):
            yield from ((node.lineno, str(word.value).split(".")[0]) for word in node.args[:1] if _is_text(word))
        if source.migration and isinstance(node, ast.Assign) and dotted(node.targets[0]) == "dependencies":
            for pair in ast.walk(node.value):
                if isinstance(pair, ast.Tuple) and _is_text(pair.elts[0]):
                    yield pair.lineno, str(pair.elts[0].value)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def named_upward(source: Source) -> list[str]:
    user = area_of(".".join(source.parts))
    return [
        f"{source.path}:{line}: {user} names a model of {used}"
        for line, used in named_areas(source)
        if used in heights() and not may_use(user, used)
    ]


def test_models_refer_downwards():
    ours = [model for model in apps.get_models(include_auto_created=True) if area_of_model(model)]
    assert ours
    assert list(upward(ours)) == []


def test_models_named_in_strings_lie_below():
    inside = (source for source in sources() if source.product and len(source.parts) > 2)
    assert [line for source in inside for line in named_upward(source)] == []


@isolate_apps("yihaotong.dispatch", "yihaotong.cases")
@pytest.mark.parametrize("relation", [models.ForeignKey, models.OneToOneField, models.ManyToManyField])
def test_a_key_that_points_up_is_caught(relation):
    class Case(models.Model):
        class Meta:
            app_label = "cases"

    class Category(models.Model):
        case = relation(Case, **({} if relation is models.ManyToManyField else {"on_delete": models.CASCADE}))
        parent = models.ForeignKey("self", on_delete=models.CASCADE)

        class Meta:
            app_label = "dispatch"

    class Leg(models.Model):
        category = models.ForeignKey(Category, on_delete=models.CASCADE)

        class Meta:
            app_label = "cases"

    assert list(upward([Case, Category, Leg])) == ["dispatch.Category.case → cases.Case"]


@pytest.mark.parametrize(
    ("path", "text", "caught"),
    [
        ("yihaotong/dispatch/access.py", "apps.get_model('cases', 'Case')", True),
        ("yihaotong/dispatch/access.py", "apps.get_model('cases.Case')", True),
        ("yihaotong/cases/access.py", "apps.get_model('dispatch.Category')", False),
        ("yihaotong/vault/migrations/0002.py", "class Migration:\n    dependencies = [('almanac', '0001')]", True),
        ("yihaotong/vault/migrations/0002.py", "class Migration:\n    dependencies = [('journal', '0001')]", False),
        ("yihaotong/vault/migrations/0002.py", "class Migration:\n    dependencies = [('auth', '0001')]", False),
    ],
)
def test_a_model_named_upwards_is_caught(path, text, caught):
    assert bool(named_upward(Source(path, text))) is caught
