"""What files carry besides what one sees: who wrote them, changes that were tracked, comments, places in pictures."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

from yihaotong.articles.rules.checks import Hidden
from yihaotong.articles.rules.codes import Weight
from yihaotong.files import store
from yihaotong.files.models import File

#: More of a part than this is not read: what is looked for stands in it or in the first of it.
_MOST = 20_000_000
_CLEAN = "另存一份去掉属性的文件（文件 → 信息 → 检查文档），重新上传"
_PERSONS = {"dc:creator": "作者", "cp:lastModifiedBy": "最后修改人", "Manager": "经理", "Company": "单位"}
_GPS = 0x8825


def look(file: File) -> Sequence[Hidden]:
    """What is hidden in a file that was kept; nothing for kinds that hide nothing. A file that is gone or broken is a
    finding of its own."""
    path = store.path(file.key)
    try:
        if file.media.startswith("image/"):
            return list(_picture(path))
        if file.kind.code == "pdf":
            return list(_pdf(path))
        if file.kind.code in {"docx", "xlsx"}:
            return list(_office(path))
    except (OSError, zipfile.BadZipFile, pypdfium2.PdfiumError, ValueError, KeyError):
        return [Hidden("文件打不开，没有检查", "重新上传这个文件", Weight.BLOCK)]
    return []


def _picture(path: Path) -> Iterator[Hidden]:
    """Pictures are written anew when they arrive; this makes sure that nothing was left."""
    with Image.open(path) as picture:
        exif = picture.getexif()
        if exif and _GPS in exif:
            yield Hidden("图片里有拍摄地点（GPS）", "重新上传，系统会去掉", Weight.BLOCK)
        elif exif:
            yield Hidden("图片里有拍摄信息（EXIF）", "重新上传，系统会去掉", Weight.WARN)


def _pdf(path: Path) -> Iterator[Hidden]:
    document = pypdfium2.PdfDocument(path)
    try:
        said = {name: str(value).strip() for name, value in document.get_metadata_dict().items()}
    finally:
        document.close()
    if author := said.get("Author"):
        yield Hidden(f"PDF 属性里有作者“{author[:40]}”", "另存为不带属性的 PDF，重新上传", Weight.WARN)


def _office(path: Path) -> Iterator[Hidden]:
    with zipfile.ZipFile(path) as box:
        names = set(box.namelist())
        for part in ("docProps/core.xml", "docProps/app.xml"):
            if part in names:
                yield from _properties(_read(box, part))
        yield from _tracked(box, names)
        yield from _sheets(box, names)


def _properties(written: str) -> Iterator[Hidden]:
    for tag, words in _PERSONS.items():
        found = re.search(rf"<{tag}[^>]*>([^<]{{1,80}})</{tag}>", written)
        if found and found[1].strip():
            yield Hidden(f"文档属性里有{words}“{found[1].strip()}”", _CLEAN, Weight.WARN)


def _tracked(box: zipfile.ZipFile, names: set[str]) -> Iterator[Hidden]:
    if "word/document.xml" in names:
        text = _read(box, "word/document.xml")
        if re.search(r"<w:(ins|del|moveFrom|moveTo)[ >]", text):
            yield Hidden("文档里有修订痕迹，删去的字还看得到", "接受或拒绝全部修订后另存，重新上传", Weight.BLOCK)
        if re.search(r"<w:vanish(?: */>| w:val=\"(?:1|true|on)\")", text):
            yield Hidden("文档里有隐藏文字", "显示隐藏文字，删去不能公开的，重新上传", Weight.BLOCK)
    commented = [
        name for name in names if re.fullmatch(r"(word|xl)/(threadedComments/|comments/)?.*comments?\d*\.xml", name)
    ]
    if commented:
        yield Hidden("文档里有批注", "删去全部批注后另存，重新上传", Weight.BLOCK)


def _sheets(box: zipfile.ZipFile, names: set[str]) -> Iterator[Hidden]:
    if "xl/workbook.xml" in names and re.search(r'state="(veryHidden|hidden)"', _read(box, "xl/workbook.xml")):
        yield Hidden("表格里有隐藏的工作表", "取消隐藏，删去不能公开的，重新上传", Weight.BLOCK)


def _read(box: zipfile.ZipFile, name: str) -> str:
    with box.open(name) as part:
        return part.read(_MOST).decode("utf-8", "replace")
