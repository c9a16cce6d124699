"""Assertion and denial of the same thing get the same treatment, space and words."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.db import transaction
from deliberate.evidence.models import Side
from deliberate.propositions.models import Modality
from deliberate.weighting.case import Side as CaseSide
from deliberate.weighting.wording import SENTENCES, note
from tests.host import person, sign_in
from tests.reading.scenes import published, voiced, weighed

#: Words that judge a speaker or a claim; a neutral page has no use for them.
CHARGED = re.compile(
    r"\b(debunk|disprove|refute|false|falsely|fake|myth|hoax|lied|liar|alleg\w*|so-called|admit\w*|propaganda|"
    r"baseless|unfounded|fact-check\w*|misinformation|conspir\w*|verdict is)\b",
    re.IGNORECASE,
)


class _Shape(HTMLParser):
    """The tags of a page with their classes, text and addresses blanked."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sentences = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        mirrored = {name: value or "" for name, value in attrs if name in {"class", "role", "type", "open"}}
        classes = re.sub(r"(for|against)\b", "side", mirrored.pop("class", ""))
        self.tags.append(f"{tag}.{classes} {sorted(mirrored.items())}")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.sentences += len(re.findall(r"[.!?](?:\s|$)", data))


def _shape(html: str) -> tuple[list[str], int]:
    shape = _Shape()
    shape.feed(html)
    return shape.tags, shape.sentences


def _main(html: str) -> str:
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def _words(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


@pytest.fixture
def mirrored(context: Flask) -> tuple[list[str], list[str], list[str]]:
    """The numbers, pages of the claims, and pages of the items, of one claim asserted and one denied."""
    with transaction():
        _, asserted, denied = published(
            "Two sides spoke.", "Drones struck the house.", "No drones struck the house.", author="editor"
        )
        voiced(asserted, "The north", "says", "says")
        voiced(denied, "The south", "denies", "denies")
        denied.modality = asserted.modality = Modality.REPORTED
        items = []
        for claim, own, other in ((asserted, Side.FOR, Side.AGAINST), (denied, Side.AGAINST, Side.FOR)):
            items.append(weighed(claim, own, quote="Wreckage lay there."))
            weighed(claim, other, 2, quote="None lay there.")
            weighed(claim, own, by=(), quote="It was seen.")
            weighed(claim, other, by=(), quote="It was not seen.")
        return (
            ["claim-2", "claim-3"],
            [f"/deliberate/claims/{claim.public_id}" for claim in (asserted, denied)],
            [f"/deliberate/evidence/{item.evidence.public_id}" for item in items],
        )


@pytest.mark.parametrize("who", [None, "ann"])
def test_an_asserted_and_a_denied_claim_look_alike_on_every_page(
    mirrored: tuple[list[str], list[str], list[str]], app: Flask, client: FlaskClient, who: str | None
) -> None:
    if who:
        sign_in(client, person(app, who))
    cards, claims, items = mirrored
    article = client.get("/deliberate/a/bridge").get_data(as_text=True)
    card_shapes = [
        _shape(re.search(rf'<article class="dlb-card" id="{card}".*?</article>', article, re.DOTALL).group(0))  # type: ignore[union-attr]
        for card in cards
    ]
    assert card_shapes[0] == card_shapes[1]
    pages = [client.get(url).get_data(as_text=True) for url in (*claims, *items)]
    for first, second in (pages[:2], pages[2:]):
        assert _shape(_main(first)) == _shape(_main(second))
    for page in (article, *pages):
        assert not CHARGED.search(_words(_main(page)))


def test_the_editor_shows_an_assertion_and_a_denial_alike(
    mirrored: tuple[list[str], list[str], list[str]], app: Flask, client: FlaskClient
) -> None:
    sign_in(client, person(app, "editor", "editor"))
    page = client.get("/deliberate/a/bridge/edit?show=accepted").get_data(as_text=True)
    assert not CHARGED.search(_words(_main(page)))
    cards = re.findall(r'<section class="dlb-suggestion[^_].*?</section>', _main(page), re.DOTALL)
    shapes = [_shape(card) for card in cards if "rones struck the house" in card]
    assert len(shapes) == 2
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_about_a_side_is_the_same_for_both(code: str) -> None:
    sentences = [note(code, side, people=1, needed=3).sentence for side in CaseSide]
    assert sentences[0].replace(" for", " against") == sentences[1].replace(" for", " against")
    assert not CHARGED.search(sentences[0])


def test_where_nothing_weighs_the_page_says_what_to_do_next() -> None:
    assert "weigh what is here, or post evidence" in note("no_weight").sentence
