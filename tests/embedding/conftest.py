"""What is shown elsewhere is the same on either database; only the sitemap asks in words of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.databases import SQLITE
from tests.own_site import make_site


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture
def site_with(noisy_site: Path, tmp_path: Path) -> Callable[..., Flask]:
    """Makes the standalone site with settings of one's own."""

    def make(**config: Any) -> Flask:
        shutil.copytree(noisy_site, tmp_path / "site")
        return make_site(tmp_path / "site", **config)

    return make
