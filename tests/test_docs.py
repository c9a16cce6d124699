"""The docs say what the code says."""

import importlib
import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from deliberate.articles.models import Audience, State
from deliberate.cli import main
from deliberate.core.base import Base
from deliberate.core.contributions import Status
from deliberate.core.doors import doors
from deliberate.core.policy import Permission
from deliberate.core.registry import Registry
from deliberate.core.site import IdentityOffers
from deliberate.evidence.models import Curation
from deliberate.extension import Attached, Deliberate
from deliberate.settings import PREFIX, Settings
from deliberate.web.layout import Framed
from docs.render_tables import DOCS, MARKED, PAGES, current, filled, registries

ROOT = DOCS.parent


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_table_is_as_the_code_has_it(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == current(page, PAGES[page]()), "run: python docs/render_tables.py"


@pytest.mark.parametrize("page", MARKED, ids=lambda page: page.name)
def test_the_tables_among_the_text_of_a_page_are_as_the_code_has_them(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == filled(page), "run: python docs/render_tables.py"
    assert "<!-- states -->" in filled(DOCS / "moderation.md")


def test_every_registry_of_the_code_is_named_where_extending_is_explained() -> None:
    made = [line for path in sorted((ROOT / "deliberate").rglob("*.py")) for line in _registries_made_in(path)]
    assert len(made) >= 3
    named = registries()
    assert all(f".{name}`" in named for name in made)


def _registries_made_in(path: Path) -> list[str]:
    return re.findall(rf"^(\w+): {Registry.__name__}\[", path.read_text(encoding="utf-8"), re.MULTILINE)


EXTENDING = (DOCS / "extending.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return EXTENDING.split(f"\n## {title}\n")[1].split("\n## ")[0]


def names_in(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def test_what_hosts_are_told_of_is_there() -> None:
    imports = re.findall(r"^from (deliberate[\w.]*) import (.+)$", EXTENDING, re.MULTILINE)
    named = [(module, name) for module, names in imports for name in names.split(", ")]
    named += [tuple(each.rsplit(".", 1)) for each in re.findall(r"`@?(deliberate(?:\.\w+)+\.\w+)", EXTENDING)]
    assert len(named) > 10
    for module, name in named:
        if not module.endswith("deliberate") and f"{module}.{name}" not in doors.names():
            assert hasattr(importlib.import_module(module), name), f"{module} has no {name}"


def test_what_is_there_for_hosts_they_are_told_of() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "deliberate").rglob("*.py"))
    asked = set(re.findall(r'\boffered\([\w.]+, "(\w+)"\)', source))
    assert asked == {name for name in vars(IdentityOffers) if not name.startswith("_")}
    assert not re.search(r"getattr\([\w.\[\]\"]*identity,", source)
    assert set(re.findall(r"^\| `(deliberate\.\w+)` \|", section("Packages of your own"), re.MULTILINE)) == set(
        doors.names()
    )
    told = names_in(section("Your own articles")) | set(re.findall(r"(\w+)=", section("Your own articles")))
    assert {*inspect.signature(Deliberate.attach).parameters} - {"self", "key", "settings"} <= told
    assert {each.name for each in fields(Attached)} | {"counts"} <= told
    assert {each.name for each in fields(Framed)} <= names_in(section("Your layout"))
    assert {"current", "names"} == set(re.findall(r"^    def (\w+)", section("Your people"), re.MULTILINE))


GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")


def test_the_glossary_has_every_table_of_ours() -> None:
    tables = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert len(tables) > 20
    missing = sorted(name for name in tables if f"`{name}`" not in GLOSSARY)
    assert not missing, f"docs/glossary.md does not say what these are: {', '.join(missing)}"


def test_the_glossary_has_every_state_and_mark() -> None:
    missing = [each.value for each in (*Status, *Curation, *State, *Audience) if f"`{each.value}`" not in GLOSSARY]
    assert not missing


def test_what_the_glossary_names_in_the_code_is_there() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "deliberate").rglob("*.py")))
    named = set(re.findall(r"`([A-Za-z_]+)`", GLOSSARY))
    assert len(named) > 30
    unknown = sorted(name for name in named if not re.search(rf"\b{name}\b", source))
    assert not unknown, f"nothing in the code is called {', '.join(unknown)}"


def test_links_of_the_docs_lead_to_files() -> None:
    missing = [
        f"{page.name}: {link}"
        for page in sorted(DOCS.glob("*.md"))
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (DOCS / link).exists()
    ]
    assert not missing


def test_the_commands_of_the_operating_page_exist() -> None:
    text = (DOCS / "operating.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    named = set(re.findall(r"^deliberate ([a-z-]+)", blocks, re.MULTILINE)) | set(
        re.findall(r"`deliberate ([a-z-]+)", text)
    )
    assert {"serve", "doctor", "backup", "restore", "upgrade"} <= named
    assert named <= set(main.commands)


def test_every_permission_and_every_setting_has_a_row() -> None:
    permissions = (DOCS / "permissions.md").read_text(encoding="utf-8")
    settings = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert all(f"\n| {permission.value} |" in permissions for permission in Permission)
    assert all(f"\n| `{PREFIX}{field.name.upper()}` |" in settings for field in fields(Settings))


def test_the_readme_is_short_and_its_commands_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) < 120
    for command in set(re.findall(r"^\.venv/bin/deliberate ([a-z-]+)", readme, re.MULTILINE)):
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, command
    for command in main.commands:
        assert f"deliberate {command}" in readme, f"the README does not name: deliberate {command}"


def test_links_of_the_readme_lead_to_files() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    # The integrator's picture of the article page is made from the finished site.
    links = set(re.findall(r"\]\(([^)#]+)\)", readme))
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not [link for link in missing if not link.endswith(".png")]
