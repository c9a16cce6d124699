"""Our site with LTI on, and a platform that it knows."""

from collections.abc import Iterator

import pytest
from flask import Flask

from deliberate.core.actors import SYSTEM
from deliberate.core.db import transaction
from deliberate.lti.platforms import PlatformDraft, add_platform
from tests.databases import SQLITE
from tests.lti.lms import CLIENT, DEPLOYMENT, Lms, running
from tests.own_site import beside

SITE = "http://localhost"


@pytest.fixture
def database() -> str:
    """Requests from outside; what they store is asked of both databases by the tests of classes."""
    return SQLITE


@pytest.fixture(scope="module")
def one_lms() -> Iterator[Lms]:
    with running() as lms:
        yield lms


@pytest.fixture
def lms(one_lms: Lms) -> Lms:
    """As it was before other tests."""
    one_lms.members, one_lms.columns, one_lms.scores, one_lms.refuses = [], {}, [], []
    one_lms.asked.clear()
    return one_lms


@pytest.fixture
def site(own_site: Flask, lms: Lms) -> Flask:
    """Our site, which knows the platform."""
    made = beside(
        own_site,
        DELIBERATE_LTI=True,
        DELIBERATE_LTI_NETWORKS="127.0.0.1/32",
        DELIBERATE_SITE_URL=SITE,
        DELIBERATE_MAIL_FROM="a@b.test",
    )
    with made.app_context(), transaction():
        know(lms)
    return made


def know(lms: Lms, **changed: object) -> None:
    """Add the platform, in the caller's transaction."""
    given = {
        "name": "School LMS",
        "issuer": lms.issuer,
        "client_id": CLIENT,
        "auth_url": f"{lms.issuer}/auth",
        "token_url": f"{lms.issuer}/token",
        "jwks_url": f"{lms.issuer}/keys",
        "deployments": (DEPLOYMENT,),
        **changed,
    }
    add_platform(SYSTEM, PlatformDraft(**given))  # type: ignore[arg-type]  # a table of all kinds of values
