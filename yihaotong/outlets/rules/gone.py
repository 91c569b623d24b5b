"""When something counts as gone from a machine's outlet: neither the machine nor a reader gets it any more."""

from dataclasses import dataclass

#: 404 there is nothing, 410 there is nothing any more.
GONE = frozenset({404, 410})
#: What a machine may answer to DELETE.
DELETED = frozenset({200, 202, 204, 404, 410})
#: It holds a newer release, and keeps it.
NEWER = 409
RECEIVED = frozenset({200, 201})


@dataclass(frozen=True)
class Look:
    """One GET: what was asked, as whom, what came. `code` 0: nothing came, `words` says why."""

    address: str
    cached: bool
    code: int
    etag: str = ""
    age: str = ""
    words: str = ""

    @property
    def gone(self) -> bool:
        return self.code in GONE

    @property
    def told(self) -> str:
        way = "普通读者" if self.cached else "绕过缓存"
        mark = "".join(f"，{name} {value[:40]}" for name, value in (("ETag", self.etag), ("Age", self.age)) if value)
        return f"{way}打开 {self.address} ：{self.words or f'答 {self.code}'}{mark}"


def conclude(looks: tuple[Look, ...]) -> tuple[bool, str]:
    """Whether it is gone, and in words what was seen: every look must find nothing. A copy in a cache, which only a
    reader's way shows, keeps it there."""
    gone = bool(looks) and all(look.gone for look in looks)
    if gone:
        return True, "；".join(look.told for look in looks)
    still = [look for look in looks if not look.gone]
    cached = [look for look in still if look.cached and look.code == 200]
    if cached and all(look.cached for look in still):
        return False, f"源站已删，缓存里还有：{cached[0].told}"
    return False, still[0].told if still else "没有看过"
