"""What somebody keeps of his lists: saved filters, columns, the list he starts with. Preferences, so not journalled."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases.lists.kept import filters_for, units_of
from yihaotong.cases.models import Preference, SavedFilter
from yihaotong.cases.rules import columns
from yihaotong.cases.rules.lists import LONGEST_QUERY, MOST_SAVED, Audience, audiences, checked_name
from yihaotong.journal.refusal import Refused


def save_filter(
    name: str, query: str, *, owner: Person, actor: Actor, at: datetime, audience: Audience = Audience.OWN
) -> SavedFilter:
    """Keep the query of a list's address under a name; shared ones are read by others, each over his own cases.

    Raises Refused: what is wrong with the name, "name-taken", "nothing-filtered", "too-long", "too-many-filters",
    "not-yours-to-share".
    """
    cleaned = checked_name(name)
    units = units_of(actor)
    if audience not in audiences(actor.roles, units):
        raise Refused("not-yours-to-share", "您的岗位不能这样共享", "audience")
    if not query:
        raise Refused("nothing-filtered", "还没有筛选条件，没有可保存的", "name")
    if len(query) > LONGEST_QUERY:
        raise Refused("too-long", "筛选条件太多，无法保存", "name")
    if SavedFilter.objects.filter(owner=owner).count() >= MOST_SAVED:
        raise Refused("too-many-filters", f"您已保存 {MOST_SAVED} 个筛选，请先删去不用的", "name")
    unit = min(units) if audience is Audience.UNIT else None
    kept = SavedFilter(owner=owner, name=cleaned, query=query, audience=audience.value, unit_id=unit, saved_at=at)
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        raise _taken(cleaned) from None
    return kept


def rename_filter(kept: SavedFilter, name: str, *, owner: Person) -> None:
    """Raises Refused: what is wrong with the name, "name-taken", "not-yours"."""
    _check_owner(kept, owner)
    cleaned = checked_name(name)
    try:
        with transaction.atomic():
            SavedFilter.objects.filter(pk=kept.pk).update(name=cleaned)
    except IntegrityError:
        raise _taken(cleaned) from None


def delete_filter(kept: SavedFilter, *, owner: Person) -> None:
    """Whoever started with it starts with all cases again. Raises Refused("not-yours")."""
    _check_owner(kept, owner)
    SavedFilter.objects.filter(pk=kept.pk).delete()


def start_with(kept: SavedFilter | None, *, owner: Person, actor: Actor) -> None:
    """Open the lists with this saved filter, or with all cases again. Raises Refused("not-yours") for a hidden one."""
    if kept and kept.pk not in {each.pk for each in filters_for(owner, actor)}:
        raise Refused("not-yours", "没有这个筛选，或它没有共享给您")
    Preference.objects.update_or_create(person=owner, defaults={"start": kept})


def keep_columns(names: Iterable[str], *, owner: Person) -> None:
    """Which columns lists show; none at all means the usual ones again. Raises Refused("not-a-column")."""
    kept = ",".join(column.value for column in columns.checked(names))
    Preference.objects.update_or_create(person=owner, defaults={"columns": kept})


def _check_owner(kept: SavedFilter, owner: Person) -> None:
    if kept.owner_id != owner.pk:
        raise Refused("not-yours", "这个筛选是别人的，只能由本人改动")


def _taken(name: str) -> Refused:
    return Refused("name-taken", f"您已有一个叫“{name}”的筛选，请换个名称", "name")
