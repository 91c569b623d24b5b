"""Looking at a finished picture again: its bytes, its chunks, its pixels."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from yihaotong.redaction.engines.pdf_proof import is_black
from yihaotong.redaction.engines.pictures import extra_in_jpeg, extra_in_png
from yihaotong.redaction.rules.marks import Box
from yihaotong.redaction.rules.proof import Check

#: What Pillow tells of any JPEG or PNG, though nobody wrote it in.
_HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def prove(result: Path, size: tuple[int, int], boxes: Sequence[Box]) -> list[Check]:
    content = result.read_bytes()
    extra = extra_in_jpeg(content) if content.startswith(b"\xff\xd8") else extra_in_png(content)
    with Image.open(result) as picture:
        picture.load()
        told = [*(str(key) for key in picture.info if key not in _HARMLESS), *map(str, picture.getexif())]
        frames = getattr(picture, "n_frames", 1)
        wrong = sum(not is_black(picture, box) for box in boxes)
        same, mode = picture.size == size, picture.mode
    said = "、".join(extra) or "无"
    return [
        Check("whole", "大小与看到的原图一致", "Pillow", same, f"{size[0]}x{size[1]}"),
        Check("nothing_foreign", "没有 EXIF、IPTC、XMP、注释、缩略图，文件尾没有夹带", "原始字节", not extra, said),
        Check("metadata", "读不到拍摄信息和其他说明", "Pillow", not told, "、".join(told) or "无"),
        Check("one_layer", "只有一帧，没有透明层", "Pillow", frames == 1 and mode in {"RGB", "L"}, f"{frames} 帧"),
        Check("black", "每个方框里只有黑色", "Pillow", not wrong, f"{len(boxes)} 处，{wrong} 处不是全黑"),
    ]
