"""In place: the same form without its frame, and at once what was stored, what it changed, and what comes next."""

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.propositions.models import Proposition
from deliberate.weighting.services import reweigh
from tests.evidence.drafts import QUOTE
from tests.factories import make_article, make_bearing, make_proposition, rate_fully
from tests.host import person, send, sign_in

HERE = {"HX-Request": "true"}
TYPED = {
    "side": "for",
    "link": "https://bridges.example/report",
    "quote": QUOTE,
    "warrant": "A cable so thin *breaks*.",
    "kind": "document",
    "submission": "form-1",
}
ANSWERS = {"relevance": "4", "reliability": "4", "strength": "4"}


@pytest.fixture
def claim(context: Flask) -> Proposition:
    with transaction():
        return make_proposition(make_article(slug="bridge"), "It closed.", words="The bridge closed on Monday.")


@pytest.fixture
def ann(app: Flask) -> Actor:
    return person(app, "ann", level=1)


def here(client: FlaskClient, url: str, data: dict[str, Any]) -> Any:
    return send(client, url, data, headers=HERE)


def form_of(claim: Proposition) -> str:
    return f"/deliberate/claims/{claim.public_id}/evidence"


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def anew(page: str) -> set[str]:
    """The ids of what takes its own place elsewhere on the page."""
    return set(re.findall(r'id="([^"]+)"[^>]*data-hx-swap-oob', page))


def test_a_form_opens_without_its_frame_and_comes_back_so_when_it_is_refused(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    sign_in(client, ann)
    opened = client.get(form_of(claim), headers=HERE).get_data(as_text=True)
    assert "<html" not in opened
    assert "<h1" not in opened
    assert 'name="quote"' in opened
    refused = here(client, form_of(claim), {**TYPED, "link": "ftp:/x"})
    assert refused.status_code == 422
    assert QUOTE in refused.text
    assert "data-part" in refused.text
    assert "<html" in client.get(form_of(claim)).get_data(as_text=True)


def test_a_visitor_is_led_to_sign_in_instead_of_a_part(client: FlaskClient, claim: Proposition) -> None:
    answer = client.get(form_of(claim), headers=HERE)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"/host/sign-in?next={form_of(claim)}"


def test_a_posted_item_is_shown_with_the_balances_it_changed_before_and_after(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    sign_in(client, ann)
    answer = here(client, form_of(claim), TYPED)
    session.rollback()
    bearing = session.query(Bearing).filter_by(target_id=claim.id).one()
    assert answer.status_code == 200
    said = words(answer.text)
    assert "Your evidence is posted." in said
    assert f'id="item-{bearing.public_id}"' in answer.text
    assert "For: 1 item, 1 origin." in said.split("Now")[1]
    assert "For: 0 items." in said.split("Before")[1].split("Now")[0]
    public = claim.public_id
    assert {f"brief-{public}", f"balance-{public}", f"picture-{public}", f"count-for-{public}"} <= anew(answer.text)
    assert f"item-{bearing.public_id}" not in anew(answer.text)
    again = here(client, form_of(claim), TYPED)
    assert f'id="item-{bearing.public_id}"' in again.text
    session.rollback()
    assert session.query(Bearing).filter_by(target_id=claim.id).count() == 1


def test_weighing_says_what_it_changed_and_offers_the_next_but_never_what_an_item_weighs(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        bearing = make_bearing(claim, Side.FOR, author="poster")
        other = make_bearing(claim, Side.AGAINST, author="poster")
        for name in ("ben", "cem"):
            rate_fully(bearing, name)
        reweigh(claim.article)
    sign_in(client, ann)
    led = client.get(f"/deliberate/claims/{claim.public_id}/weigh", headers=HERE)
    assert led.location.endswith(f"/bearings/{other.public_id}/rate")
    form = client.get(f"/deliberate/bearings/{bearing.public_id}/rate", headers=HERE).get_data(as_text=True)
    assert "checked" not in form
    address = f"/deliberate/bearings/{bearing.public_id}/rate"
    assert here(client, address, {"relevance": "4"}).status_code == 422
    answer = here(client, address, ANSWERS)
    assert answer.status_code == 200
    assert f"/bearings/{other.public_id}/rate" in answer.text
    assert f"item-{bearing.public_id}" in anew(answer.text)
    assert re.search(r"\b[−-]?\d+\.\d\d\b", words(answer.text)) is None


def test_nothing_is_told_of_an_article_that_one_may_not_read(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        bearing = make_bearing(claim, Side.FOR, author=ann.key)
        hidden = make_proposition(make_article(slug="secret", audience=Audience.LINK), "Nobody knows of this.")
        item = session.get_one(Evidence, bearing.evidence_id)
        used = make_bearing(hidden, Side.FOR, author="poster", evidence=item, warrant="Only we know why.")
        hidden.article.audience, hidden.article.group_id = Audience.GROUP, None
    sign_in(client, ann)
    address = f"/deliberate/evidence/{item.public_id}/edit"
    page = client.get(address, headers=HERE).text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version is not None
    changed = {**TYPED, "quote": "The bridge was closed on Monday.", "version": version[1]}
    answer = here(client, address, changed)
    assert answer.status_code == 200, answer.text
    assert f"item-{bearing.public_id}" in answer.text
    assert (str(used.public_id) in answer.text, "Nobody knows" in answer.text, "Only we" in answer.text) == (False,) * 3


def test_a_stance_a_withdrawal_and_its_undoing_are_told_in_place(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    sign_in(client, ann)
    stated = here(client, f"/deliberate/claims/{claim.public_id}/stance", {"answer": "agree", "credence": "70"})
    assert "Where you stand is stored" in stated.text
    here(client, form_of(claim), TYPED)
    session.rollback()
    bearing = session.query(Bearing).filter_by(target_id=claim.id).one()
    address = f"/deliberate/contributions/{bearing.public_id}"
    gone = here(client, f"{address}/withdraw", {})
    assert f"item-{bearing.public_id}" in anew(gone.text)
    assert f"{address}/put-back" in gone.text
    assert "For: 0 items." in words(gone.text).split("Now")[1]
    back = here(client, f"{address}/put-back", {})
    assert f"item-{bearing.public_id}" in anew(back.text)
    assert QUOTE in back.text


def test_while_somebody_types_the_twins_and_the_preview_come_alone(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        make_bearing(claim, quote=QUOTE)
    sign_in(client, ann)
    half = here(client, form_of(claim), {"quote": QUOTE, "preview": "live"})
    assert half.status_code == 200
    assert "in nearly the same words" in half.text
    assert "So it will look" not in half.text
    whole = here(client, form_of(claim), {**TYPED, "preview": "live"})
    assert "A cable so thin <em>breaks</em>." in whole.text
    assert "<form" not in whole.text
    session.rollback()
    assert session.query(Bearing).filter_by(target_id=claim.id).count() == 1


def test_visitors_and_their_kept_pages_know_nothing_of_forms_in_place(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    pages = [f"/deliberate/claims/{claim.public_id}", "/deliberate/a/bridge"]
    assert all("data-here" not in client.get(page).get_data(as_text=True) for page in pages)
    sign_in(client, ann)
    assert all("data-here" in client.get(page).get_data(as_text=True) for page in pages)
