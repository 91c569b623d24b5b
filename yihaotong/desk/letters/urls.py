"""The addresses of 文书, below /desk/letters/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.desk.disclosure import sections
from yihaotong.desk.letters import register, templates
from yihaotong.desk.letters.tasks import tasks
from yihaotong.letters.rules.moves import READERS

app_name = "letters"
urlpatterns = [
    path("", templates.every, name="templates"),
    path("templates/<slug:code>/", templates.one, name="template"),
    path("templates/<slug:code>/check/", templates.check, name="check"),
    path("templates/<slug:code>/preview/", templates.preview, name="preview"),
    path("numbers/", register.numbers, name="numbers"),
    path("numbers/begin/", register.begin, name="begin"),
    path("numbers/<int:number>/void/", register.void, name="void"),
    path("<int:number>/<slug:kind>/", register.letter, name="letter"),
]

sections.register(sections.Section(_("文书"), "desk:letters:templates", READERS, _("文书模板、发文字号登记簿"), tasks))
