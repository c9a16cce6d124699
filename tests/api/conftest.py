"""Our own site with a cast, as programs meet it."""

import pytest
from flask import Flask

from tests.scenes import Cast, Place, make_cast, own_place


@pytest.fixture
def place(own_site: Flask) -> Place:
    return own_place(own_site)


@pytest.fixture
def cast(place: Place) -> Cast:
    return make_cast(place)
