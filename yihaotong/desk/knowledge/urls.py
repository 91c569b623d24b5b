"""The addresses of the knowledge base, below /desk/knowledge/."""

from django.urls import path

from yihaotong.desk.knowledge import bulletins, entries, finding, keeping, templates

app_name = "knowledge"
urlpatterns = [
    path("", finding.home, name="home"),
    path("to-do/", keeping.to_do, name="to_do"),
    path("entries/", keeping.every, name="entries"),
    path("entries/export/", keeping.export, name="export"),
    path("entries/new/", entries.new, name="new_entry"),
    path("entries/<slug:code>/", entries.read, name="entry"),
    path("entries/<slug:code>/edit/", entries.edit, name="edit_entry"),
    path("entries/<slug:code>/versions/", entries.versions, name="entry_versions"),
    path("entries/<slug:code>/<slug:do>/", entries.act, name="entry_act"),
    path("wrong/<int:number>/settle/", entries.settle, name="settle"),
    path("bulletins/", bulletins.every, name="bulletins"),
    path("bulletins/in-force/", bulletins.in_force, name="in_force"),
    path("bulletins/new/", bulletins.new, name="new_bulletin"),
    path("bulletins/<slug:code>/", bulletins.read, name="bulletin"),
    path("bulletins/<slug:code>/edit/", bulletins.edit, name="edit_bulletin"),
    path("bulletins/<slug:code>/<slug:do>/", bulletins.act, name="bulletin_act"),
    path("templates/", templates.every, name="templates"),
    path("templates/new/", templates.new, name="new_template"),
    path("templates/<slug:code>/", templates.edit, name="template"),
]
