"""The addresses of 监督保障, below /desk/scrutiny/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.desk.disclosure import sections
from yihaotong.desk.disclosure.sections import Section
from yihaotong.desk.scrutiny import assessing, liability, matters, questioning, tasks, training

sections.register(
    Section(
        _("监督保障"),
        "desk:scrutiny:home",
        DISCLOSURE_POSTS,
        _("投诉举报、督促整改、责任追究、社会评议、考核、培训"),
        tasks.waiting,
    )
)

app_name = "scrutiny"
urlpatterns = [
    path("", matters.home, name="home"),
    path("matters/", matters.listed, name="matters"),
    path("new/", matters.new, name="new_matter"),
    path("matters/<slug:number>/", matters.read, name="matter"),
    path("matters/<slug:number>/contact/", matters.contact, name="contact"),
    path("matters/<slug:number>/files/", matters.attach, name="attach"),
    path("matters/<slug:number>/files/<uuid:key>/", matters.open_file, name="file"),
    path("matters/<slug:number>/<slug:name>/", matters.move, name="move_matter"),
    path("liability/", liability.listed, name="liabilities"),
    path("liability/new/", liability.new, name="new_liability"),
    path("liability/<int:number>/", liability.read, name="liability"),
    path("liability/<int:number>/read/", liability.open_sealed, name="read_liability"),
    path("liability/<int:number>/<slug:name>/", liability.move, name="move_liability"),
    path("surveys/", questioning.listed, name="surveys"),
    path("surveys/questionnaire/", questioning.questionnaire, name="questionnaire"),
    path("surveys/new/", questioning.new, name="new_survey"),
    path("surveys/<int:number>/", questioning.read, name="survey"),
    path("surveys/<int:number>/invite/", questioning.invite, name="invite"),
    path("surveys/<int:number>/release/", questioning.release, name="release_survey"),
    path("surveys/<int:number>/export/", questioning.export, name="export_survey"),
    path("assessment/", assessing.listed, name="assessments"),
    path("assessment/draft/", assessing.draft, name="draft_assessment"),
    path("assessment/plan/<int:year>/", assessing.plan, name="assessment_plan"),
    path("assessment/export/<int:year>/", assessing.export, name="export_assessments"),
    path("assessment/<int:number>/", assessing.read, name="assessment"),
    path("assessment/<int:number>/adjust/", assessing.adjust, name="adjust"),
    path("assessment/<int:number>/adjust/<int:row>/remove/", assessing.remove, name="remove_adjustment"),
    path("assessment/<int:number>/mark/<slug:item>/", assessing.mark, name="mark_item"),
    path("assessment/<int:number>/<slug:name>/", assessing.move, name="move_assessment"),
    path("training/", training.listed, name="training"),
    path("training/new/", training.new, name="new_session"),
    path("training/import/", training.read_table, name="import_training"),
    path("training/plan/<int:year>/", training.plan, name="plan_training"),
    path("training/<int:number>/", training.read, name="session"),
    path("training/<int:number>/attend/", training.attend, name="attend"),
    path("training/<int:number>/attend/<int:row>/leave-out/", training.leave_out, name="leave_out"),
    path("year/", questioning.year, name="year"),
]
