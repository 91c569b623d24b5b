"""The addresses of 公开目录, below /desk/catalogue/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.desk.catalogue import drafting, figures, home, versions
from yihaotong.desk.catalogue.tasks import tasks
from yihaotong.desk.disclosure.sections import Section, register

register(Section(_("公开目录"), "desk:catalogue:home", DISCLOSURE_POSTS, _("该公开什么、由谁、什么时候"), tasks))

app_name = "catalogue"
urlpatterns = [
    path("", home.home, name="home"),
    path("rows/<slug:key>/", home.row, name="row"),
    path("begin/", drafting.begin, name="begin"),
    path("draft/", drafting.draft, name="draft"),
    path("draft/rows/", drafting.new_row, name="new_row"),
    path("draft/rows/<slug:key>/", drafting.edit_row, name="edit_row"),
    path("draft/bring/", drafting.bring, name="bring"),
    path("versions/", versions.versions, name="versions"),
    path("versions/<int:number>/", versions.version, name="version"),
    path("versions/<int:number>/export/", versions.export, name="export"),
    path("figures/", figures.figures, name="figures"),
]
