"""A limit as somebody types it: in the code's own form (5wd) or as an office writes it (5个工作日)."""

import re
import unicodedata

from yihaotong.clock import ClockError, Limit, Measure

#: What may be typed, as every refusal says it.
ACCEPTED = "5个工作日、4个工作小时、24小时、30分钟、15天（自然日）、2个月，或 5wd、4wh、24h、30min、15d、2mo"
_UNITS = {
    "工作日": Measure.WORKING_DAY,
    "工作小时": Measure.WORKING_HOUR,
    "小时": Measure.HOUR,
    "分钟": Measure.MINUTE,
    "自然日": Measure.DAY,
    "日历日": Measure.DAY,
    "天": Measure.DAY,
    "日": Measure.DAY,
    "个月": Measure.MONTH,
}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_CODE = re.compile(rf"[0-9]{{1,7}}(?:{'|'.join(Measure)})")
_WRITTEN = re.compile(
    rf"([0-9]{{1,7}}|[一二两三四五六七八九十]{{1,3}})(?:个(?!月))?({'|'.join(_UNITS)})(?:以内|之内|内)?"
)


def read_limit(written: str) -> Limit:
    """5个工作日 · 五天 · 15个自然日 · 2个月 · 30分钟 · 5wd. Raises ClockError, which names what is accepted."""
    text = "".join(unicodedata.normalize("NFKC", written).split())
    match = _WRITTEN.fullmatch(text)
    amount = _amount(match[1]) if match else None
    if match and amount is not None:
        return Limit(amount, _UNITS[match[2]])
    if _CODE.fullmatch(text.lower()) is None:
        raise ClockError("limit", f"时限“{written.strip()}”看不懂：写作 {ACCEPTED}")
    return Limit.parse(text.lower())


def _amount(written: str) -> int | None:
    """15; 十五, 二十: up to ninety-nine in characters. None for what is no number."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    if not ten:
        return _DIGITS[tens]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
