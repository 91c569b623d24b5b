"""The addresses of 自查, below /desk/inspection/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.desk.disclosure import sections
from yihaotong.desk.disclosure.sections import Section
from yihaotong.desk.inspection import lists, looking, setting, tasks
from yihaotong.inspection.access import READERS

sections.register(
    Section(_("自查"), "desk:inspection:home", READERS, _("网站和新媒体检查指标的倒计时、月度清单"), tasks.waiting)
)

app_name = "inspection"
urlpatterns = [
    path("", looking.home, name="home"),
    path("indicators/<slug:code>/", looking.indicator, name="indicator"),
    path("thresholds/", setting.thresholds, name="thresholds"),
    path("thresholds/<slug:code>/", setting.set_limit, name="set_limit"),
    path("thresholds/<slug:code>/loosen/", setting.loosen, name="loosen"),
    path("columns/", setting.columns, name="columns"),
    path("columns/<slug:key>/", setting.set_column, name="set_column"),
    path("lists/", lists.listed, name="lists"),
    path("lists/quarter/", lists.quarter, name="quarter"),
    path("lists/<slug:month>/", lists.read, name="list"),
    path("lists/<slug:month>/items/<int:place>/<slug:progress>/", lists.settle, name="settle"),
    path("lists/<slug:month>/sign/", lists.sign, name="sign"),
    path("lists/<slug:month>/<slug:kind>/", lists.export, name="export"),
]
