"""A folded template draws what it would have drawn, in every language, and asks less for it."""

import pytest
from django.template import Context, Engine, Template
from django.template.engine import Engine as Engines
from django.utils.translation import override

from yihaotong.project.folding import Run, fold

LOADED = "{% load i18n static words %}"
WORDS = (
    "plain words",
    "{% translate '提交' %}<a href=\"{% url 'portal:home' %}\">{% icon 'home' %}</a>{{ said }}{% static 'a.css' %}",
    "{% blocktranslate %}提交{% endblocktranslate %} {% blocktranslate %}共 {{ count }} 条{% endblocktranslate %}",
    "{% translate '提交' as word %}{{ word }}{% url 'portal:home' as there %}{{ there }}",
    "{% if count %}<b>{% translate '提交' %}</b>{% elif said %}{% icon 'x' %}{% else %}{% static 'b' %}{% endif %}",
    "{% for each in many %}{% icon 'home' %}{{ each }}{% translate '提交' %}{% empty %}{% static 'b' %}{% endfor %}",
    "{% with name='home' %}{% icon name %}{% static name %}{% translate said %}{% endwith %}",
    "{% translate '提交' context 'x' %}{% translate '提交'|upper %}",
    "{% if count %}{% blocktranslate count n=count %}{{ n }}{% plural %}s{% endblocktranslate %}{% endif %}",
    "{% autoescape off %}{{ said }}{% translate '<b>' %}{% endautoescape %}{% translate '<b>' %}",
    "{% filter upper %}{% translate '提交' %}a{{ said }}{% endfilter %}{% block one %}x{% icon 'home' %}{% endblock %}",
)
GIVEN = ({}, {"count": 3, "said": "<i>&", "many": ["a", "<b>"]}, {"said": "提交"})


def engine() -> Engine:
    return Engines.get_default()


@pytest.mark.parametrize("words", WORDS)
def test_it_draws_the_same_in_every_language_again_and_again(words: str) -> None:
    plain, folded = (Template(LOADED + words, engine=engine()) for _ in range(2))
    fold(folded.nodelist)
    for language in ("zh-hans", "en", "zh-hans"):
        for given in GIVEN:
            with override(language):
                assert folded.render(Context(given)) == plain.render(Context(given)), (language, given)


def test_what_does_not_change_is_one_node() -> None:
    template = Template(
        LOADED + "a{% translate '提交' %}b{% static 'c' %}{{ said }}d{% icon 'home' %}", engine=engine()
    )
    fold(template.nodelist)
    assert [type(node).__name__ for node in template.nodelist] == ["LoadNode", "Run", "VariableNode", "Run"]


def test_the_templates_of_the_house_come_folded_and_once() -> None:
    first, again = (engine().get_template("portal_base.html") for _ in range(2))
    assert first is again
    assert list(engine().get_template("base.html").nodelist.get_nodes_by_type(Run))
