"""Choosing, copying and changing profiles: what holds from when, what the journal says, who may."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import City, last_line
from yihaotong.cases import access, actions, profiles
from yihaotong.cases import city as settings_of_city
from yihaotong.cases.models import Case, Clock, ProfileChoice, ProfileVersion
from yihaotong.cases.rules import profiles as files
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import LookUp


def use(city: City, code: str, **more: Any) -> ProfileChoice:
    at = more.pop("at", city.at)
    by = more.pop("by", "system_admin")
    return actions.use_profile(code, actor=city.acting(by), at=at, reason="办公会决定", **more)


def rows_of(code: str) -> list[dict[str, str]]:
    lines = profiles.profile(code).lines
    return [dict(zip(files.COLUMNS, files.cells_of(line), strict=True)) for line in lines]


def copied(city: City, code: str = "guangdong") -> ProfileVersion:
    admin = city.acting("system_admin")
    return actions.copy_profile(code, actor=admin, at=city.at, name="本市方案", place="示例市", reason="照广东办")


def edit(city: City, own: ProfileVersion, rows: list[dict[str, str]], **more: Any) -> ProfileVersion:
    given = {"expect": own.version, "reason": "改一处", "name": own.name} | more
    return actions.edit_profile(own.code, rows, actor=city.acting("system_admin"), at=city.at, **given)


def handle_of(case: Case) -> Clock:
    return Clock.objects.get(case=case, kind="handle", dropped_at=None)


def refusal(act: Callable[[], object]) -> Refused:
    before = (ProfileChoice.objects.count(), ProfileVersion.objects.count(), Line.objects.count())
    with pytest.raises(Refused) as refused:
        act()
    assert (ProfileChoice.objects.count(), ProfileVersion.objects.count(), Line.objects.count()) == before
    return refused.value


def test_clocks_that_run_keep_their_limit_and_new_ones_get_the_new_one(city: City) -> None:
    before = city.to("in_hand", request_type="complaint")
    use(city, "guangdong")
    after = city.to("in_hand", request_type="complaint")
    assert handle_of(before).limit == "5wd"
    assert handle_of(before).basis.startswith("山东省12345管理办法2020")
    assert handle_of(after).limit == "15wd"
    assert handle_of(after).basis == "广东省12345热线管理办法2022：投诉15个工作日内办理（地方规定）"
    sign = Clock.objects.get(case=after, kind="sign")
    assert sign.basis == "默认方案：一般诉求4个工作小时内签收（设计默认值，未核实，沿用默认方案）"


def test_a_choice_for_later_holds_from_its_moment_on(city: City) -> None:
    use(city, "tianjin", since=city.at + timedelta(days=30))
    assert settings_of_city.profile(city.at).title.code == "default"
    assert settings_of_city.profile(city.at + timedelta(days=30)).title.code == "tianjin"
    assert settings_of_city.profile(city.at + timedelta(days=29, hours=23)).title.code == "default"
    use(city, "shandong", since=city.at + timedelta(days=10))
    held = [profiles.in_force(city.at + timedelta(days=days)).profile.title.code for days in (0, 10, 20, 30, 99)]
    assert held == ["default", "shandong", "shandong", "tianjin", "tianjin"]


def test_the_journal_has_what_was_before_and_after(city: City) -> None:
    use(city, "tianjin")
    use(city, "shandong", at=city.at + timedelta(minutes=1), enforcing=["WATER"])
    line = last_line()
    assert (line.kind, line.actor) == ("profile.use", city.acting("system_admin").key)
    assert line.facts["reason"] == "办公会决定"
    assert line.facts["before"] == {"profile": "tianjin", "version": 1, "base": 1, "enforcing": []}
    assert line.facts["after"]["profile"] == "shandong"
    assert line.facts["after"]["enforcing"] == ["WATER"]


def test_units_that_enforce_the_law_get_the_longer_limit(city: City) -> None:
    use(city, "default", enforcing=["WATER"])
    assert handle_of(city.to("in_hand", request_type="complaint")).limit == "15wd"
    assert handle_of(city.to("in_hand", request_type="help")).limit == "5wd"


def test_the_own_profile_in_force_does_not_change_by_being_edited(city: City) -> None:
    own = copied(city)
    use(city, own.code)
    rows = rows_of(own.code)
    rows[0]["limit"] = "3wd"
    edited = edit(city, own, rows)
    assert edited.version == 2
    held = settings_of_city.profile(city.at).line(ClockKind.HANDLE, RequestType.INQUIRY, Urgency.NORMAL)
    assert held
    assert held.value == "2wd"
    use(city, own.code, at=city.at + timedelta(minutes=1))
    held = settings_of_city.profile(city.at + timedelta(hours=1)).line(
        ClockKind.HANDLE, RequestType.INQUIRY, Urgency.NORMAL
    )
    assert held
    assert held.value == "3wd"


def test_an_edit_tells_the_journal_exactly_what_it_changed(city: City) -> None:
    own = copied(city)
    rows = rows_of(own.code)
    rows[0] |= {"limit": "3wd", "basis": "本市办法第八条", "verified": "no"}
    edit(city, own, [*rows, rows[0] | {"clock": "review", "request_type": ""}], name="本市方案（新）")
    facts = last_line().facts
    assert facts["before"] == {
        "handle.inquiry.*.*": "2wd 广东省12345热线管理办法2022：咨询2个工作日内办理 local_rule yes",
        "name": "本市方案",
    }
    assert facts["after"] == {
        "handle.inquiry.*.*": "3wd 本市办法第八条 local_rule no",
        "review.*.*.*": "3wd 本市办法第八条 local_rule no",
        "name": "本市方案（新）",
        "version": 2,
    }


def test_a_copy_is_told_apart_from_its_model(city: City) -> None:
    own = copied(city, "guangdong")
    assert (own.place, own.copied_from) == ("示例市", "guangdong")
    assert "广东省办法" not in own.covers
    line = Line.objects.get(kind="profile.copy")
    assert line.facts["after"] == {"name": "本市方案", "place": "示例市", "version": 1}
    given = {"actor": city.acting("system_admin"), "at": city.at, "reason": "再来一份"}
    for name, place, code in (
        ("广东方案", "示例市", "name-taken"),
        ("本市方案", "示例市", "name-taken"),
        ("第二方案", " ", "missing"),
    ):
        refused = refusal(
            lambda name=name, place=place: actions.copy_profile("tianjin", name=name, place=place, **given)
        )
        assert refused.code == code
    again = edit(city, own, rows_of(own.code), name="本市新方案")
    assert again.name == "本市新方案"
    assert refusal(lambda: edit(city, again, rows_of(own.code), name="默认方案")).code == "name-taken"


def test_bad_cells_are_all_named(city: City) -> None:
    own = copied(city)
    rows = rows_of(own.code)
    rows[0]["limit"] = "soon"
    rows[2]["basis"] = "  "
    refused = refusal(lambda: edit(city, own, rows))
    assert refused.code == "bad-rows"
    assert [(fault.row, fault.column) for fault in refused.facts["faults"]] == [(1, "limit"), (3, "basis")]
    assert "第 3 行“依据”：请写明依据" in refused.message


def test_what_is_in_force_is_not_switched_on_again(city: City) -> None:
    """Not even the default, once somebody has chosen it: until then nobody has, and it goes with the software."""
    for code in ("default", "guangdong", copied(city).code):
        use(city, code)
        assert refusal(lambda code=code: use(city, code)).code == "already-in-force"


def of_last_year(code: str, **limits: str) -> ProfileVersion:
    """What a release of last year had kept of a profile that ships: other limits, by the line's key."""
    rows = [row | {"limit": limits.get(f"{row['clock']}_{row['request_type']}", row["limit"])} for row in rows_of(code)]
    title = profiles.profile(code).title
    lines = files.text_of(files.lines_of(rows))
    at = datetime.fromisoformat("2025-01-06T10:00:00+08:00")
    return ProfileVersion.objects.create(
        code=code, version=1, name=title.name, place=title.place, covers=title.covers, copied_from="", lines=lines,
        edited_at=at, edited_by="person:1",
    )  # fmt: skip


def test_a_newer_release_changes_nothing_until_somebody_switches_on(city: City) -> None:
    of_last_year("guangdong", handle_complaint="12wd")
    use(city, "guangdong", version=1)
    held = profiles.in_force(city.at)
    assert handle_of(city.to("in_hand", request_type="complaint")).limit == "12wd"
    assert profiles.behind(held)
    assert profiles.profile("guangdong").lines != held.profile.lines
    use(city, "guangdong", at=city.at + timedelta(minutes=1))
    held = profiles.in_force(city.at + timedelta(minutes=1))
    assert (held.version, profiles.behind(held)) == (2, False)
    kept = Line.objects.get(kind="profile.keep", subject="profile:guangdong").facts
    assert kept["before"]["handle.complaint.*.*"].startswith("12wd")
    assert kept["after"]["handle.complaint.*.*"].startswith("15wd")


def test_the_default_below_what_was_chosen_is_kept_too(city: City) -> None:
    """What a profile inherits reaches back no more than what it says itself: of one that ships, and of the city's."""
    of_last_year("default", dispatch_="3wd")
    own = copied(city)
    use(city, own.code)
    assert not profiles.behind(profiles.in_force(city.at))
    ProfileChoice.objects.update(base=1, token=uuid4())
    LookUp.forget()
    held = profiles.in_force(city.at)
    dispatch = held.profile.line(ClockKind.DISPATCH, RequestType.HELP, Urgency.NORMAL)
    assert dispatch
    assert (dispatch.value, dispatch.inherited) == ("3wd", True)
    assert profiles.behind(held)
    use(city, own.code, at=city.at + timedelta(minutes=1))
    held = profiles.in_force(city.at + timedelta(minutes=1))
    assert (held.version, held.base, profiles.behind(held)) == (1, 2, False)


def test_choices_made_before_anything_was_kept_get_the_files_of_the_day(city: City) -> None:
    own = copied(city)
    for days, code in enumerate(("guangdong", "default", own.code)):
        use(city, code, since=city.at + timedelta(days=days))
    ProfileVersion.objects.exclude(code=own.code).delete()
    ProfileChoice.objects.exclude(profile=own.code).update(version=0)
    ProfileChoice.objects.update(base=0)
    import_module("yihaotong.cases.migrations.0014_kept_profiles").keep_what_was_chosen(apps, None)
    named = ProfileChoice.objects.order_by("since").values_list("profile", "version", "base")
    assert list(named) == [("guangdong", 1, 1), ("default", 1, 0), (own.code, 1, 1)]
    kept = ProfileVersion.objects.get(code="guangdong")
    assert files.from_text(kept.lines, profiles.profile("guangdong").title).lines == files.shipped("guangdong").lines


def test_what_is_kept_of_a_shipped_profile_is_none_of_the_citys_own(city: City) -> None:
    use(city, "guangdong")
    assert [(row.code, row.version) for row in ProfileVersion.objects.order_by("code")] == [
        ("default", 1),
        ("guangdong", 1),
    ]
    assert not any(each.own for each in profiles.listed())
    assert copied(city).code == "own-1"
    use(city, "tianjin", at=city.at + timedelta(minutes=1))
    use(city, "guangdong", at=city.at + timedelta(minutes=2))
    assert ProfileVersion.objects.filter(code="guangdong").count() == 1
    bad = refusal(
        lambda: actions.edit_profile(
            "guangdong", [], actor=city.acting("system_admin"), at=city.at, expect=1, reason="改", name="广东"
        )
    )
    assert bad.code == "not-own"


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("wrong-role", lambda city: use(city, "tianjin", by="supervisor")),
        ("no-such-profile", lambda city: use(city, "atlantis")),
        ("since-past", lambda city: use(city, "tianjin", since=city.at - timedelta(seconds=1))),
        ("since-too-far", lambda city: use(city, "tianjin", since=city.at + timedelta(days=400))),
        ("no-such-unit", lambda city: use(city, "tianjin", enforcing=["NOBODY"])),
        (
            "missing",
            lambda city: actions.use_profile("tianjin", actor=city.acting("system_admin"), at=city.at, reason=" "),
        ),
        (
            "wrong-role",
            lambda city: actions.copy_profile(
                "default", actor=city.acting("analyst"), at=city.at, name="本市", place="示例市", reason="试"
            ),
        ),
        (
            "not-own",
            lambda city: actions.edit_profile(
                "tianjin", [], actor=city.acting("system_admin"), at=city.at, expect=0, reason="改", name="天津"
            ),
        ),
    ],
)
def test_what_is_refused(city: City, code: str, act: Callable[[City], object]) -> None:
    assert refusal(lambda: act(city)).code == code


def test_two_who_edit_at_once_and_nothing_changed(city: City) -> None:
    own = copied(city)
    assert refusal(lambda: edit(city, own, rows_of(own.code))).code == "nothing-changed"
    edit(city, own, rows_of(own.code), covers="第一人")
    assert refusal(lambda: edit(city, own, rows_of(own.code), covers="第二人")).code == "edited-meanwhile"


@pytest.mark.django_db(transaction=True)
def test_a_filing_asks_nothing_about_profiles_in_the_steady_state(
    db: None, queries: Callable[[], CaptureQueriesContext]
) -> None:
    """Read outside a transaction, the choice is known for two seconds; other processes learn of a new one by then."""
    now = datetime.fromisoformat("2030-01-07T10:00:00+08:00")
    settings_of_city.profile(now)
    with queries() as seen, transaction.atomic():
        for _ in range(5):
            settings_of_city.profile(now)
    assert not [each for each in seen.captured_queries if each["sql"].startswith("SELECT")]
    LookUp.forget()
    with queries() as seen:
        settings_of_city.profile(now)
    assert len(seen) == 1


def test_how_often_units_may_give_a_case_back_is_the_profiles(city: City) -> None:
    assert profiles.in_force(city.at).returns_at_most == 2
    own = copied(city)
    line = rows_of(own.code)[0] | {"clock": "dispatches_final", "request_type": "", "limit": "1"}
    edit(city, own, [*rows_of(own.code), line])
    use(city, own.code)
    case = city.to("dispatched")
    assert "return" not in {move.name for move in access.moves_open(case, city.acting("handler"))}


def test_a_choice_is_taken_back_before_it_begins_and_what_was_goes_on(city: City) -> None:
    soon, later = city.at + timedelta(days=10), city.at + timedelta(days=20)
    use(city, "guangdong")
    first, second = use(city, "shandong", since=soon), use(city, "tianjin", since=later)
    by = {"actor": city.acting("system_admin"), "at": city.at + timedelta(hours=1), "reason": "文件缓发"}
    actions.cancel_choice(first.pk, **by)
    assert profiles.in_force(soon).profile.title.code == "guangdong"
    assert profiles.in_force(later).profile.title.code == "tianjin", "what was chosen for later still begins"
    line = last_line()
    assert (line.kind, line.facts["before"]["profile"], line.facts["after"]["profile"]) == (
        "profile.cancel",
        "shandong",
        "guangdong",
    )
    assert refusal(lambda: actions.cancel_choice(first.pk, **by)).code == "already-cancelled"
    assert refusal(lambda: actions.cancel_choice(0, **by)).code == "no-such-choice"
    assert refusal(lambda: actions.cancel_choice(second.pk, **by | {"at": later})).code == "already-begun"
    nearly = by | {"at": later - timedelta(seconds=59)}
    assert refusal(lambda: actions.cancel_choice(second.pk, **nearly)).code == "already-begun"
    assert refusal(lambda: actions.cancel_choice(second.pk, **by | {"reason": " "})).code == "missing"
    clerk = by | {"actor": city.acting("supervisor")}
    assert refusal(lambda: actions.cancel_choice(second.pk, **clerk)).code == "wrong-role"


def test_what_was_cancelled_holds_never_whatever_is_chosen_afterwards(city: City) -> None:
    """The moment of a cancelled choice says nothing: what was chosen for before it goes on through it."""
    soon, later = city.at + timedelta(days=5), city.at + timedelta(days=10)
    by = {"actor": city.acting("system_admin"), "at": city.at, "reason": "文件缓发"}
    use(city, "guangdong")
    actions.cancel_choice(use(city, "shandong", since=later).pk, **by)
    use(city, "tianjin", since=soon)
    assert profiles.in_force(later).profile.title.code == "tianjin"
    assert [each.profile.title.code for each in profiles.book().chosen] == ["guangdong", "tianjin"]


def test_another_for_the_same_moment_has_taken_the_place_for_good(city: City) -> None:
    later = city.at + timedelta(days=10)
    by = {"actor": city.acting("system_admin"), "at": city.at, "reason": "文件缓发"}
    first, second = use(city, "shandong", since=later), use(city, "tianjin", since=later)
    assert refusal(lambda: actions.cancel_choice(first.pk, **by)).code == "already-cancelled"
    undone = actions.cancel_choice(second.pk, **by)
    assert profiles.in_force(later).choice is None, "the initial profile goes on"
    assert refusal(lambda: actions.cancel_choice(undone.pk, **by)).code == "already-cancelled"
    again = use(city, "shandong", since=later)
    assert profiles.in_force(later).choice == again.pk


def test_what_would_be_refused_is_refused_before_anybody_confirms(city: City) -> None:
    later = city.at + timedelta(days=10)
    asked = {"actor": city.acting("system_admin"), "at": city.at, "reason": "办公会决定", "enforcing": ()}
    actions.check_choice("guangdong", since=later, **asked)
    use(city, "guangdong")
    assert refusal(lambda: actions.check_choice("guangdong", since=later, **asked)).code == "already-in-force"
    actions.check_choice("guangdong", since=later, **asked | {"enforcing": ("WATER",)})
