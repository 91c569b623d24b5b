"""The addresses of the set-up pages, below /desk/setup/."""

from django.urls import path

from yihaotong.desk.setup import (
    calendar,
    categories,
    changes,
    clients,
    frame,
    moved,
    people,
    profile_editing,
    profiles,
    roster,
    routes,
    trying,
    units,
)

app_name = "setup"
urlpatterns = [
    path("", frame.home, name="home"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new_unit, name="new_unit"),
    path("units/<slug:code>/", units.unit, name="unit"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<str:username>/", people.person, name="person"),
    path("roster/", roster.rosters, name="rosters"),
    path("roster/<slug:code>/", roster.roster, name="roster"),
    path("categories/", categories.categories, name="categories"),
    path("categories/new/", categories.new_category, name="new_category"),
    path("categories/<slug:leaf>/", categories.category, name="category"),
    path("routes/", routes.routes, name="routes"),
    path("routes/export/", routes.export_routes, name="export_routes"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/enter/", calendar.enter, name="calendar_enter"),
    path("clients/", clients.clients, name="clients"),
    path("clients/new/", clients.new_client, name="new_client"),
    path("clients/<int:number>/", clients.client, name="client"),
    path("changes/", changes.changes, name="changes"),
    path("changes/export/", changes.export_changes, name="export_changes"),
    path("profiles/", profiles.every, name="profiles"),
    path("profiles/compare/", profiles.compare, name="profile_compare"),
    path("profiles/try-ons/<int:number>/", trying.run, name="try_on"),
    path("profiles/try-ons/<int:number>/rows.csv", trying.table, name="try_on_rows"),
    path("profiles/<slug:profile>/", profiles.one, name="profile"),
    path("profiles/<slug:profile>/edit/", profile_editing.edit, name="profile_edit"),
    path("profiles/<slug:profile>/try/", trying.ask, name="profile_try"),
    path("moved/", moved.moved, name="moved"),
    path("moved/<int:number>/", moved.version, name="moved_version"),
]
