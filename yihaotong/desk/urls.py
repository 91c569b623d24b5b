"""The addresses of the desk."""

from django.urls import path

from yihaotong.desk import case, intake, queues, signing

app_name = "desk"
urlpatterns = [
    path("", queues.home, name="home"),
    path("login/", signing.sign_in, name="login"),
    path("logout/", signing.sign_out, name="logout"),
    path("queue/<slug:stage>/", queues.queue, name="queue"),
    path("cases/", queues.every, name="all"),
    path("find/", queues.find, name="find"),
    path("new/", intake.intake, name="intake"),
    path("new/autosave/", intake.autosave, name="autosave"),
    path("new/discard/", intake.discard, name="discard"),
    path("new/places/", intake.places, name="places"),
    path("cases/<slug:order_no>/", case.read, name="case"),
    path("cases/<slug:order_no>/filed/", intake.filed, name="filed"),
    path("cases/<slug:order_no>/identity/", case.identity, name="identity"),
    path("cases/<slug:order_no>/<slug:name>/", case.move, name="move"),
]
