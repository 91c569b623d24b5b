"""The addresses of 依申请公开, below /disclosure/applications/."""

from django.urls import path

from yihaotong.portal.applications import applying, tracking

app_name = "applications"
urlpatterns = [
    path("", applying.apply, name="apply"),
    path("invited/<uuid:token>/", applying.invited, name="invited"),
    path("track/", tracking.track, name="track"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/<slug:number>/", tracking.one, name="one"),
    path("track/<slug:number>/receipt/", applying.receipt, name="receipt"),
    path("track/<slug:number>/attachments/", tracking.attach, name="attach"),
    path("track/<slug:number>/attachments/<uuid:key>/", tracking.open_attachment, name="attachment"),
    path("track/<slug:number>/letters/<int:letter>/", tracking.open_letter, name="letter"),
    path("track/<slug:number>/<slug:name>/", tracking.act, name="act"),
]
