"""Our site with LTI on, and a platform that it knows."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from deliberate.accounts.models import AccountBase
from deliberate.core.actors import SYSTEM
from deliberate.core.db import session, transaction
from deliberate.lti.platforms import PlatformDraft, add_platform
from tests.databases import SQLITE, apps, let_go
from tests.lti.lms import CLIENT, DEPLOYMENT, Lms, running
from tests.own_site import beside, make_site

SETTINGS = {
    "DELIBERATE_LTI": True,
    "DELIBERATE_LTI_NETWORKS": "127.0.0.1/32",
    "DELIBERATE_SITE_URL": "http://localhost",
    "DELIBERATE_MAIL_FROM": "a@b.test",
}


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
    one_lms.bent, one_lms.circles, one_lms.calls_itself = {}, False, {}
    return one_lms


@pytest.fixture
def site(own_site: Flask) -> Flask:
    """Our site, which knows no platform yet."""
    return beside(own_site, **SETTINGS)


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


@pytest.fixture(scope="module")
def one_site(noisy_site: Path, tmp_path_factory: pytest.TempPathFactory, one_lms: Lms) -> Iterator[Flask]:
    """A site for all tests of a module."""
    data = tmp_path_factory.mktemp("lti") / "site"
    shutil.copytree(noisy_site, data)
    made = make_site(data, **SETTINGS)
    apps.remove(made)
    yield made
    let_go(made)


@pytest.fixture
def shared_site(one_site: Flask, one_lms: Lms) -> Iterator[Flask]:
    """It, with nobody in it and no launch, as it is made; it knows the platform."""
    with one_site.app_context(), transaction():
        for table in reversed(AccountBase.metadata.sorted_tables):
            # To make a key takes long.
            if table.name not in {"account_lti_key", "account_role_kind"}:
                session.execute(delete(table))
        know(one_lms)
    yield one_site
    let_go(one_site)
