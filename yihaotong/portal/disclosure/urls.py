"""The addresses of 政务公开, below /disclosure/."""

from django.urls import path

from yihaotong.portal.disclosure import office
from yihaotong.portal.site import showing

app_name = "disclosure"
urlpatterns = [
    path("", showing.home, name="home"),
    path("guide/", office.guide, name="guide"),
    path("guide/form/", office.application_form, name="application_form"),
    path("guide/flow/", office.flow_chart, name="flow"),
    path("guide/<int:number>/", office.guide_version, name="guide_version"),
    path("rules/", office.rules, name="rules"),
    path("rules/<int:number>/", office.rule, name="rule"),
    path("organisation/", office.organisation, name="organisation"),
    path("files/<uuid:key>/", office.file, name="file"),
]
