"""The docs say what the code says."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from deliberate.cli import main
from deliberate.core.policy import Permission
from deliberate.settings import PREFIX, Settings
from docs.render_tables import DOCS, PAGES, current

ROOT = DOCS.parent


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_table_is_as_the_code_has_it(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == current(page, PAGES[page]()), "run: python docs/render_tables.py"


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
