"""The addresses of the portal."""

from django.urls import include, path

from yihaotong.portal import acting, filing, front, opening, stepping, tracking

app_name = "portal"
urlpatterns = [
    path("", front.home, name="home"),
    path("elder/", front.elder, name="elder"),
    path("file/", filing.file, name="file"),
    path("file/place/", filing.choose_place, name="place"),
    path("file/steps/", stepping.step, name="step"),
    path("file/places/", filing.places, name="places"),
    path("receipt/<slug:order_no>/", filing.receipt, name="receipt"),
    path("files/<str:token>/<str:name>", opening.open_file, name="open_file"),
    path("track/", tracking.track, name="track"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/<slug:order_no>/", tracking.read, name="case"),
    path("track/<slug:order_no>/attachments/", acting.attach, name="attach"),
    path("track/<slug:order_no>/attachments/<uuid:key>/", acting.open_attachment, name="attachment"),
    path("track/<slug:order_no>/evaluate/", acting.evaluate, name="evaluate"),
    path("track/<slug:order_no>/supplement/", acting.supplement, name="supplement"),
    path("track/<slug:order_no>/withdraw/", acting.withdraw, name="withdraw"),
    path("disclosure/catalogue/", include("yihaotong.portal.catalogue.urls")),
    path("disclosure/articles/", include("yihaotong.portal.articles.urls")),
    path("disclosure/applications/", include("yihaotong.portal.applications.urls")),
    path("disclosure/complaints/", include("yihaotong.portal.scrutiny.urls")),
    path("disclosure/engagement/", include("yihaotong.portal.engagement.urls")),
    path("disclosure/annual/", include("yihaotong.portal.annual.urls")),
    path("", include("yihaotong.portal.opendata.urls")),
    path("disclosure/", include("yihaotong.portal.site.urls")),
    path("disclosure/", include("yihaotong.portal.disclosure.urls")),
]
