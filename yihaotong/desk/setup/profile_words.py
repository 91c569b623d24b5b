"""What an edit of a profile changed, as the journal keeps it, in words."""

from django.utils.translation import gettext as _

from yihaotong.cases.rules.clocks import COUNTED, Basis, ClockKind, Setting, UnitClass
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.clock import ClockError, Limit

_WHAT = {each.value: each for kind in (ClockKind, Setting) for each in kind}
_TYPES = {each.value: each.label for each in RequestType}
_URGENCIES = {each.value: each.label.partition("（")[0] for each in Urgency}
_CLASSES = {each.value: each.label for each in UnitClass}
_BASES = {each.value: each.label for each in Basis}
_COUNTED = {each.value for each in COUNTED}


def is_line(name: str) -> bool:
    """Whether a field of a change is a line of a profile: "handle.inquiry.*.*"."""
    return name.count(".") == 3 and name.partition(".")[0] in _WHAT


def label(name: str) -> str:
    """办理时限（咨询 · 镇街）."""
    what, request_type, urgency, unit = name.split(".")
    whom = [
        labels.get(code, code)
        for code, labels in ((request_type, _TYPES), (urgency, _URGENCIES), (unit, _CLASSES))
        if code != "*"
    ]
    named = _WHAT[what].label
    return _("%(what)s（%(whom)s）") % {"what": named, "whom": " · ".join(whom)} if whom else named


def value(name: str, written: str) -> str:
    """2 个工作日 · 本市办法第八条（地方规定，未核实）; a value of another form as it is written."""
    limit, _space, rest = written.partition(" ")
    basis, *marks = rest.rsplit(" ", 2)
    if len(marks) != 2 or marks[0] not in _BASES:
        return written
    said = "，".join([_BASES[marks[0]], *([] if marks[1] == "yes" else [_("未核实")])])
    return f"{_limit(name.partition('.')[0], limit)} · {basis}（{said}）"


def _limit(what: str, written: str) -> str:
    if what in _COUNTED:
        return written
    try:
        return Limit.parse(written).chinese
    except ClockError:
        return written
