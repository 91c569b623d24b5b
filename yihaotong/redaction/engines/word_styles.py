"""The styles and lists that a rebuilt Word document still needs, under names that say nothing."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element, SubElement

from yihaotong.redaction.engines.word_body import Body, settings_of
from yihaotong.redaction.engines.word_looks import A, name_of, w
from yihaotong.redaction.rules.marks import places_of

#: In a list's level, what is no property: how it counts and what it shows.
_LEVEL = ("start", "numFmt", "lvlRestart", "isLgl", "suff", "lvlText", "lvlJc")
_FONT_SLOTS = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "eastAsia": "eastAsiaTheme", "cs": "cstheme"}


class Styles:
    """The styles of a source; `theme` is looked at for the names of its fonts only."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self._root = styles
        self._fonts = _fonts_of(theme)
        self._by_id = (
            {} if styles is None else {each.get(w("styleId"), ""): each for each in styles.findall(w("style"))}
        )
        self.numbers: set[str] = set()

    def where(self, holds: Callable[[Element | None], bool]) -> frozenset[str]:
        """The ids of styles whose own look, or that of a style they are based on, is so."""
        return frozenset(each for each in self._by_id if any(holds(one.find(w("rPr"))) for one in self._chain(each)))

    def any_where(self, holds: Callable[[Element], bool]) -> frozenset[str]:
        return frozenset(each for each in self._by_id if any(holds(one) for one in self._chain(each)))

    def _chain(self, style_id: str) -> list[Element]:
        chain: list[Element] = []
        while style_id in self._by_id and self._by_id[style_id] not in chain:
            chain.append(self._by_id[style_id])
            style_id = _value(chain[-1], "basedOn")
        return chain

    def written(self, body: Body, numbering: Element | None) -> Element:
        """The styles part for this body. Styles that somebody named are renamed, here, in the body and in the lists."""
        root = Element(w("styles"))
        defaults = self._root.find(w("docDefaults")) if self._root is not None else None
        if defaults is not None:
            self._defaults(defaults, SubElement(root, w("docDefaults")))
        needed = {each for each, style in self._by_id.items() if style.get(w("default")) in {"1", "true"}}
        for used in body.styles:
            needed |= {one.get(w("styleId"), "") for one in self._chain(used)}
        names: dict[str, str] = {}
        for style_id in sorted(needed, key=list(self._by_id).index):
            own = self._by_id[style_id].get(w("customStyle")) in {"1", "true"} or not style_id.isascii()
            names[style_id] = f"S{len(names) + 1}" if own else style_id
        for style_id, name in names.items():
            root.append(self._style(self._by_id[style_id], name, names))
        for tree in (body.root, *([numbering] if numbering is not None else [])):
            _rename(tree, names)
        return root

    def _defaults(self, old: Element, new: Element) -> None:
        for name, inner in (("rPrDefault", "rPr"), ("pPrDefault", "pPr")):
            found = old.find(f"{w(name)}/{w(inner)}")
            holder = SubElement(new, w(name))
            if found is not None:
                holder.append(self._settings(found))

    def _style(self, old: Element, name: str, names: dict[str, str]) -> Element:
        kept = {w(key): old.get(w(key), "") for key in ("type", "default") if old.get(w(key))}
        style = Element(w("style"), kept | {w("styleId"): name})
        own = name != old.get(w("styleId"))
        if own:
            style.set(w("customStyle"), "1")
        SubElement(style, w("name"), {w("val"): name if own else _value(old, "name") or name})
        for link in ("basedOn", "next"):
            if (to := _value(old, link)) in names:
                SubElement(style, w(link), {w("val"): names[to]})
        for child in old:
            if name_of(child)[1] in {"pPr", "rPr", "tblPr", "trPr", "tcPr"}:
                style.append(self._settings(child))
            elif child.tag == w("tblStylePr"):
                part = SubElement(style, w("tblStylePr"), {w("type"): child.get(w("type"), "wholeTable")})
                for inner in child:
                    part.append(self._settings(inner))
        return style

    def _settings(self, old: Element) -> Element:
        for fonts in old.iter(w("rFonts")):
            self._name_font(fonts)
        new = settings_of(old)
        self.numbers |= {number.get(w("val"), "") for number in new.iter(w("numId"))}
        return new

    def _name_font(self, fonts: Element) -> None:
        """Write the names of a theme's fonts where they are asked for by their place in the theme."""
        for slot, by_theme in _FONT_SLOTS.items():
            name = self._fonts.get(fonts.attrib.pop(w(by_theme), "")[:5], {}).get(
                "ea" if slot == "eastAsia" else "latin"
            )
            if name:
                fonts.set(w(slot), name)


def _fonts_of(theme: Element | None) -> dict[str, dict[str, str]]:
    """{"minor": {"latin": "Calibri", "ea": "宋体"}, "major": …}"""
    found: dict[str, dict[str, str]] = {}
    for place in ("major", "minor"):
        fonts = theme.find(f".//{{{A}}}{place}Font") if theme is not None else None
        if fonts is None:
            continue
        named = {name_of(font)[1]: font.get("typeface", "") for font in fonts if name_of(font)[1] in {"latin", "ea"}}
        chinese = [font.get("typeface", "") for font in fonts if font.get("script") == "Hans"]
        found[place] = {"latin": named.get("latin", ""), "ea": named.get("ea", "") or next(iter(chinese), "")}
    return found


def _rename(tree: Element, names: dict[str, str]) -> None:
    # Several runs share one look: each is renamed once, for a new name may be an old one, too.
    shown = {id(style): style for tag in ("pStyle", "rStyle", "tblStyle") for style in tree.iter(w(tag))}
    for style in shown.values():
        old = style.get(w("val"), "")
        style.set(w("val"), names.get(old, old))


def _value(element: Element, name: str) -> str:
    found = element.find(w(name))
    return found.get(w("val"), "") if found is not None else ""


def numbering_of(old: Element | None, numbers: set[str], words: Iterable[str], cover: str) -> Element | None:
    """The lists that are still used. The words of a level ("第%1条") are text, and words are taken out of it, too."""
    if old is None:
        return None
    used = [number for number in old.findall(w("num")) if number.get(w("numId")) in numbers]
    wanted = {_value(number, "abstractNumId") for number in used}
    sought = list(words)
    root = Element(w("numbering"))
    for abstract in old.findall(w("abstractNum")):
        if abstract.get(w("abstractNumId")) in wanted:
            new = SubElement(root, w("abstractNum"), {w("abstractNumId"): abstract.get(w("abstractNumId"), "")})
            for level in abstract.findall(w("lvl")):
                new.append(_level(level, sought, cover))
    for number in used:
        new = SubElement(root, w("num"), {w("numId"): number.get(w("numId"), "")})
        SubElement(new, w("abstractNumId"), {w("val"): _value(number, "abstractNumId")})
        for override in number.findall(w("lvlOverride")):
            own = SubElement(new, w("lvlOverride"), {w("ilvl"): override.get(w("ilvl"), "0")})
            if start := _value(override, "startOverride"):
                SubElement(own, w("startOverride"), {w("val"): start})
    return root if used else None


def _level(old: Element, words: list[str], cover: str) -> Element:
    level = Element(w("lvl"), {w("ilvl"): old.get(w("ilvl"), "0")})
    for child in old:
        name = name_of(child)[1]
        if name in _LEVEL:
            value = child.get(w("val"), "")
            SubElement(level, w(name), {w("val"): cover if places_of(value, words) else value})
        elif name in {"pPr", "rPr"}:
            level.append(settings_of(child))
    return level
