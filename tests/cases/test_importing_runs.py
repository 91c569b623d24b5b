"""A run that is cut off, disturbed, met by another, or worked off in turns."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tests.cases.conftest import City
from tests.cases.imports import clear_files, counts, letter, letters, rejected, run_to_end, verifying_finds, write
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases.actions import importing
from yihaotong.cases.actions.importing import rejects, running
from yihaotong.cases.models import Case, Import
from yihaotong.cases.rules.codes import Channel
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _no_files_of_another_test() -> None:
    clear_files()


# --- cut off and taken up again --------------------------------------------------------------------------------------


def test_a_run_that_was_cut_off_goes_on_where_it_was(city: City) -> None:
    rows = [*letters(1300, replied=700), letter(9001, 留言时间="改天"), letter(1000), letter(1000, 留言详情="别的")]
    rows.insert(10, letter(9000, 留言时间="改天"))
    path = write(rows, Path(settings.HOME) / "x.jsonl")
    session = importing.begin(path, actor=IMPORTER, at=city.at)
    assert importing.advance(session, at=city.at)
    importing.close(session)
    # What a killed process may have left behind its last batch.
    with rejects.path_of(session.run).open("ab") as file:
        file.write("999,半行".encode())
    run = run_to_end(path, city.at)
    assert run.pk == session.run.pk
    assert counts(run) == (1304, 1300, 3, 1)
    assert [row[0] for row in rejected(run)] == ["11", "1302", "1304"]
    assert verifying_finds() == []


def test_a_file_that_is_replaced_stops_the_run_after_its_last_good_batch(city: City, tmp_path: Path) -> None:
    path = write(letters(1200), tmp_path / "x.jsonl")
    session = importing.begin(path, actor=IMPORTER, at=city.at)
    assert importing.advance(session, at=city.at)
    write([letter(number, 留言详情="新文件") for number in range(1200)], tmp_path / "y.jsonl")
    (tmp_path / "y.jsonl").replace(path)
    with pytest.raises(Refused) as refused:
        importing.advance(session, at=city.at)
    importing.close(session)
    assert refused.value.code == "file-changed"
    assert Case.objects.count() == 500
    assert not Case.objects.filter(body="新文件").exists()
    assert "替换" in Import.objects.get().fault


def test_a_run_goes_on_from_a_file_that_was_moved(city: City, tmp_path: Path) -> None:
    path = write(letters(900), tmp_path / "x.jsonl")
    session = importing.begin(path, actor=IMPORTER, at=city.at)
    importing.advance(session, at=city.at)
    importing.close(session)
    path.rename(tmp_path / "y.jsonl")
    run = run_to_end(tmp_path / "y.jsonl", city.at)
    assert (run.pk, counts(run)) == (session.run.pk, (900, 900, 0, 0))


def test_a_file_that_is_written_to_stops_the_run(city: City, tmp_path: Path) -> None:
    path = write(letters(1200), tmp_path / "x.jsonl")
    session = importing.begin(path, actor=IMPORTER, at=city.at)
    with path.open("a") as file:
        file.write(json.dumps(letter(9999)) + "\n")
    with pytest.raises(Refused):
        importing.advance(session, at=city.at)
    importing.close(session)
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_of_one_file_at_once_enter_each_letter_once(city: City) -> None:
    path = write(letters(1600, replied=400), Path(settings.HOME) / "x.jsonl")
    together = threading.Barrier(2)
    ended: list[tuple[int, int, int, int]] = []

    def work(source: str) -> None:
        try:
            together.wait()
            ended.append(counts(run_to_end(path, city.at, source=source)))
        finally:
            connections.close_all()

    both = [threading.Thread(target=work, args=("x",)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(ended) == 2
    assert [sum(part) for part in zip(*ended, strict=True)] == [3200, 1600, 0, 1600]
    assert Case.objects.count() == 1600
    assert verifying_finds() == []


def test_a_batch_costs_as_many_queries_for_two_rows_as_for_hundreds(city: City, queries: Callable[[], Any]) -> None:
    def asked(first: int, count: int) -> int:
        session = importing.begin(
            write(letters(count, first, replied=count // 2), Path(settings.HOME) / f"{first}.jsonl"),
            actor=IMPORTER,
            at=city.at,
        )
        with queries() as seen:
            importing.advance(session, at=city.at)
        importing.close(session)
        return len(seen)

    assert asked(1, 2) == asked(1000, 400)


# --- uploads ----------------------------------------------------------------------------------------------------------


def upload(city: City, rows: list[dict[str, Any]]) -> Import:
    city.hire("chief", Role.SHIFT_LEADER, city.centre)
    sent = write(rows, Path(settings.HOME) / "sent.jsonl")
    return importing.keep_upload(sent, "../../来信.jsonl", actor=city.acting("chief"), at=city.at)


def start(city: City, run: Import) -> Import:
    return importing.start_upload(
        run, {}, actor=city.acting("chief"), at=city.at, source="", channel=Channel.PHONE, live=False
    )


def test_an_upload_is_worked_off_in_turns_and_its_file_is_removed(city: City) -> None:
    run = upload(city, letters(2600, replied=100))
    assert importing.work_uploads(city.at) == 0
    start(city, run)
    assert importing.work_uploads(city.at) == running.BATCH * 4
    assert Path(run.path).exists()
    assert importing.work_uploads(city.at) == 600
    importing.work_uploads(city.at)
    run.refresh_from_db()
    assert (run.name, run.source, counts(run)) == ("来信.jsonl", "来信", (2600, 2600, 0, 0))
    assert run.ended_at is not None
    assert not Path(run.path).exists()
    assert importing.work_uploads(city.at) == 0


def test_an_upload_that_turns_out_damaged_is_given_up_with_its_reason(city: City) -> None:
    run = start(city, upload(city, letters(10)))
    Path(run.path).write_text("{}")
    importing.work_uploads(city.at)
    run.refresh_from_db()
    assert run.ended_at is not None
    assert run.fault
    assert not Path(run.path).exists()


def test_what_nobody_starts_is_swept_after_a_day(city: City) -> None:
    run = upload(city, letters(1))
    assert importing.sweep_uploads(city.at + timedelta(hours=23)) == 0
    assert importing.sweep_uploads(city.at + timedelta(hours=25)) == 1
    assert not Path(run.path).exists()
    assert not Import.objects.exists()
