"""The addresses of 信息公开网站, below /disclosure/; its home is portal:disclosure:home."""

from django.urls import path

from yihaotong.portal.site import showing

app_name = "site"
urlpatterns = [
    path("map/", showing.site_map, name="map"),
    path("reports/", showing.reports, name="reports"),
    path("statements/", showing.statements, name="statements"),
    path("withdrawn/", showing.withdrawn, name="withdrawn"),
]
