"""Pictures of an activity, each with its caption."""

from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.attaching import Upload
from yihaotong.cases.rules.fields import Field, clean
from yihaotong.engagement import access
from yihaotong.engagement.models import Activity, Picture
from yihaotong.files import access as files
from yihaotong.files import actions as keeping
from yihaotong.files import receiving
from yihaotong.files.models import File
from yihaotong.files.rules.kinds import Form
from yihaotong.files.rules.names import shown
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

CAPTION = Field("caption", "图片说明", required=True, longest=200, hint="写明时间、地点、在做什么；不写市民的姓名")
#: Pictures of one activity at most.
MOST = 30
_INTERNAL = "internal"


def add_picture(activity: Activity, upload: Upload, caption: str, *, actor: Actor, at: datetime) -> Picture:
    """Keep one picture with its caption. The file is read outside the transaction.

    Raises Refused: "wrong-role", "missing" without a caption, "not-a-picture", "too-many-files", "twice", and what
    files.receiving.receive says.
    """
    if not access.reaches(activity, actor):
        raise Refused("wrong-role", "这一件不归您办")
    words = clean((CAPTION,), {"caption": caption})["caption"]
    kept = receiving.receive(upload.chunks(), upload.name or "")
    try:
        if kept.kind.form is not Form.PICTURE:
            raise Refused("not-a-picture", "这里只收图片（JPEG、PNG 等）", "file")
        with transaction.atomic():
            Activity.objects.select_for_update().get(pk=activity.pk)
            there = files.of(activity.key)
            if there.filter(sha256=kept.sha256).exists():
                raise Refused("twice", "这张图片已经传过", "file")
            if there.count() >= MOST:
                raise Refused("too-many-files", f"一次活动最多 {MOST} 张图片", "file")
            name = shown(kept.name, kept.kind.extension, there.count() + 1)
            file = keeping.keep(kept, subject=activity.key, name=name, audience=_INTERNAL, actor=actor.key, at=at)
            picture = Picture.objects.create(activity=activity, file=file.key, caption=words)
            after = {"file": str(file.key), "sha256": file.sha256}
            journal.record("activity.picture", subject=activity.key, actor=actor.key, at=at, after=after)
    except Refused:
        keeping.forget(kept)
        raise
    return picture


def pictures_of(activity: Activity) -> list[tuple[Picture, File]]:
    """The pictures with their files, in the order in which they came. Two queries."""
    there = {file.key: file for file in files.of(activity.key)}
    rows = activity.pictures.order_by("pk")
    return [(each, there[each.file]) for each in rows if each.file in there]


@transaction.atomic
def drop_picture(picture: Picture, *, actor: Actor, at: datetime) -> None:
    """Take a picture away for good. Raises Refused("wrong-role")."""
    activity = picture.activity
    if not access.reaches(activity, actor):
        raise Refused("wrong-role", "这一件不归您办")
    for file in files.of(activity.key).filter(key=picture.file):
        keeping.remove(file, at=at)
    picture.delete()
    after = {"file": str(picture.file)}
    journal.record("activity.drop_picture", subject=activity.key, actor=actor.key, at=at, before=after)
