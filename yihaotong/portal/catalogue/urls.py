"""The addresses of 公开目录, below /disclosure/catalogue/."""

from django.urls import path

from yihaotong.portal.catalogue import reading

app_name = "catalogue"
urlpatterns = [
    path("", reading.home, name="home"),
    path("rows/<slug:key>/", reading.row, name="row"),
    path("versions/<int:number>/", reading.version, name="version"),
    path("versions/<int:number>/catalogue.<slug:form>", reading.export, name="export"),
]
