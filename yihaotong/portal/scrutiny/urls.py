"""The addresses of 监督保障, below /disclosure/complaints/."""

from django.urls import path

from yihaotong.portal.scrutiny import complaining, surveying, tracking

app_name = "scrutiny"
urlpatterns = [
    path("", complaining.complain, name="complain"),
    path("received/<slug:number>/", complaining.receipt, name="receipt"),
    path("track/", tracking.track, name="track"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/<slug:number>/", tracking.read, name="matter"),
    path("track/<slug:number>/files/<uuid:key>/", tracking.open_file, name="file"),
    path("track/<slug:number>/<slug:name>/", tracking.act, name="act"),
    path("survey/", surveying.listed, name="surveys"),
    path("survey/<int:number>/", surveying.answer, name="survey"),
    path("survey/<int:number>/thanks/", surveying.thanks, name="thanks"),
    path("survey/<int:number>/results/", surveying.results, name="results"),
    path("survey/<int:number>/results.csv", surveying.download, name="download"),
]
