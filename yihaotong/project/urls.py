"""The addresses of all faces: the public at the root, the staff under /desk/, machines under /api/."""

from django.urls import include, path

from yihaotong.api.v1 import api

urlpatterns = [
    path("desk/", include("yihaotong.desk.urls")),
    path("api/v1/", api.urls),
    path("", include("yihaotong.portal.urls")),
]

handler400 = "yihaotong.project.errors.bad_request"
handler403 = "yihaotong.project.errors.forbidden"
handler404 = "yihaotong.project.errors.not_found"
handler500 = "yihaotong.project.errors.server_error"
