"""The addresses of 开放数据、订阅和网站地图, from the root of the portal."""

from django.urls import path

from yihaotong.portal.opendata import data, feeds, sitemap

app_name = "opendata"
urlpatterns = [
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap_pages"),
    path("sitemap-<int:number>.xml", sitemap.part, name="sitemap_part"),
    path("disclosure/feed.atom", feeds.atom, name="atom"),
    path("disclosure/feed.rss", feeds.rss, name="rss"),
    path("disclosure/data/", data.home, name="home"),
    path("disclosure/data/items.json", data.items, name="items"),
    path("disclosure/data/items.csv", data.items_csv, name="items_csv"),
    path("disclosure/data/items/<int:number>.json", data.item, name="item"),
    path("disclosure/data/columns.json", data.columns, name="columns"),
    path("disclosure/data/changes.json", data.list_changes, name="changes"),
    path("disclosure/data/reports.json", data.reports, name="reports"),
    path("disclosure/data/dictionary.json", data.dictionary_json, name="dictionary_json"),
    path("disclosure/data/dictionary.csv", data.dictionary_csv, name="dictionary_csv"),
    path("disclosure/data/<path:rest>", data.unknown, name="unknown"),
]
