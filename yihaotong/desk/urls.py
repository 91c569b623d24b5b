"""The addresses of the desk."""

from django.urls import path

from yihaotong.desk import attachments, bulk, case, exporting, importing, intake, lists, queues, signing

app_name = "desk"
urlpatterns = [
    path("", queues.home, name="home"),
    path("login/", signing.sign_in, name="login"),
    path("logout/", signing.sign_out, name="logout"),
    path("queue/<slug:stage>/", queues.queue, name="queue"),
    path("cases/", lists.every, name="all"),
    path("find/", lists.find, name="find"),
    path("lists/places/", lists.places, name="list_places"),
    path("lists/columns/", lists.choose_columns, name="columns"),
    path("lists/saved/", lists.saved, name="saved"),
    path("lists/saved/<int:number>/<slug:act>/", lists.change_saved, name="saved_change"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/<uuid:submission>/", bulk.bulk_act, name="bulk_act"),
    path("export/", exporting.export, name="export"),
    path("import/", importing.imports, name="imports"),
    path("import/<int:number>/", importing.run, name="import"),
    path("import/<int:number>/rejects/", importing.rejects, name="import_rejects"),
    path("new/", intake.intake, name="intake"),
    path("new/autosave/", intake.autosave, name="autosave"),
    path("new/discard/", intake.discard, name="discard"),
    path("new/places/", intake.places, name="places"),
    path("cases/<slug:order_no>/", case.read, name="case"),
    path("cases/<slug:order_no>/filed/", intake.filed, name="filed"),
    path("cases/<slug:order_no>/identity/", case.identity, name="identity"),
    path("cases/<slug:order_no>/attachments/", attachments.attach, name="attach"),
    path("cases/<slug:order_no>/attachments/<uuid:key>/", attachments.open_attachment, name="attachment"),
    path("cases/<slug:order_no>/attachments/<uuid:key>/remove/", attachments.remove, name="remove_attachment"),
    path("cases/<slug:order_no>/<slug:name>/", case.move, name="move"),
]
