"""Finding an answer among very many entries while somebody speaks: how long one question waits, on both databases.

.venv/bin/python -m bench.knowledge --entries 50000

Questions are put together from the names of categories, places and everyday words; what is typed is a beginning of one,
the whole of one, a word all have, or a whole story with one in it. One process asks, without a web server.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from random import Random
from statistics import quantiles
from typing import Any

from bench.databases import ENGINES, database
from bench.figures import keep
from bench.processes import ROOT, load_average

_OPENINGS = (
    "",
    "请问",
    "我想问一下",
    "小区",
    "新",
    "老旧小区",
    "外地户籍",
    "学生",
    "老年人",
    "个体户",
    "企业",
    "残疾人",
)
_ENDINGS = (
    "怎么办理",
    "需要什么材料",
    "找哪个部门",
    "多少钱",
    "多长时间",
    "去哪里办",
    "可以网上办吗",
    "怎么投诉",
    "有什么条件",
    "电话是多少",
)
_STORY = (
    "您好，我是{place}的居民，上周开始就想问{question}，打了几次电话都没有人接，家里老人和孩子都等着，"
    "请尽快帮忙看一下。"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measured(options.entries, options.questions)))
        return
    began = datetime.now(UTC).isoformat(timespec="seconds")
    facts: dict[str, Any] = {"load": load_average()}
    for engine in options.engines:
        with database(engine) as place:
            words = [sys.executable, "-m", "bench.knowledge", "--inside", "--entries", str(options.entries)]
            told = subprocess.check_output(
                [*words, "--questions", str(options.questions)], cwd=ROOT, env={**os.environ, **place.variables}
            )
            facts[engine] = json.loads(told.splitlines()[-1])
            print(place.version())
        for name, figures in facts[engine].items():
            print(f"  {name}: {figures}")
    keep("knowledge", began, facts)


def measured(entries: int, questions: int) -> dict[str, Any]:
    """Times in milliseconds by kind of question."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yihaotong.project.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    rng = Random(12345)
    filled = _fill(entries, rng)
    from django.utils import timezone

    from yihaotong.knowledge import access

    at, found = timezone.now(), {}
    for kind, typed in _typed(filled, questions, rng).items():
        times = []
        for words in typed:
            began = time.perf_counter()
            access.find(words, at, place="640104" if len(times) % 2 else "")
            times.append(1000 * (time.perf_counter() - began))
        cuts = quantiles(times, n=100)
        found[kind] = {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "worst": round(max(times), 1)}
    return found


def _fill(count: int, rng: Random) -> list[str]:
    from django.db import connection

    from yihaotong.dispatch import shipped
    from yihaotong.knowledge.models import Entry, Mark
    from yihaotong.knowledge.rules import matching

    at = datetime.now(UTC)
    unit = _owner(at)
    leaves = [row for row in shipped.categories() if row.parent]
    places = [row.name for row in shipped.places() if len(row.code) > 6]
    today, questions = at.date(), []
    for begin in range(0, count, 2_000):
        rows = []
        for _ in range(min(2_000, count - begin)):
            leaf = rng.choice(leaves)
            question = f"{rng.choice(_OPENINGS)}{rng.choice(['', rng.choice(places)])}{leaf.name}{rng.choice(_ENDINGS)}"
            asked = "\n".join(f"{leaf.name}{rng.choice(_OPENINGS)}{rng.choice(_ENDINGS)}" for _ in range(3))
            rows.append(
                Entry(
                    unit=unit,
                    released=1,
                    question=question,
                    asked=asked,
                    category=leaf.code,
                    answer="这是一段用来量度的答复。" * 10,
                    places=rng.choice(["", "", "/640104/", "/640105/"]),
                    valid_from=today,
                    review_on=today,
                    used=int(rng.expovariate(0.01)),
                )
            )
            questions.append(question)
        made = Entry.objects.bulk_create(rows)
        Mark.objects.bulk_create(
            [
                Mark(gram=gram, entry=each)
                for each in made
                for gram in sorted(matching.marks(each.question, each.asked))
            ],
            batch_size=2_000,
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return questions


def _owner(at: datetime) -> Any:
    from yihaotong.accounts import actions as hiring
    from yihaotong.accounts.rules import IMPORTER, UnitKind

    since = at.date()
    return hiring.create_unit(
        "BENCH", actor=IMPORTER, at=at, name="量度", kind=UnitKind.CENTRE, parent=None, since=since
    )


def _typed(questions: list[str], count: int, rng: Random) -> dict[str, list[str]]:
    """What is typed, by kind: half of a question, a whole one, a single character, common words alone, a story."""
    some = rng.choices(questions, k=count)
    return {
        "beginning": [each[: rng.randint(2, max(2, len(each) // 2))] for each in some],
        "whole": some,
        "character": [rng.choice(each) for each in some[: count // 4]],
        "common": [rng.choice(_ENDINGS)[: rng.randint(2, 6)] for _ in range(count // 4)],
        "story": [_STORY.format(place="兴庆区某小区", question=each) for each in some[: count // 4]],
    }


if __name__ == "__main__":
    main()
