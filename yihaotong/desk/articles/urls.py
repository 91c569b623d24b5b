"""The addresses of 公开信息, below /desk/articles/."""

from dataclasses import replace

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.articles import redacting
from yihaotong.desk.articles import article, counting, keeping, lists, reviewing, versions, writing
from yihaotong.desk.articles.waiting import tasks
from yihaotong.desk.disclosure.sections import Section, register
from yihaotong.redaction import subjects

register(Section(_("公开信息"), "desk:articles:home", DISCLOSURE_POSTS, _("起草、三审三校、发布、更正、撤下"), tasks))


def _page(key: str) -> str:
    return reverse("desk:articles:article", args=[key.partition(":")[2]])


subjects.register(redacting.KIND, replace(redacting.SUBJECT, url=_page))

app_name = "articles"
urlpatterns = [
    path("", lists.every, name="home"),
    path("queue/", lists.queue, name="queue"),
    path("scheduled/", lists.scheduled, name="scheduled"),
    path("figures/", counting.figures, name="figures"),
    path("lists/<slug:kind>/", keeping.roll, name="roll"),
    path("new/", writing.new, name="new"),
    path("<int:number>/", article.read, name="article"),
    path("<int:number>/edit/", writing.edit, name="edit"),
    path("<int:number>/check/", writing.check, name="check"),
    path("<int:number>/review/", reviewing.review, name="review"),
    path("<int:number>/versions/", versions.every, name="versions"),
    path("<int:number>/files/", writing.attach, name="attach"),
    path("<int:number>/files/<uuid:key>/", article.open_file, name="file"),
    path("<int:number>/files/<uuid:key>/remove/", writing.remove_file, name="remove_file"),
    path("<int:number>/redacted/<int:redaction>/", writing.take_redacted, name="take_redacted"),
    path("<int:number>/act/<slug:do>/", article.act, name="act"),
]
