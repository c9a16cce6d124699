"""How the evidence leans, as the pages say it: each viewpoint's picture where they differ, and how solid it is."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.db import transaction
from deliberate.evidence.models import Side
from deliberate.reading.words import GRADE_WORDS
from deliberate.weighting.balance import Grade
from tests.reading.scenes import judged_apart, published, weighed

pytestmark = pytest.mark.usefixtures("context")


def _card(client: FlaskClient) -> str:
    page = client.get("/deliberate/a/bridge").get_data(as_text=True)
    return page.split('id="claim-1"')[1].split("</article>")[0]


def _line(client: FlaskClient, claim_id: object) -> str:
    page = client.get(f"/deliberate/claims/{claim_id}").get_data(as_text=True)
    return page.split('aria-label="How the evidence leans"')[1].split("</section>")[0]


def _told(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _places(client: FlaskClient, claim_id: object) -> list[str]:
    """The card beside the text, the claim's own page, the card on the home page."""
    return [_card(client), _line(client, claim_id), _home(client)]


def _home(client: FlaskClient) -> str:
    return client.get("/deliberate/").get_data(as_text=True).split('class="dlb-card"')[1].split("</article>")[0]


def test_where_viewpoints_differ_the_picture_of_each_is_shown(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        judged_apart(claim)
        key = claim.public_id
    for html in _places(client, key):
        pictures = html.split('aria-label="Each viewpoint alone"')[1].split("</ul>")[0]
        assert re.findall(r"<span>(.*?)</span></li>", pictures) == [
            "People who agree with the main claim: leans clearly for the claim.",
            "People who disagree with the main claim: leans clearly against the claim.",
        ]
        assert pictures.count("<svg") == 2
        # Two pictures in place of one: no third scale stands above them.
        assert 'class="dlb-scale"' not in html.split('class="dlb-balance')[-1].split("dlb-pictures")[0]


def test_a_viewpoint_of_two_people_shows_no_picture_of_its_own(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        judged_apart(claim, people=2)
        key = claim.public_id
    for html in _places(client, key):
        pictures = html.split('aria-label="Each viewpoint alone"')[1].split("</ul>")[0]
        assert _told(pictures).count("too few people to show on their own") == 2
        assert "leans" not in pictures


def test_where_they_agree_there_is_one_picture(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        weighed(claim, Side.FOR)
        key = claim.public_id
    assert all("Each viewpoint alone" not in html for html in _places(client, key))


def test_how_solid_the_picture_is_stands_beside_the_line_with_its_reasons(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        judged_apart(claim)
        key = claim.public_id
    for html in _places(client, key):
        told = _told(html)
        assert re.search(r"How solid this picture is: (high|moderate|low|very low)", told)
        assert "The ratings leave a wide range open." in told
        assert "%" not in told
    # On a card the reasons fold away; on the claim's own page they stand open.
    assert "<details" in _card(client).split("dlb-balance-sentence")[1]
    assert "<details" not in _line(client, key)


def test_where_there_is_no_picture_nothing_is_said_of_how_solid_it_is(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim, empty = published()
        weighed(claim, Side.FOR)
        keys = claim.public_id, empty.public_id
    for key in keys:
        assert "How solid" not in _line(client, key)
    assert "How solid" not in _card(client)


def test_every_grade_has_words() -> None:
    assert set(GRADE_WORDS) == set(Grade)
