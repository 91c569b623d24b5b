"""The demo city's requests: of every channel, in every stage, all of them simulated, and their letters can be made."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import make_aware

from tests.catalogue.test_demo import _people
from yihaotong.applications import access, actions, verifying
from yihaotong.applications.models import Application, Consultation, Dispute, Letter, Search
from yihaotong.applications.rules.codes import Channel, Stage
from yihaotong.project.demo import applications


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 3, 1), date(2026, 10, 10)])
def test_the_demo_city_has_requests_in_every_stage(today: date) -> None:
    at = make_aware(datetime.combine(today, datetime.min.time())) - timedelta(days=70) + timedelta(hours=9)
    _people(at)
    assert applications.stock(today, at) == Application.objects.filter(simulated=True).count() >= 25
    stages = Counter(Application.objects.values_list("stage", flat=True))
    assert set(Stage) - set(stages) == {Stage.ARCHIVED}
    assert set(Channel) == set(Application.objects.values_list("channel", flat=True))
    assert Consultation.objects.exists()
    assert Dispute.objects.exists()
    assert Search.objects.filter(found=False).exists()
    assert [each.message for each in verifying.check()] == []
    for year in {today.year, (today - timedelta(days=60)).year}:
        assert access.year_table(year).faults == ()


@pytest.mark.django_db
def test_the_worker_makes_all_their_letters() -> None:
    today = date(2026, 11, 23)
    at = make_aware(datetime.combine(today, datetime.min.time())) - timedelta(days=70) + timedelta(hours=9)
    _people(at)
    applications.stock(today, at)
    now = make_aware(datetime.combine(today, datetime.min.time()))
    done = 0
    while turn := actions.draw_waiting(now):
        done += turn
    assert done > 30
    assert [each.template for each in Letter.objects.filter(drawn=None)] == ["charge"], "that one was taken back"
