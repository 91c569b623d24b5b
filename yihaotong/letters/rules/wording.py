"""Dates and numbers as letters write them."""

from datetime import date


def day(value: date) -> str:
    """2026年11月3日 (GB/T 9704-2012 7.3.5.4: Arabic digits, no zero before them)."""
    return f"{value.year}年{value.month}月{value.day}日"


def number(series: str, year: int, count: int) -> str:
    """银智公复〔2026〕3号 (7.2.5: six-angle brackets, no 第, no zero before it)."""
    return f"{series}〔{year}〕{count}号"
