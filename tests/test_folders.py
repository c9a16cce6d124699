from pathlib import Path

import pytest

from deliberate.folders import shipped_folder


def folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def test_a_checkout_wins_over_a_copy_left_inside_the_package(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    beside = folder(tmp_path / "templates")
    folder(tmp_path / "deliberate" / "_shipped" / "templates")
    assert shipped_folder("templates", tmp_path / "deliberate") == beside


def test_an_installed_package_uses_its_own_copy_and_not_the_neighbours_folder(tmp_path: Path) -> None:
    folder(tmp_path / "templates")
    inside = folder(tmp_path / "deliberate" / "_shipped" / "templates")
    assert shipped_folder("templates", tmp_path / "deliberate") == inside


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="migrations"):
        shipped_folder("migrations", tmp_path / "deliberate")
