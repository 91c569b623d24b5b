"""The addresses of 公开信息, below /disclosure/articles/."""

from django.urls import path

from yihaotong.portal.articles import listing, reading

app_name = "articles"
urlpatterns = [
    path("", listing.every, name="list"),
    path("<int:number>/", reading.read, name="article"),
    path("<int:number>/files/<uuid:key>/", reading.open_file, name="file"),
]
