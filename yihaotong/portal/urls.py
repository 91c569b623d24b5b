"""The addresses of the portal."""

from django.urls import path

from yihaotong.portal import filing, front, opening, tracking

app_name = "portal"
urlpatterns = [
    path("", front.home, name="home"),
    path("elder/", front.elder, name="elder"),
    path("file/", filing.file, name="file"),
    path("file/places/", filing.places, name="places"),
    path("receipt/<slug:order_no>/", filing.receipt, name="receipt"),
    path("files/<str:token>/<str:name>", opening.open_file, name="open_file"),
    path("track/", tracking.track, name="track"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/<slug:order_no>/", tracking.read, name="case"),
    path("track/<slug:order_no>/attachments/", tracking.attach, name="attach"),
    path("track/<slug:order_no>/attachments/<uuid:key>/", tracking.open_attachment, name="attachment"),
    path("track/<slug:order_no>/evaluate/", tracking.evaluate, name="evaluate"),
]
