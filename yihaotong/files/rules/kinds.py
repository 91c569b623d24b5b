"""The kinds of files that are kept, and how each is known. The name and what the browser claims decide nothing."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What is done with a kind: pictures and text are written anew, the rest is looked through and kept as it is."""

    PICTURE = "picture"
    TEXT = "text"
    DOCUMENT = "document"
    SOUND = "sound"
    VIDEO = "video"


@dataclass(frozen=True)
class Kind:
    """One row of the table. `shown`: a browser may show it in place; everything else it must save."""

    code: str
    label: str
    media: str
    extension: str
    form: Form
    shown: bool = True


_ROWS = (
    Kind("jpeg", "JPEG 图片", "image/jpeg", "jpg", Form.PICTURE),
    Kind("png", "PNG 图片", "image/png", "png", Form.PICTURE),
    Kind("webp", "WebP 图片", "image/webp", "webp", Form.PICTURE),
    Kind("gif", "GIF 图片", "image/gif", "gif", Form.PICTURE),
    Kind("bmp", "BMP 图片", "image/bmp", "bmp", Form.PICTURE),
    Kind("pdf", "PDF 文档", "application/pdf", "pdf", Form.DOCUMENT),
    Kind(
        "docx",
        "Word 文档",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        Form.DOCUMENT,
        shown=False,
    ),
    Kind(
        "xlsx",
        "Excel 表格",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        Form.DOCUMENT,
        shown=False,
    ),
    Kind("txt", "文本", "text/plain", "txt", Form.TEXT, shown=False),
    Kind("mp3", "MP3 录音", "audio/mpeg", "mp3", Form.SOUND),
    Kind("wav", "WAV 录音", "audio/wav", "wav", Form.SOUND),
    Kind("amr", "AMR 录音", "audio/amr", "amr", Form.SOUND),
    Kind("m4a", "M4A 录音", "audio/mp4", "m4a", Form.SOUND),
    Kind("mp4", "MP4 视频", "video/mp4", "mp4", Form.VIDEO),
    # What an iPhone records; without it half of all videos of the public would be refused.
    Kind("mov", "MOV 视频", "video/quicktime", "mov", Form.VIDEO),
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in _ROWS}
_BY_MEDIA = {kind.media: kind for kind in _ROWS}

#: What a browser's dialogue offers; an iPhone turns its HEIC pictures into JPEG when HEIC is not among them.
ACCEPT = ",".join(
    [kind.media for kind in _ROWS if kind.form is Form.PICTURE]
    + [f".{kind.extension}" for kind in _ROWS if kind.form is not Form.PICTURE]
    + ["video/mp4", "video/quicktime", "audio/*"]
)
#: The table in words, for a page.
IN_WORDS = "照片、PDF、Word、Excel、文本、录音、视频（MP4、MOV）"


def by_media(media: str) -> Kind:
    """The kind of a kept file, by its media type. Raises KeyError for what is never kept."""
    return _BY_MEDIA[media]
