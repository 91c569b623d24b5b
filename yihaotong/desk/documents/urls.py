"""The addresses of 公文, below /desk/documents/."""

from django.urls import path

from yihaotong.desk.documents import deliveries, drafting, figures, listing, lists, paper

app_name = "documents"
urlpatterns = [
    path("", listing.home, name="home"),
    path("new/", drafting.new, name="new"),
    path("rechecks/", figures.rechecks, name="rechecks"),
    path("coverage/", figures.coverage, name="coverage"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:number>/", lists.one, name="list"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:number>/", deliveries.export, name="delivery"),
    path("<int:number>/", paper.document, name="document"),
    path("<int:number>/edit/", drafting.edit, name="edit"),
    path("<int:number>/annexes/", paper.annexes, name="annexes"),
    path("<int:number>/annexes/<int:annex>/", paper.open_annex, name="annex"),
    path("<int:number>/do/<slug:name>/", paper.move, name="move"),
]
