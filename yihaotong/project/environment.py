"""What an administrator sets in the environment: what there is, and whether what he wrote can be used.

The table in docs/operate/settings.md is generated from `ENVIRONMENT`; the values are read in `settings`.
"""

import atexit
import errno
import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yihaotong.project import home

ENVIRONMENT = {
    "YIHAOTONG_HOME": "数据目录（数据库、密钥、日志链首）。默认 ./var",
    "DATABASE_URL": "PostgreSQL 地址，如 postgres://user@host/city；不设则用数据目录里的 SQLite",
    "YIHAOTONG_HOSTS": "允许的主机名，逗号分隔。默认 127.0.0.1,localhost,[::1]",
    "YIHAOTONG_HTTPS": "设为 1：只走 HTTPS（安全 Cookie、HSTS、信任反向代理的 X-Forwarded-Proto）",
    "YIHAOTONG_CITY": "城市设置文件（TOML）：中心名称、编号前缀、地区层等。默认数据目录的 city.toml，再是示例城市",
    "YIHAOTONG_SCAN": "检查病毒的命令，如 clamdscan --no-summary --fdpass；文件路径加在最后。不设则不检查",
    "YIHAOTONG_PROXIES": "前面有几层自己的反向代理（它们往 X-Forwarded-For 里添来访地址）。默认 0：直接看连接的地址",
    "YIHAOTONG_PACE": "限流的宽紧：默认 1；2 放宽一倍，0 不限。每个工作进程各算各的",
    "YIHAOTONG_API_PACE": "一个接口令牌在每个工作进程里平均每秒最多几次请求，默认 50；可一次用掉 40 秒的量",
    "YIHAOTONG_DEBUG": "设为 1：开发用，显示出错细节。正式运行时不要设",
}
_SAMPLE = Path(__file__).resolve().parent / "demo" / "city.toml"
_POSTGRES = {"postgres", "postgresql"}
_INSTEAD = "应如 postgres://用户@主机/库名；不设则用数据目录里的 SQLite"


class BadSetting(Exception):
    """What was set cannot be used; the message is one Chinese sentence that names the setting and the way out."""


#: The city's file in the data directory, where YIHAOTONG_CITY names none.
OWN_CITY = "city.toml"
#: What the system says of a file or directory, in Chinese.
_SAID = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOTDIR: "路径中间有一段不是目录",
    errno.EISDIR: "它是目录",
    errno.EROFS: "文件系统是只读的",
    errno.ENOSPC: "磁盘满了",
}


def why(error: OSError) -> str:
    """Why a file or directory cannot be used."""
    return _SAID.get(error.errno or 0, error.strerror or str(error))


def city_file() -> Path:
    """The file with the city's own settings: the one that is named, else the one in the data directory, else the sample
    that ships."""
    own = home.directory() / OWN_CITY
    return Path(os.environ.get("YIHAOTONG_CITY") or (own if own.is_file() else _SAMPLE))


def is_sample() -> bool:
    """Whether nobody has said which city this is."""
    return city_file() == _SAMPLE


def city() -> dict[str, Any]:
    """What that file says. Raises BadSetting."""
    path = city_file()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"YIHAOTONG_CITY 指的文件 {path} 读不了（{why(error)}），请改正路径或权限") from error
    except UnicodeDecodeError as error:
        raise BadSetting(f"YIHAOTONG_CITY 指的文件 {path} 不是 UTF-8，请另存为 UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"YIHAOTONG_CITY 指的文件 {path} 不是 TOML，请改正（{error}）") from error


def check() -> None:
    """Look at everything that is set, before Django reads it; makes the data directory. Raises BadSetting."""
    _check_database(os.environ.get("DATABASE_URL", ""))
    for name, read, wanted in _VALUES:
        written = os.environ.get(name, "")
        try:
            usable = not written or read(written)
        except ValueError:
            usable = False
        if not usable:
            raise BadSetting(f"{name} 现在写的是“{written}”，应为{wanted}")
    city()
    _check_home()


#: What is not a text: how it is read, and in words.
_VALUES: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("YIHAOTONG_HTTPS", {"0", "1"}.__contains__, " 1 或 0"),
    ("YIHAOTONG_DEBUG", {"0", "1"}.__contains__, " 1 或 0"),
    ("YIHAOTONG_PROXIES", lambda written: int(written) >= 0, "不小于 0 的整数，如 1"),
    ("YIHAOTONG_PACE", lambda written: 0 <= float(written) < float("inf"), "不小于 0 的数，如 1"),
    ("YIHAOTONG_API_PACE", lambda written: 0 < float(written) < float("inf"), "大于 0 的数，如 50"),
)


def _check_database(url: str) -> None:
    """The address itself is not repeated: there may be a password in it."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        known, named = parts.scheme in _POSTGRES, bool(parts.path.strip("/"))
        _ = parts.port
    except ValueError:
        raise BadSetting(f"DATABASE_URL 里的主机或端口看不懂，{_INSTEAD}") from None
    if not known:
        began = f"以 {parts.scheme}:// 开头" if parts.scheme and "://" in url else "不是一个地址"
        raise BadSetting(f"DATABASE_URL {began}，只能用 PostgreSQL：{_INSTEAD}")
    if not named:
        raise BadSetting(f"DATABASE_URL 没有写库名，{_INSTEAD}")


def _check_home() -> None:
    """Make what Django's settings need of it, so that a place where nothing can be written is told in words."""
    place = home.directory()
    try:
        home.uploads()
        home.web_key()
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        said = "它不是目录" if place.is_file() else why(error)
        raise BadSetting(f"数据目录 {place} 用不了（{said}），请把 YIHAOTONG_HOME 改成可以写的目录") from error


def forget() -> None:
    """For a process that only explains itself: nothing that is set matters, and nothing is left behind."""
    for name in ENVIRONMENT:
        os.environ.pop(name, None)
    scratch = tempfile.mkdtemp(prefix="yihaotong-help-")
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    os.environ["YIHAOTONG_HOME"] = scratch
