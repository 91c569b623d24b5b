"""The addresses of 解读回应参与, below /desk/engagement/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.desk.disclosure import sections
from yihaotong.desk.disclosure.sections import Section
from yihaotong.desk.engagement import acting, importing, joining, records, tasks
from yihaotong.engagement.rules.life import READERS

sections.register(
    Section(
        _("解读回应"),
        "desk:engagement:home",
        READERS,
        _("政策解读、预决算、建议提案、开放日、政务舆情"),
        tasks.waiting,
    )
)

app_name = "engagement"
urlpatterns = [
    path("", records.home, name="home"),
    path("<slug:sort>/", records.listed, name="records"),
    path("<slug:sort>/new/", records.new, name="new"),
    path("<slug:sort>/import/", importing.read_table, name="import"),
    path("<slug:sort>/<int:number>/", records.read, name="record"),
    path("<slug:sort>/<int:number>/amend/", records.amend, name="amend"),
    path("<slug:sort>/<int:number>/bind/", acting.bind, name="bind"),
    path("<slug:sort>/<int:number>/unbind/<int:bound>/", acting.unbind, name="unbind"),
    path("activity/<int:number>/sign-ups/", joining.sign_ups, name="sign_ups"),
    path("activity/<int:number>/sign-ups/called/", joining.called, name="called"),
    path("activity/<int:number>/pictures/", joining.add_picture, name="add_picture"),
    path("activity/<int:number>/pictures/<int:picture>/", joining.open_picture, name="picture"),
    path("activity/<int:number>/pictures/<int:picture>/drop/", joining.drop_picture, name="drop_picture"),
    path("<slug:sort>/<int:number>/<slug:name>/", acting.move, name="move"),
]
