"""The addresses of 政务公开, below /desk/disclosure/."""

from django.urls import path

from yihaotong.desk.disclosure import clauses, forms, guide, house_rules, ledger, organisation, overrides, today

app_name = "disclosure"
urlpatterns = [
    path("", today.home, name="today"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/notices/new/", organisation.new_notice, name="new_notice"),
    path("organisation/notices/<int:number>/", organisation.notice, name="notice"),
    path("rules/", house_rules.house_rules, name="house_rules"),
    path("rules/new/", house_rules.new_rule, name="new_rule"),
    path("rules/<int:number>/", house_rules.house_rule, name="house_rule"),
    path("rules/<int:number>/revise/", house_rules.revise_rule, name="revise_rule"),
    path("rules/<int:number>/compare/", house_rules.compare, name="compare_rule"),
    path("rules/<int:number>/change/<slug:what>/", house_rules.change_rule, name="change_rule"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/new/", ledger.new_directive, name="new_directive"),
    path("ledger/import/", ledger.import_ledger, name="import_ledger"),
    path("ledger/overrides/", overrides.overrides, name="overrides"),
    path("ledger/overrides/<int:number>/withdraw/", overrides.withdraw, name="withdraw_override"),
    path("ledger/directives/<int:number>/", ledger.directive, name="directive"),
    path("ledger/directives/<int:number>/clauses/", ledger.new_clause, name="new_clause"),
    path("ledger/clauses/<int:number>/", clauses.clause, name="clause"),
    path("ledger/clauses/<int:number>/<slug:name>/", clauses.move_clause, name="move_clause"),
    path("guide/", guide.guide, name="guide"),
    path("guide/drafts/new/", guide.new_draft, name="new_draft"),
    path("guide/drafts/<int:number>/", guide.guide_draft, name="guide_draft"),
    path("guide/drafts/<int:number>/<slug:name>/", guide.move_guide, name="move_guide"),
    path("guide/<int:number>/", guide.guide_version, name="guide_version"),
    path("files/<uuid:key>/", forms.file, name="file"),
]
