"""The addresses of 遮盖, below /desk/redaction/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE
from yihaotong.desk.disclosure import sections
from yihaotong.desk.redaction import listing, marking, proving
from yihaotong.desk.redaction.tasks import tasks

app_name = "redaction"
urlpatterns = [
    path("", listing.home, name="home"),
    path("of/<slug:kind>/<int:number>/", listing.subject, name="subject"),
    path("<int:number>/", marking.read, name="redaction"),
    path("<int:number>/page/<int:page>/", marking.picture, name="picture"),
    path("<int:number>/mark/", marking.mark, name="mark"),
    path("<int:number>/unmark/", marking.unmark, name="unmark"),
    path("<int:number>/accept/", marking.accept, name="accept"),
    path("<int:number>/act/<slug:name>/", marking.act, name="act"),
    path("<int:number>/proof/", proving.proof, name="proof"),
    path("<int:number>/result/", proving.result, name="result"),
]

sections.register(sections.Section(_("遮盖"), "desk:redaction:home", DISCLOSURE, _("去掉不能公开的内容"), tasks))
