"""Members rate before they see: until they ask, nothing that they are sent depends on what others answered."""

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article, Audience
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing
from deliberate.weighting.models import ItemScore, Rating
from deliberate.weighting.services import reweigh
from tests.factories import rate_fully
from tests.scenes import Place, Scene, host_place, make_cast, make_scene
from tests.test_url_map import addresses, gets, rules

#: What differs from one answer to the next, whatever is in the database; and the moment of the last change of anything.
DRAWN = re.compile(r'name="(csrf_token|submission)"[^>]*value="[^"]*"|"X-CSRFToken": *"[^"]*"|data-since="[0-9]+"')


@pytest.fixture
def place(app: Flask) -> Place:
    return host_place(app)


def scene_with_ratings(place: Place) -> Scene:
    """Two items on one side of a claim, the first much the heavier, rated by people of two viewpoints."""
    scene = make_scene(place, make_cast(place), Audience.PUBLIC)
    with place.app.app_context(), transaction():
        for public_id, quarters in zip(scene.values["bearing"], (4, 2), strict=True):
            bearing = session.scalars(select(Bearing).where(Bearing.public_id == public_id)).one()
            session.refresh(bearing, ["evidence"])
            for name in ("ann", "ben", "cem", "dot"):
                rate_fully(bearing, name, quarters)
        article = session.scalars(select(Article).where(Article.slug == scene.slug)).one()
        reweigh(article)
    return scene


def weights(place: Place) -> list[float]:
    with place.app.app_context():
        return [each.weight for each in session.scalars(select(ItemScore).order_by(ItemScore.bearing_id))]


def change_answers(place: Place, scene: Scene) -> None:
    """Others answer a little less on the heavier item; their number, and the order of the items, stay."""
    with place.app.app_context(), transaction():
        for rating in session.scalars(select(Rating).where(Rating.quarters == 4, Rating.set_aside.is_(False))):
            rating.quarters = 3
        reweigh(session.scalars(select(Article).where(Article.slug == scene.slug)).one())


def crawl(place: Place, scene: Scene, who: str | None) -> dict[str, str]:
    """Every answer there is to a GET, by its address."""
    client = place.client(make_cast(place).insiders[who] if who else None)
    found = {}
    for rule in rules(place.app):
        if gets(rule):
            for address in addresses(place, rule, scene):
                for question in ("", "?all=1"):
                    answer = client.get(address + question)
                    found[address + question] = f"{answer.status_code} {DRAWN.sub('', answer.get_data(as_text=True))}"
    return found


@pytest.mark.slow
def test_nothing_a_member_is_sent_before_they_ask_depends_on_what_others_answered(place: Place) -> None:
    scene = scene_with_ratings(place)
    with time_machine.travel(now(), tick=False):
        member, visitor, heavy = crawl(place, scene, "member"), crawl(place, scene, None), weights(place)
        change_answers(place, scene)
        assert heavy[0] > weights(place)[0] > heavy[1]
        member_after, visitor_after = crawl(place, scene, "member"), crawl(place, scene, None)
    told = [address for address in member if member[address] != member_after[address]]
    assert told == []
    # The test sees what it is to see: visitors, who weigh nothing, are shown the sums.
    assert any("adds-up" in address for address in visitor if visitor[address] != visitor_after[address])
