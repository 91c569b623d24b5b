"""What a file carries that its reader does not see: found in the source and told, none of it in the result."""

from collections.abc import Mapping

#: By code, in words. The first are found in PDF files, then those in Word files, then pictures.
HIDDEN: Mapping[str, str] = {
    "annotations": "批注、表单域",
    "attachments": "附件",
    "scripts": "JavaScript 脚本",
    "bookmarks": "书签",
    "fields": "表单",
    "metadata": "作者、标题等属性",
    "xmp": "XMP 元数据",
    "layers": "图层（可隐藏）",
    "revisions": "旧版本（增量更新）",
    "deleted": "修订中删去的文字",
    "comments": "批注",
    "notes": "脚注、尾注",
    "objects": "嵌入的对象、文件",
    "drawings": "文本框、图形或不能识别的图片",
    "fields_codes": "域代码",
    "ruby": "注音",
    "headers": "页眉、页脚",
    "hidden": "隐藏、白色或极小的文字",
    "properties": "文档属性、人员名单",
    "custom_xml": "自定义数据",
    "exif": "拍摄信息（EXIF 等）",
    "frames": "其他帧",
    "transparent": "透明层下的像素",
}
#: Those of them that a reader did see, and will miss: the officer must know.
SEEN_BEFORE = frozenset({"notes", "drawings", "headers"})


def in_words(found: Mapping[str, int]) -> list[tuple[str, int, bool]]:
    """Label, how many, and whether a reader of the source saw it; in the order of the table."""
    return [(label, found[code], code in SEEN_BEFORE) for code, label in HIDDEN.items() if found.get(code)]
