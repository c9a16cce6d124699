import ast
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = {"core": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements}


def explained(extra: str) -> list[str]:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    title = "Core" if extra == "core" else f"Extra `{extra}`"
    section = re.search(rf"^## {title}.*?(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert section, f"docs/dependencies.md has no section on {extra}"
    return [name for name in re.findall(r"^\| ([a-z][\w.-]*) \|", section[0], re.MULTILINE) if name != "package"]


def imports_of(folder: Path) -> set[str]:
    """The packages at the top of whatever the files of a folder import."""
    nodes = [node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    modules += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {module.partition(".")[0] for module in modules}


@pytest.mark.parametrize("extra", DECLARED)
def test_each_dependency_is_explained_and_nothing_else_is(extra: str) -> None:
    assert sorted(explained(extra)) == sorted(names(DECLARED[extra]))


def test_each_core_dependency_is_imported_somewhere() -> None:
    providers = metadata.packages_distributions()
    imported = {
        name.replace("_", "-").lower()
        for module in imports_of(ROOT / "deliberate")
        for name in providers.get(module, ())
    }
    # markdown-it loads it by itself, once links without brackets are asked for.
    assert names(DECLARED["core"]) - imported == {"linkify-it-py"}


@pytest.mark.parametrize("extra", DECLARED)
def test_each_dependency_is_locked(extra: str) -> None:
    assert names(DECLARED[extra]) <= set(re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE))


def test_every_locked_package_has_hashes_and_none_a_place_of_its_own() -> None:
    entries = re.split(r"\n(?=[a-z])", LOCK.split("\n", 2)[2])
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links| @ ", LOCK)
