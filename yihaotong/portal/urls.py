"""The addresses of the portal."""

from django.urls import path

from yihaotong.portal import filing, front, tracking

app_name = "portal"
urlpatterns = [
    path("", front.home, name="home"),
    path("elder/", front.elder, name="elder"),
    path("file/", filing.file, name="file"),
    path("file/places/", filing.places, name="places"),
    path("receipt/<slug:order_no>/", filing.receipt, name="receipt"),
    path("track/", tracking.track, name="track"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/<slug:order_no>/", tracking.read, name="case"),
    path("track/<slug:order_no>/evaluate/", tracking.evaluate, name="evaluate"),
]
