"""The addresses of 发布渠道, below /desk/outlets/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.desk.disclosure import sections
from yihaotong.desk.disclosure.sections import Section
from yihaotong.desk.outlets import carrying, ledgers, tasks
from yihaotong.outlets.access import KEEPERS

sections.register(
    Section(
        _("发布渠道"),
        "desk:outlets:home",
        KEEPERS,
        _("一个版本发到各渠道，登记回执；撤下逐一落实、出具证明；移送清单、别处发布登记"),
        tasks.waiting,
    )
)

app_name = "outlets"
urlpatterns = [
    path("", carrying.home, name="home"),
    path("articles/<int:number>/", carrying.article, name="article"),
    path("articles/<int:number>/board/", carrying.board, name="board"),
    path("articles/<int:number>/certificate/", carrying.certificate, name="certificate"),
    path("deliveries/<int:number>/receipt/", carrying.receipt, name="receipt"),
    path("deliveries/<int:number>/readdress/", carrying.readdress, name="readdress"),
    path("deliveries/<int:number>/gone/", carrying.gone, name="gone"),
    path("deliveries/<int:number>/notice/", carrying.notice, name="notice"),
    path("machines/<slug:outlet>/", carrying.try_now, name="try_now"),
    path("handovers/", ledgers.handovers, name="handovers"),
    path("handovers/<int:number>/", ledgers.handover, name="handover"),
    path("handovers/<int:number>/<slug:form>/", ledgers.handover_file, name="handover_file"),
    path("elsewhere/", ledgers.elsewhere, name="elsewhere"),
    path("elsewhere/new/", ledgers.new_item, name="new_item"),
    path("elsewhere/import/", ledgers.bring, name="import"),
    path("elsewhere/<int:number>/", ledgers.item, name="item"),
    path("figures/", ledgers.figures, name="figures"),
]
