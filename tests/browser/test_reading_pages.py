"""The pages of reading and weighing in a real browser: nothing for axe-core to find, light or dark, narrow or wide."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask import session as cookie
from playwright.sync_api import Page

from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.propositions.models import RelationKind
from deliberate.web.rendering import STRICT_CSP
from deliberate.weighting.services import reweigh
from tests import factories
from tests.host import People, make_host, person
from tests.reading.scenes import published, related, voiced, weighed

PageAt = Callable[..., Page]

LOOKS = [(390, "dark"), (1280, "light")]
MAIN, ITEM, SOURCE = "main", "item", "source"


@pytest.fixture
def browser_app(tmp_path: Path) -> Iterator[Flask]:
    """An article with claims that are argued about; whoever opens /host/as/NAME is signed in."""
    app = make_host(f"sqlite:///{tmp_path / 'site.db'}", People(), DELIBERATE_CSP=STRICT_CSP)
    app.add_url_rule("/host/as/<name>", "as", _sign_in)
    with app.app_context():
        factories.create_tables()
    person(app, "ann", level=1)
    with app.app_context():
        with transaction():
            app.config["ADDRESSES"] = _scene()
        yield app
        app.extensions["sqlalchemy"].engine.dispose()


def _sign_in(name: str) -> str:
    cookie["who"] = name
    return f"Signed in as {name}"


def _scene() -> dict[str, str]:
    claim, other, detail = published("The bridge closed on Monday.", "The cable had rusted.", "It closed at nine.")
    voiced(claim, "The engineers", "say", "says")
    related(RelationKind.SUPPORTS, other, claim)
    related(RelationKind.DETAIL_OF, detail, claim)
    for side in Side:
        for number in range(2):
            item = weighed(claim, side, 3 + number, by=("ben", "cem", "dot"), author=f"poster {side.value} {number}")
    factories.make_bearing(claim, Side.FOR)
    challenge = factories.make_bearing(item.evidence, Side.AGAINST)
    retracted = weighed(claim, Side.AGAINST)
    retracted.evidence.source.retracted_at = retracted.created_at
    factories.make_bearing(other, Side.FOR, evidence=item.evidence)
    reweigh(claim.article)
    session.flush()
    return {
        MAIN: f"/deliberate/claims/{claim.public_id}",
        "bare": f"/deliberate/claims/{detail.public_id}",
        ITEM: f"/deliberate/evidence/{item.evidence.public_id}",
        SOURCE: f"/deliberate/sources/{item.evidence.source.public_id}",
        "rate": f"/deliberate/bearings/{challenge.public_id}/rate",
    }


def _look(page: Page, axe: Callable[[Page], None], *urls: str) -> None:
    for url in urls:
        page.goto(url)
        axe(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{url} scrolls sideways"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.slow
def test_the_pages_that_anybody_reads(
    browser_app: Flask, page_at: PageAt, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    at = browser_app.config["ADDRESSES"]
    bridge = "/deliberate/a/bridge"
    page = page_at(width, scheme)
    _look(page, axe, "/deliberate/", "/deliberate/articles", bridge, f"{bridge}/evidence")
    _look(page, axe, at[MAIN], at["bare"], at[ITEM], at[SOURCE], f"{at[MAIN]}/adds-up")
    _look(page, axe, "/deliberate/how-weighing-works")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.slow
def test_the_pages_of_weighing_and_what_members_see(
    browser_app: Flask, page_at: PageAt, axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    at = browser_app.config["ADDRESSES"]
    weigh = "/deliberate/a/bridge/weigh"
    page = page_at(width, scheme)
    page.goto("/host/as/ann")
    _look(page, axe, weigh, f"{weigh}?skip=1", f"{weigh}?done=5", at["rate"], f"{at[MAIN]}/adds-up")
    _look(page, axe, at[MAIN], at[ITEM])
