"""What was redacted goes out with the reply; the original that something was taken out of never does (条例 art. 37)."""

import io

from tests.applications.conftest import Office, on
from tests.files.samples import jpeg
from yihaotong.accounts.rules import citizen
from yihaotong.applications import access, actions
from yihaotong.redaction import actions as redacting
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Ground, Stage
from yihaotong.redaction.rules.marks import Box

DAY = "2026-11-02"


class Upload(io.BytesIO):
    name = "示例.jpg"

    def chunks(self) -> list[bytes]:
        return [self.getvalue()]


def test_the_original_stays_inside_once_something_was_taken_out(office: Office) -> None:
    application = office.register(DAY)
    officer, colleague = office.acting("officer", on(DAY)), office.acting("colleague", on(DAY))
    source = actions.attach(application, Upload(jpeg()), actor=officer, at=on(DAY), supplied=True)
    application = office.sent(office.move(application, "take_up", DAY), DAY)
    applicant = citizen(application.number)
    assert list(access.attachments(application, applicant)) == [source]

    begun = redacting.begin(application.key, source, actor=officer, at=on(DAY))
    assert list(access.attachments(application, applicant)) == [], "somebody found that it must not go out whole"
    redacting.work(on(DAY))
    begun.refresh_from_db()
    box = Box(0.1, 0.1, 0.4, 0.4)
    redacting.cover_box(_fresh(begun), actor=officer, at=on(DAY), page=1, box=box, ground=Ground.PERSONAL)
    begun = _fresh(begun)
    redacting.move(begun, "submit", actor=officer, at=on(DAY), expect=begun.version)
    made = redacting.make_now(_fresh(begun), at=on(DAY))
    assert made.progress == Stage.MADE.value
    assert list(access.attachments(application, applicant)) == [], "made, but nobody else has checked it"
    released = redacting.move(made, "release", actor=colleague, at=on(DAY), expect=made.version)
    assert list(access.attachments(application, applicant)) == [released.result]
    assert set(access.attachments(application, officer)) == {source, released.result}


def _fresh(redaction: Redaction) -> Redaction:
    return Redaction.objects.get(pk=redaction.pk)
