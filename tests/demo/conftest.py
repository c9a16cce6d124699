"""The demo as tests look into it."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture
def demo(demo_site: Flask) -> Iterator[Flask]:
    """The demo's app context."""
    with demo_site.app_context():
        yield demo_site
