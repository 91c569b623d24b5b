"""The documentation page, made from the OpenAPI document and the tables behind it. It needs nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yihaotong.accounts.rules import CLIENT_ROLES, Scope
from yihaotong.api.examples import EXAMPLES
from yihaotong.api.problems import PROBLEMS
from yihaotong.cases.rules import moves

Schema = Mapping[str, Any]

SCOPES: Mapping[Scope, str] = {
    Scope.CASES_FILE: "登记工单",
    Scope.CASES_READ: "查看、列出、检索看得到的工单，取其附件",
    Scope.CASES_MOVE: "对工单做动作（还须有动作所要的岗位）",
    Scope.ATTACHMENTS_WRITE: "上传附件",
    Scope.CHANGES_READ: "读变更流",
    Scope.ARTICLES_DRAFT: "起草公开信息的稿件（只到草稿）",
    Scope.APPLICATIONS_HAND_OVER: "转来依申请公开，查自己转来的办到哪一步",
}
_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true 或 false",
    "object": "对象",
    "array": "列表",
    "null": "null",
}
_FORMATS = {"date-time": "时间", "date": "日期", "uuid": "UUID", "binary": "文件"}


def page(request: HttpRequest, document: Schema) -> HttpResponse:
    """The page for an OpenAPI document of ours."""
    told = {
        "version": document["info"]["version"],
        "groups": _groups(document),
        "shapes": [_shape(name, schema) for name, schema in document["components"]["schemas"].items()],
        "scopes": [(scope.value, words) for scope, words in SCOPES.items()],
        "problems": [(code, int(meaning.status), meaning.words) for code, meaning in PROBLEMS.items()],
        "moves": [_move(move) for move in moves.MOVES.values()],
    }
    return render(request, "api/docs.html", told)


def _groups(document: Schema) -> list[tuple[str, list[dict[str, Any]]]]:
    """The operations under the heading of their subject."""
    operations = list(_operations(document))
    return [
        (tag["description"], found)
        for tag in document["tags"]
        if (found := [each for each in operations if tag["name"] in each["tags"]])
    ]


def _operations(document: Schema) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            yield {
                "id": operation["operationId"],
                "tags": operation.get("tags", ["attachments"]),
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "words": operation.get("description", ""),
                "scopes": [scope for asked in operation["security"] for scope in asked["ClientToken"]],
                "parameters": [_parameter(each) for each in operation["parameters"]],
                "body": [
                    (kind, rows) for kind, sent in body.items() if (rows := _rows(_found(document, sent["schema"])))
                ],
                "answers": list(_answers(operation["responses"])),
                "problems": sorted(code for code, each in operation["responses"].items() if "$ref" in each),
                "examples": [each for each in EXAMPLES if each.operation == operation["operationId"]],
            }


def _answers(responses: Schema) -> Iterator[tuple[str, str, str]]:
    """What is answered when all is well: the HTTP code, the words, the name of the shape."""
    for code, told in responses.items():
        if "$ref" not in told:
            names = [_named(content["schema"]) for content in told.get("content", {}).values() if "schema" in content]
            yield code, told["description"], next(iter(names), "")


def _parameter(told: Schema) -> dict[str, Any]:
    places = {"path": "地址", "query": "查询", "header": "头"}
    place = places.get(told["in"], told["in"])
    return _row(told["name"], told["schema"], needed=told["required"]) | {
        "place": place,
        "words": told.get("description") or told["schema"].get("title", ""),
    }


def _shape(name: str, schema: Schema) -> dict[str, Any]:
    words = schema.get("description", "")
    return {"name": name, "title": schema.get("title", ""), "words": words, "rows": _rows(schema)}


def _rows(schema: Schema) -> list[dict[str, Any]]:
    needed = schema.get("required", ())
    return [_row(name, each, needed=name in needed) for name, each in schema.get("properties", {}).items()]


def _row(name: str, schema: Schema, *, needed: bool) -> dict[str, Any]:
    words = "：".join(filter(None, (schema.get("title"), schema.get("description"))))
    return {"name": name, "type": _type(schema), "shape": _named(schema), "needed": needed, "words": words}


def _type(schema: Schema) -> str:
    """A schema in a few words: "文字，最多 100 字", "列表：Clock", "时间或 null"."""
    if "anyOf" in schema:
        return "或 ".join(_type(each) for each in schema["anyOf"])
    if name := _named(schema):
        return f"列表：{name}" if schema.get("type") == "array" else name
    if "enum" in schema:
        return "、".join(map(str, schema["enum"]))
    kinds = schema.get("type", "object")
    words = "或 ".join(_TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    if "format" in schema:
        words = words.replace(_TYPES["string"], _FORMATS.get(schema["format"], "文字"))
    if schema.get("type") == "array":
        return f"列表：{_type(schema['items'])}"
    return words + (f"，最多 {schema['maxLength']} 字" if "maxLength" in schema else "")


def _named(schema: Schema) -> str:
    """The name of the shape that a schema refers to, in a list or not, null allowed or not; "" for none."""
    for each in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if "$ref" in each:
            return str(each["$ref"].rpartition("/")[2])
    return ""


def _found(document: Schema, schema: Schema) -> Schema:
    name = _named(schema)
    return document["components"]["schemas"][name] if name else schema


def _move(move: moves.Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "label": move.label,
        "sources": "、".join(f"{stage.value} {stage.label}" for stage in sorted(move.sources)) or "–",
        "target": " 或 ".join(f"{target.value} {target.label}" for target in move.targets) or "不变",
        "roles": "、".join(sorted(move.by & CLIENT_ROLES)),
        "effect": move.effect,
    }
