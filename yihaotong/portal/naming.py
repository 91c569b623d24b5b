"""A file whose content is not what its name says: kept as what it is, and its owner is told."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from yihaotong.files.models import File
from yihaotong.files.rules.kinds import Form

#: What the public calls a file of such a name.
_NAMES: dict[Form, tuple[str, ...]] = {
    Form.PICTURE: ("jpg", "jpeg", "png", "gif", "webp", "bmp", "heic"),
    Form.TEXT: ("txt",),
    Form.DOCUMENT: ("pdf", "doc", "docx", "xls", "xlsx"),
    Form.SOUND: ("mp3", "wav", "amr", "m4a"),
    Form.VIDEO: ("mp4", "mov"),
}
_BY_NAME = {ending: form for form, endings in _NAMES.items() for ending in endings}


def unlike(name: str, kept: Iterable[File]) -> list[str]:
    """One sentence for each kept file that is of another sort than the name it came under."""
    claimed = _BY_NAME.get(PurePosixPath(name).suffix.removeprefix(".").lower())
    words = {
        Form.PICTURE: _("照片"),
        Form.TEXT: _("文本"),
        Form.DOCUMENT: _("文档"),
        Form.SOUND: _("录音"),
        Form.VIDEO: _("视频"),
    }
    return [
        _("“%(name)s”其实是%(kind)s，不是%(claimed)s；已按%(kind)s收下")
        % {"name": file.name, "kind": words[file.kind.form], "claimed": words[claimed]}
        for file in kept
        if claimed and file.kind.form is not claimed
    ]
