"""The catalogues say what the code says, all of it, and what the site reads is compiled from them."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import read_mo, write_mo
from jinja2 import Environment, nodes

from deliberate.core.errors import DomainError
from tests.pseudo_language import ROOT, tool

#: What gives words to people where it is called with them: every refusal, and these.
SAYS_ITS_FIRST = {"flash", "ValidationError", "DataRequired", "InputRequired", "say_nothing"}
#: Attributes that are read out or seen.
SEEN = re.compile(r'\b(?:title|alt|aria-label|placeholder|aria-description)="([^"]*)"')
#: Names and signs that are the same in every language.
NO_WORDS = re.compile(r"&\w+;|&#\d+;|\b(?:SHA-256|DOI|CSV|JSON|Atom|URL|UTC|Markdown|HTML|https?|htmx)\b")


def by_id(catalog) -> dict[str, object]:
    return {str(message.id): message.string for message in catalog if message.id}


def test_every_language_has_a_translation_of_whatever_is_said_and_of_nothing_else() -> None:
    templates = tool().all_said()
    assert tool().languages() == ["de"]
    for language in tool().languages():
        assert {path.stem for path in (tool().TRANSLATIONS / language).glob("*.po")} == set(templates)
        for room, template in templates.items():
            assert by_id(tool().catalogue_of(language, room)).keys() == by_id(template).keys(), "run: make translations"
        assert tool().missing(language) == []


def test_translations_fill_in_what_the_original_does_and_keep_its_tags() -> None:
    assert [each for language in tool().languages() for each in tool().wrong(language)] == []


def test_what_the_site_reads_is_compiled_from_what_people_edit() -> None:
    for language in tool().languages():
        fresh = BytesIO()
        write_mo(fresh, tool().whole(language))
        fresh.seek(0)
        with (tool().TRANSLATIONS / language / tool().COMPILED).open("rb") as file:
            compiled = read_mo(file)
        assert by_id(compiled) == by_id(read_mo(fresh))


def subclasses(kind: type) -> Iterator[type]:
    yield kind
    for each in kind.__subclasses__():
        yield from subclasses(each)


def unsaid(path: Path, names: set[str]) -> Iterator[str]:
    """The calls in a file that give people words which went past the catalogues."""
    for call in ast.walk(ast.parse(path.read_text())):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        called = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
        first = call.args[0]
        pieces = first.values if isinstance(first, ast.JoinedStr) else [first]
        plain = any(
            isinstance(each, ast.Constant) and isinstance(each.value, str) and re.search("[a-z]", each.value)
            for each in pieces
        )
        if plain and (called in names or (called or "").endswith("Field")):
            yield f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(first)[:80]}"


def test_whatever_is_refused_or_asked_in_a_form_goes_through_the_catalogues() -> None:
    names = {each.__name__ for each in subclasses(DomainError)} | SAYS_ITS_FIRST
    rooms = [each for each in (ROOT / "deliberate").iterdir() if each.name not in {"commands", "demo", "operating"}]
    files = sorted(file for room in rooms if room.is_dir() for file in room.rglob("*.py"))
    assert [found for file in files for found in unsaid(file, names)] == []


def template_words(path: Path) -> Iterator[str]:
    """What a template says outside ``dlb_say``: its text, what is read out of its attributes, words in expressions."""
    tree = Environment(extensions=["jinja2.ext.do"], autoescape=True).parse(path.read_text())
    whole = "".join(
        each.data if isinstance(each, nodes.TemplateData) else "\0"
        for output in tree.find_all(nodes.Output)
        for each in output.nodes
    )
    inside = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", whole, flags=re.DOTALL)
    texts = [*re.sub(r"<[^<>]*>", "\n", inside).split("\n"), *SEEN.findall(inside)]
    for text in texts:
        left = NO_WORDS.sub("", text).strip("\0 ")
        if re.search(r"[A-Za-z]{2,}", left) and "=" not in left and not left.startswith("-"):
            yield left[:90]


def test_no_template_says_anything_past_the_catalogues() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (words := list(template_words(path)))
    }
    assert found == {}
