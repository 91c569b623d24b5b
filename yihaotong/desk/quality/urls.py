"""The addresses of quality, below /desk/quality/."""

from django.urls import path

from yihaotong.desk.quality import desk, figures, mine, planning, sample

app_name = "quality"
urlpatterns = [
    path("", desk.home, name="home"),
    path("mine/", mine.mine, name="mine"),
    path("draw/", desk.draw, name="draw"),
    path("samples/<int:number>/", sample.read, name="sample"),
    path("samples/<int:number>/score/", sample.score, name="score"),
    path("samples/<int:number>/appeal/", sample.appeal, name="appeal"),
    path("samples/<int:number>/decide/", sample.decide, name="decide"),
    path("plan/", planning.plan, name="plan"),
    path("sheets/", planning.sheets_list, name="sheets"),
    path("sheets/<slug:code>/", planning.sheet, name="sheet"),
    path("figures/", figures.figures, name="figures"),
]
