"""The addresses of 解读回应参与, below /disclosure/engagement/."""

from django.urls import path

from yihaotong.portal.engagement import joining, reading

app_name = "engagement"
urlpatterns = [
    path("", reading.home, name="home"),
    path("interpretations/", reading.interpretations, name="interpretations"),
    path("budgets/", reading.budgets, name="budgets"),
    path("proposals/", reading.proposals, name="proposals"),
    path("activities/", reading.activities, name="activities"),
    path("activities/signed-up/", joining.look_up, name="look_up"),
    path("activities/signed-up/leave/", joining.leave, name="leave"),
    path("activities/signed-up/<slug:number>/", joining.receipt, name="receipt"),
    path("activities/signed-up/<slug:number>/cancel/", joining.cancel, name="cancel"),
    path("activities/<int:number>/", joining.activity, name="activity"),
]
