"""The addresses of 大事记, below /desk/chronicle/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.desk.chronicle import entries, stating, tasks
from yihaotong.desk.disclosure import sections
from yihaotong.desk.disclosure.sections import Section

sections.register(
    Section(
        _("大事记"),
        "desk:chronicle:home",
        DISCLOSURE_POSTS,
        _("媒体报道、接待来访、评价荣誉、外来数字、不涉及的事项"),
        tasks.waiting,
    )
)

app_name = "chronicle"
urlpatterns = [
    path("", entries.home, name="home"),
    path("statements/", stating.listed, name="statements"),
    path("statements/new/", stating.new, name="new_statement"),
    path("statements/<int:number>/", stating.read, name="statement"),
    path("statements/<int:number>/<slug:name>/", stating.move, name="move_statement"),
    path("<slug:ledger>/", entries.listed, name="ledger"),
    path("<slug:ledger>/new/", entries.new, name="new"),
    path("<slug:ledger>/import/", entries.bring, name="import"),
    path("<slug:ledger>/export/", entries.export, name="export"),
    path("<slug:ledger>/<int:number>/", entries.read, name="entry"),
    path("<slug:ledger>/<int:number>/correct/", entries.correct, name="correct"),
    path("<slug:ledger>/<int:number>/withdraw/", entries.withdraw, name="withdraw"),
]
