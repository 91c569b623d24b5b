"""Drafts of articles from a machine: it writes the first version, and nothing of it goes out but through 三审三校."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Scope
from yihaotong.api.bodies import json_object
from yihaotong.api.cases import submission_of
from yihaotong.api.door import ClientToken, caller
from yihaotong.api.errors import answer
from yihaotong.api.repeating import repeatable
from yihaotong.articles import actions
from yihaotong.articles.models import Article
from yihaotong.catalogue import access as catalogue
from yihaotong.journal.refusal import Refused

router = Router()


@router.post("/articles", auth=ClientToken(Scope.ARTICLES_DRAFT), operation_id="draft_article")
@repeatable
def draft_article(request: HttpRequest) -> HttpResponse:
    """201 with the number of the draft; 200 when the same `submission` was sent before."""
    body, actor, at = json_object(request), caller(request), timezone.now()
    submission, unit = submission_of(body.pop("submission", None)), _section(body.pop("unit", None))
    mark = f"{actor.key}:{submission}" if submission else ""
    again = bool(mark) and Article.objects.filter(submission=mark).exists()
    article = actions.write_article(body, actor=actor, at=at, unit=unit, submission=mark, via="api")
    told = {"number": article.pk, "index_number": article.index_number, "progress": article.progress}
    return answer(told, 200 if again else 201)


def _section(code: object) -> Unit:
    """A section of the organ by its code; the organ itself where none is named. Raises Refused("no-such-unit")."""
    if code is not None and not isinstance(code, str):
        raise Refused("not-text", "科室代码须是文字", "unit")
    sections = list(catalogue.sections())
    found = next((each for each in sections if code in (None, "", each.code)), None)
    if found is None:
        raise Refused("no-such-unit", "没有这个科室", "unit")
    return found
