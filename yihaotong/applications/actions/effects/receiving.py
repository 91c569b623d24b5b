"""Confirming, splitting, correcting, giving up (条例 art. 30–31)."""

from yihaotong.accounts.rules import Role
from yihaotong.applications import supplying
from yihaotong.applications.actions.effects.part import Act, Effect, Effects
from yihaotong.applications.actions.ending import ended
from yihaotong.applications.actions.identity import correct_identity
from yihaotong.applications.identities import PARTS
from yihaotong.applications.models import Item
from yihaotong.applications.rules import intake
from yihaotong.applications.rules.codes import ReplyType, Stage
from yihaotong.applications.rules.tables import given
from yihaotong.journal.refusal import Refused


def _confirm(act: Act) -> Effect:
    return Effect({"received_on": act.on}, told={"received_on": act.on.isoformat()})


def _split(act: Act) -> Effect:
    """The items are laid down anew; what was decided of the former ones goes with them."""
    lines = [line.strip() for line in act.data["items"].splitlines() if line.strip()]
    former = Item.objects.filter(application=act.application)
    kept = {item.text: item for item in former}
    former.exclude(searches__isnull=False).delete()
    searched = Item.objects.filter(application=act.application).order_by("number")
    for place, item in enumerate(searched, len(lines) + 1):
        Item.objects.filter(pk=item.pk).update(number=100 + place)
    for number, line in enumerate(lines, 1):
        _lay_down(act, number, line, kept.get(line))
    _renumber(act, len(lines))
    return Effect(told={"items": Item.objects.filter(application=act.application).count()})


def _lay_down(act: Act, number: int, text: str, known: Item | None) -> None:
    """A line that stood there before keeps its searches."""
    if known and Item.objects.filter(pk=known.pk).update(number=number, reply="", exemption="", also=""):
        return
    Item.objects.create(application=act.application, number=number, text=text)


def _renumber(act: Act, lines: int) -> None:
    """An item that was searched for and is no line any more stays behind the others: its search is a record."""
    left = Item.objects.filter(application=act.application, number__gt=100).order_by("number")
    for number, item in enumerate(left, lines + 1):
        Item.objects.filter(pk=item.pk).update(number=number, reply="", exemption="", also="")


def _ask_correction(act: Act) -> Effect:
    days = act.data["days"] or given("correction_days").number
    return Effect(days=days, told={"days": days})


_CORRECTING = ("ask_correction", "correct", "correct_more")


def _check_something(act: Act) -> None:
    """An applicant who has filled in nothing and handed in nothing has corrected nothing, and no limit begins anew."""
    filled = any(act.data[name] for name in (*PARTS, "description"))
    if filled or Role.CITIZEN not in act.actor.roles:
        return
    if not supplying.handed_in_since(act.application, _CORRECTING):
        raise Refused("nothing-in-it", "您什么也没填：请填上要补的，或者先上传材料", "description")


def _supplement(act: Act) -> Effect:
    """Added of his own accord: no clock begins, none begins anew; another request is another request."""
    said, lacks = act.data["description"], intake.says_nothing(act.application.description)
    if said and not lacks:
        message = "所需信息已经写明，不在这里改：要改的，请等我们联系，或者撤回后另行申请"
        raise Refused("described-already", message, "description")
    if not any(act.data[name] for name in (*PARTS, "description")):
        raise Refused("nothing-in-it", "您什么也没填：请填上要补的", "name")
    effect = _laid_over(act)
    return Effect(effect.columns, counts=False, told=effect.told)


def _correct(act: Act) -> Effect:
    _check_something(act)
    return _laid_over(act)


def _laid_over(act: Act) -> Effect:
    changed = correct_identity(act.application, act.data)
    columns = {}
    if act.data["description"]:
        columns["description"] = act.data["description"]
        items = Item.objects.filter(application=act.application)
        if items.count() == 1:
            # What was decided of other words was decided of another request.
            items.update(text=act.data["description"], reply="", exemption="", also="")
    return Effect(columns, told={"identity": changed, "described": bool(columns)})


def _give_up(act: Act) -> Effect:
    unpaid = act.facts.stage is Stage.TO_PAY
    code = ReplyType.R15 if unpaid else ReplyType.R14
    for item in Item.objects.filter(application=act.application):
        Item.objects.filter(pk=item.pk).update(reply=code.value, exemption="", decided_by=act.actor.key)
    columns = ended(act.application, [(code, None)], act.on)
    return Effect(columns, told={"reply": code.value})


EFFECTS: Effects = {
    "confirm": _confirm,
    "split": _split,
    "ask_correction": _ask_correction,
    "supplement": _supplement,
    "correct": _correct,
    "correct_more": _correct,
    "give_up": _give_up,
}
