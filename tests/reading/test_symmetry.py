"""Assertion and denial of the same thing, for and against, get the same treatment on every page.

A world is played through the services, and its mirror images; each page of an image, read back through the mirror, is
the page of the world: the same elements, classes, words and order.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.host import sign_in
from tests.reading.mirrors import MIRRORS, STRAIGHT, Mirror, World, make_world, read_back

#: Who looks, and at what; {for} is the side that the mirror turns.
PAGES = {
    "home": (None, "/"),
    "articles": (None, "/articles"),
    "article": (None, "/a/{slug}"),
    "article, to a member": ("ann", "/a/{slug}"),
    "article, one-sided claims": (None, "/a/{slug}?one-sided=1"),
    "changed since the last visit": ("ann", "/since"),
    "map": (None, "/a/{slug}/map"),
    "map, around a claim": (None, "/a/{slug}/map?focus={claim_fire}&depth=1"),
    "outline": (None, "/a/{slug}/outline"),
    "matrix": (None, "/a/{slug}/matrix"),
    "all evidence": (None, "/a/{slug}/evidence"),
    "claim": (None, "/claims/{claim_struck}"),
    "claim's evidence of one side": (None, "/claims/{claim_struck}?list={for}"),
    "claim's evidence that waits": (None, "/claims/{claim_struck}?list=waiting"),
    "claim, to a member": ("bob", "/claims/{claim_struck}"),
    "claim that speaks for it": (None, "/claims/{claim_fire}"),
    "claim without evidence": ("ann", "/claims/{claim_quiet}"),
    "claim, to an editor": ("editor", "/claims/{claim_struck}"),
    "claim that it was said": (None, "/claims/{claim_report}"),
    "claim that the other thing was said": (None, "/claims/{claim_other_report}"),
    "claim one has answered, reworded": ("ann", "/claims/{claim_quiet}"),
    "what moved people": (None, "/claims/{claim_struck}/moved"),
    "what moved people, to somebody who can still weigh": ("bob", "/claims/{claim_struck}/moved"),
    "evidence": (None, "/evidence/{item_morning}"),
    "evidence of the other side": ("bob", "/evidence/{item_evening}"),
    "evidence, to those who have rated it": ("ann", "/evidence/{item_weekly}"),
    "source": (None, "/sources/{source_evening}"),
    "editor": ("editor", "/a/{slug}/edit"),
    "editor, a draft": ("editor", "/a/{draft}/edit"),
    "post evidence": ("ann", "/claims/{claim_struck}/evidence?side={for}"),
    "challenge": ("ann", "/contributions/{item_morning}/challenge?side={against}"),
    "weigh, where do you stand": ("bob", "/a/{slug}/weigh"),
    "weigh": ("bob", "/a/{slug}/weigh?skip=1"),
    "weigh the next": ("bob", "/a/{slug}/weigh?done=1&last={for}"),
    "weigh one again": ("ann", "/bearings/{bearing_morning}/rate"),
    "what both sides accept": (None, "/a/{slug}/accepted"),
    "ledger": (None, "/claims/{claim_struck}/adds-up"),
    "ledger of a claim that speaks for it": (None, "/claims/{claim_fire}/adds-up"),
    "queue": ("mod", "/queue"),
    "decide": ("mod", "/contributions/{bearing_evening}/decide"),
    "log": (None, "/log"),
    "yours": ("poster", "/yours"),
    "a person": (None, "/people/poster"),
    "yours, with an answer that waits": ("dan", "/yours"),
    "was it said": ("editor", "/claims/{claim_struck}/said"),
    "where do you stand now": ("dan", "/claims/{claim_quiet}/stance"),
}

#: The image that turns everything there is to turn.
BOTH = "sides and voices"


@pytest.fixture(scope="module")
def world_of(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Callable[[Mirror], World]]:
    """The world in a mirror, made when it is first asked for."""
    made: dict[Mirror, World] = {}

    def world(mirror: Mirror) -> World:
        if mirror not in made:
            made[mirror] = make_world(tmp_path_factory.mktemp("world"), mirror, empty_database)
        return made[mirror]

    yield world
    for each in made.values():
        with each.app.app_context():
            each.app.extensions["sqlalchemy"].engine.dispose()


def _page(world: World, who: str | None, address: str) -> list[str]:
    sides = ("against", "for") if world.mirror.sides else ("for", "against")
    client = world.app.test_client()
    if who:
        sign_in(client, world.app.extensions["deliberate"].identity.known[who])
    answer = client.get(
        "/deliberate" + address.format(**world.ids, **dict(zip(("for", "against"), sides, strict=True)))
    )
    assert answer.status_code == 200, answer.text
    return read_back(answer.text, world.mirror)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "mirror", [BOTH, *(pytest.param(each, marks=pytest.mark.slow) for each in MIRRORS if each != BOTH)]
)
def test_a_page_and_its_mirror_image_are_alike(world_of: Callable[[Mirror], World], mirror: str, name: str) -> None:
    page = _page(world_of(STRAIGHT), *PAGES[name])
    assert _page(world_of(MIRRORS[mirror]), *PAGES[name]) == page
