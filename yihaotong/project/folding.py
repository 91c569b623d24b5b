"""Templates whose unchanging parts are drawn once: translated texts, addresses and files without a variable, icons.

Half of what a page of ours asks the template engine for is the same for everybody, and each such word costs a look into
a catalogue or into the table of addresses. What lies between two variables is one text here, kept for each language.
"""

from collections.abc import Iterator
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType, Variable
from django.template.defaulttags import AutoEscapeControlNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from yihaotong.project.templatetags.words import icon

#: Simple tags that make the same of the same words, whoever asks and when.
_PURE = {icon}


class Loader(cached.Loader):
    """As Django's own cached loader; each template is folded when it is compiled."""

    def get_template(self, template_name: str, skip: list[Any] | None = None) -> Template:
        known = self.cache_key(template_name, skip) in self.get_template_cache
        template = super().get_template(template_name, skip)
        if not known:
            fold(template.nodelist)
        return template


class Run(Node):
    """Neighbours that depend on nothing but the language, and on where the site hangs below its host."""

    child_nodelists = ()

    def __init__(self, parts: list[Node]) -> None:
        self.parts = parts
        self.drawn: dict[tuple[str | None, str], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        place = get_language(), get_script_prefix()
        if (text := self.drawn.get(place)) is None:
            text = mark_safe("".join(str(part.render_annotated(context)) for part in self.parts))  # noqa: S308 — as without it
            self.drawn[place] = text
        return text


def fold(nodes: NodeList) -> None:
    """Join what does not change, here and below, in place: extended templates hold on to the lists themselves."""
    folded: list[Node] = []
    run: list[Node] = []
    for node in [*nodes, None]:
        if node is not None and _steady(node):
            run.append(node)
            continue
        folded += [_joined(run)] if len(run) > 1 or (run and not isinstance(run[0], TextNode)) else run
        run = []
        if node is not None:
            folded.append(node)
            for below in _below(node):
                fold(below)
    nodes[:] = folded


def _joined(run: list[Node]) -> Run:
    joined = Run(run)
    joined.token, joined.origin = run[0].token, run[0].origin
    return joined


def _below(node: Node) -> Iterator[NodeList]:
    """The lists inside a node. Where escaping is switched, nothing is folded."""
    if isinstance(node, AutoEscapeControlNode):
        return
    for held in vars(node).values():
        if isinstance(held, NodeList):
            yield held
    for _condition, below in getattr(node, "conditions_nodelists", ()):
        yield below


def _steady(node: Node) -> bool:
    match node:
        case TextNode():
            steady = True
        case TranslateNode():
            steady = not (node.asvar or node.message_context) and _constant(node.filter_expression)
        case BlockTranslateNode():
            plain = all(token.token_type == TokenType.TEXT for token in node.singular)
            steady = plain and not (node.extra_context or node.plural or node.asvar or node.message_context)
        case StaticNode():
            steady = not node.varname and _constant(node.path)
        case URLNode():
            steady = not (node.asvar or node.args or node.kwargs) and _constant(node.view_name)
        case SimpleNode():
            plain = not (node.takes_context or node.target_var or node.kwargs)
            steady = node.func in _PURE and plain and all(map(_constant, node.args))
        case _:
            steady = False
    return steady


def _constant(expression: FilterExpression) -> bool:
    """Whether it is a literal, and passes no filter."""
    literal = not isinstance(expression.var, Variable) or expression.var.lookups is None
    return literal and not expression.filters
