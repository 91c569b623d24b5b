"""The addresses of 年报, below /disclosure/annual/."""

from django.urls import path

from yihaotong.portal.annual import reading

app_name = "annual"
urlpatterns = [
    path("", reading.listed, name="list"),
    path("<int:year>/", reading.read, name="report"),
    path("<int:year>/files/<slug:kind>/", reading.file, name="file"),
]
