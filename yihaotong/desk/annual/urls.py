"""The addresses of 政府信息公开年报, below /desk/annual/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.annual.rules.moves import READERS
from yihaotong.desk.annual import figures, tasks, years
from yihaotong.desk.disclosure import sections
from yihaotong.desk.disclosure.sections import Section

sections.register(
    Section(_("年报"), "desk:annual:home", READERS, _("年度报告：统计、编写、核对、审定、报送、公布"), tasks.waiting)
)

app_name = "annual"
urlpatterns = [
    path("", years.home, name="home"),
    path("<int:year>/", years.read, name="year"),
    path("<int:year>/begin/", years.begin, name="begin"),
    path("<int:year>/tables/", figures.tables, name="tables"),
    path("<int:year>/problems/", figures.problems, name="problems"),
    path("<int:year>/compare/", figures.compare, name="compare"),
    path("<int:year>/files/<slug:kind>/", years.download, name="download"),
    path("<int:year>/cells/<str:code>/", figures.cell, name="cell"),
    path("<int:year>/text/<str:code>/", years.rewrite, name="rewrite"),
    path("<int:year>/moves/<slug:name>/", years.move, name="move"),
    path("problems/<int:number>/", figures.settle, name="settle"),
    path("problems/<int:number>/remove/", figures.remove, name="remove"),
]
