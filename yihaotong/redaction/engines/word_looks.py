"""Names of WordprocessingML, and the looks by which a text is not seen: hidden, tiny, white on white."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, register_namespace

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
#: Half-points: nobody reads letters of one point.
_TINY = 4
_WHITE = {"FFFFFF", "FEFEFE", "FDFDFD"}

register_namespace("w", W)
register_namespace("r", R)


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def parse(content: bytes) -> Element:
    """Foreign XML without any entities. Raises ElementTree.ParseError, ValueError."""
    root: Element = fromstring(content, forbid_dtd=True)
    return root


def name_of(element: Element) -> tuple[str, str]:
    """Namespace and local name of an element."""
    return split(element.tag)


def split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition("}")
    return namespace.removeprefix("{"), local


@dataclass(frozen=True)
class Looks:
    """What the styles say: which hide their text, and which tables shade some of their cells."""

    hiding: frozenset[str] = frozenset()
    shading: frozenset[str] = frozenset()


def _on(about: Element, name: str) -> bool:
    found = about.find(w(name))
    return found is not None and found.get(w("val"), "true") not in {"0", "false", "off"}


def hides_all(about: Element) -> bool:
    if _on(about, "vanish") or _on(about, "specVanish") or _on(about, "webHidden"):
        return True
    size = about.find(w("sz"))
    value = size.get(w("val"), "") if size is not None else ""
    return value.isdigit() and int(value) <= _TINY


def hides(about: Element | None) -> bool:
    """Whether a style with this look hides its text."""
    return about is not None and (hides_all(about) or (pale(about) and not shaded_by(about)))


def pale(about: Element) -> bool:
    colour = about.find(w("color"))
    if colour is None:
        return False
    return colour.get(w("val"), "").upper() in _WHITE or colour.get(w("themeColor")) in {"background1", "light1"}


def shades(style: Element) -> bool:
    """Whether a style puts something dark behind some of its text."""
    return any(shaded_by(part) for part in style.iter() if part.find(w("shd")) is not None)


def shaded_by(about: Element | None) -> bool:
    """Whether something that is not white stands behind."""
    shade = about.find(w("shd")) if about is not None else None
    if shade is None:
        return False
    fill = shade.get(w("fill"), "auto").upper()
    return fill not in {"AUTO", *_WHITE} or shade.get(w("val"), "clear") not in {"clear", "nil"}
