"""Attachments of a case: handing files in, several at once, and reading them by addresses that expire."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router

from yihaotong.accounts.rules import Actor, Scope
from yihaotong.api import errors
from yihaotong.api.bodies import check_multipart
from yihaotong.api.door import ClientToken, caller
from yihaotong.api.repeating import repeatable_upload
from yihaotong.cases import access, actions, attachments, representations
from yihaotong.cases.models import Case
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal.refusal import Refused

router = Router(tags=["attachments"])

_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {
                            "type": "array",
                            "title": "文件",
                            "description": "可重复；按内容认类型，图片重新编码、去掉拍摄信息",
                            "items": {"type": "string", "format": "binary"},
                        },
                        "public": {
                            "type": "string",
                            "title": "诉求人可见",
                            "description": "承办单位上传时：true 随答复向诉求人公开，默认只有工作人员可见",
                            "enum": ["true", "false"],
                        },
                    },
                    "required": ["file"],
                    "additionalProperties": False,
                }
            }
        },
    }
}
_FLAGS = {"": False, "false": False, "true": True}


@router.post(
    "/cases/{order_no}/attachments",
    summary="上传附件",
    auth=ClientToken(Scope.ATTACHMENTS_WRITE),
    operation_id="attach_files",
    openapi_extra=_UPLOAD,
)
@repeatable_upload
def attach_files(request: HttpRequest, order_no: str) -> JsonResponse:
    """201 with what was kept and, in `refused`, what was not; an error when nothing was. The same bytes again are no
    second attachment."""
    actor, at = caller(request), timezone.now()
    case = access.case_for(actor, order_no)
    check_multipart(request)
    uploads = request.FILES.getlist("file")
    if not uploads:
        raise Refused("missing", "请在 multipart/form-data 的 file 里放一个或几个文件", "file")
    public = _FLAGS.get(request.POST.get("public", ""))
    if public is None:
        raise Refused("not-a-flag", "public 须是 true 或 false", "public")
    done = actions.attach_all(case, uploads, actor=actor, at=at, public=public, via="api")
    if not done.kept:
        first = done.refused[0].refusal
        raise Refused(first.code, f"“{done.refused[0].name}”：{first.message}", first.field or "file")
    refused = [{"name": each.name, "code": each.refusal.code, "detail": each.refusal.message} for each in done.refused]
    return errors.answer({"attachments": _told(request, done.kept, actor, at), "refused": refused}, HTTPStatus.CREATED)


@router.get(
    "/cases/{order_no}/attachments",
    summary="列出附件",
    auth=ClientToken(Scope.CASES_READ),
    operation_id="list_attachments",
)
def list_attachments(request: HttpRequest, order_no: str) -> JsonResponse:
    """The attachments that this client sees. Each `address` opens its file for ten minutes at most, without a token."""
    actor, at = caller(request), timezone.now()
    case: Case = access.case_for(actor, order_no)
    return errors.answer({"attachments": _told(request, list(attachments.visible(case, actor)), actor, at)})


def _told(request: HttpRequest, kept: list[File], actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """With whole addresses: a partner hands them to a viewer that knows nothing of us."""
    return [
        representations.attachment(
            file, address=request.build_absolute_uri(files.address(file, reader=actor.key, at=at))
        )
        for file in kept
    ]
