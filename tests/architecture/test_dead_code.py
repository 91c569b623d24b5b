from tests.dead_code import unused

PRODUCT = {
    "cases/rules/moves.py": "def asked(): ...\ndef shown(): ...\ndef named(): ...\ndef idle(): ...\n",
    "cases/actions.py": "def waiting_for_its_page(): ...\n",
    "cases/rules/words.py": (
        "from cases.rules.moves import asked, named\n"
        "__all__ = ['asked', 'named', 'own', 'spoken', 'unspoken']\n"
        "def own(): ...\ndef spoken(): ...\ndef unspoken(): ...\nown()\n"
    ),
    "desk/views.py": (
        "from cases.rules import words\nfrom cases.rules.moves import asked\n\n"
        "asked(words.spoken)\nNAME = 'yihaotong.cases.rules.moves.named'\n"
    ),
    "desk/templates/desk/case.html": "<p>{% if case.shown and 1 %}{{ case.order_no }}{% endif %}</p>\n",
}


def test_what_nobody_uses_is_found(tmp_path):
    for path, text in PRODUCT.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert unused(tmp_path) == [
        "cases/rules/moves.py:4: unused function idle",
        *(f"cases/rules/words.py:2: unused export {name}" for name in ("asked", "named", "unspoken")),
    ]
