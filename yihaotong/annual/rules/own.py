"""What a city calls its own in its report: the section [annual] of the city's file."""

from typing import Any

#: Each a text; what is not set is not said. docs/operate/README.md tells what each of them means.
TEXTS = (
    "contact",
    "portal",
    "portal_site",
    "led_by",
    "superiors",
    "hotline",
    "data_platforms",
    "request_platform",
    "work",
    "showcase",
)


def check_outlets(given: Any) -> None:
    """Names of outlets by their codes. Raises ValueError."""
    if not isinstance(given, dict) or not all(isinstance(name, str) and name.strip() for name in given.values()):
        raise ValueError('应写作 { weibo = "中心微博" }，键是渠道代码')
