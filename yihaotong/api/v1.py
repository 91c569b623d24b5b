"""Version 1 of the API: its operations put together."""

from django.http import HttpRequest, HttpResponse

from yihaotong import __version__
from yihaotong.api import applications, articles, attachments, cases, changes, documentation, emergencies, errors
from yihaotong.api.description import Api
from yihaotong.api.door import ClientToken

api = Api(
    title="一号通",
    version=__version__,
    description="12345 热线平台的接口。说明与示例见 /api/v1/docs。",
    auth=ClientToken(),
    docs_url=None,
    urls_namespace="api",
)
errors.install(api)
for subject in (cases, emergencies, attachments, changes, articles, applications):
    api.add_router("", subject.router)


@api.get("/docs", auth=None, include_in_schema=False)
def docs(request: HttpRequest) -> HttpResponse:
    """接口说明"""
    return documentation.page(request, api.get_openapi_schema())
