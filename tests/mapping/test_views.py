"""The map, the outline and the matrix as pages."""

import re
from html import unescape
from xml.dom import minidom

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.mapping.choosing import MOST
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from tests.factories import make_article, make_bearing, make_proposition
from tests.queries import count_queries
from tests.reading.scenes import published, related

BRIDGE = "/deliberate/a/bridge"


def _page(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.get_data(as_text=True)


def _main(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def _undercut(by: Proposition, target: int) -> None:
    session.add(
        Relation(
            article=by.article,
            author_id="editor",
            status="visible",
            relation_kind=RelationKind.UNDERCUTS,
            target_id=target,
            premises=[RelationPremise(proposition_id=by.id)],
        )
    )
    session.flush()


def _tangled() -> list[Proposition]:
    """Joint premises, a broken link, a broken item, a detail, a shared claim, a circle, and a claim alone."""
    claims = published(*(f"Statement {number} <stands> here." for number in range(1, 10)))
    one, two, three, four, five, six, seven, eight, _ = claims
    joint = related(RelationKind.SUPPORTS, two, one)
    session.add(RelationPremise(relation_id=joint.id, proposition_id=three.id))
    related(RelationKind.ATTACKS, four, two, confirmed_by=None)
    related(RelationKind.ATTACKS, four, three)
    _undercut(five, joint.id)
    related(RelationKind.DETAIL_OF, six, one)
    related(RelationKind.SUPPORTS, seven, one)
    related(RelationKind.ATTACKS, one, seven)
    _undercut(eight, make_bearing(one, Side.AGAINST, quote="It was shut.").id)
    session.expire_all()
    return claims


def _large(claims: range) -> None:
    """More claims of the article, each hung on the one before or on the first, and each with an item of evidence that
    also bears on the first."""
    first = session.query(Proposition).filter(Proposition.main_of_id.is_not(None)).one()
    last = first
    for number in claims:
        claim = make_proposition(first.article, f"More {number}.", position=number)
        bearing = make_bearing(claim, Side.FOR if number % 2 else Side.AGAINST)
        make_bearing(first, Side.FOR, evidence=bearing.evidence)
        link = related(list(RelationKind)[number % 2], claim, last if number % 3 else first)
        if number % 7 == 0:
            _undercut(claim, link.id)
        last = claim


#: A thing by its id, what is said of it, and what its links say.
Said = dict[str, str]


def _of_map(page: str) -> Said:
    svg = minidom.parseString(page[page.index('<svg class="dlb-map') :].split("</svg>")[0] + "</svg>")
    found = {}
    for group in svg.getElementsByTagName("g"):
        name = group.getAttribute("id")
        if name.startswith("link-"):
            found[name] = " ".join(_texts(group))
        elif name:
            texts = group.getElementsByTagName("title")
            found[name] = str(texts[0].firstChild.data)
    return found


def _texts(group: minidom.Element) -> list[str]:
    return [str(text.firstChild.data) for text in group.getElementsByTagName("text")]


def _of_outline(page: str) -> Said:
    found = {}
    for name, line in re.findall(r'<li id="(link-[^"]*)"><p[^>]*>(.*?)</p>', _main(page)):
        found[name] = " ".join(re.sub(r"<[^>]*>", " ", line).split())
    for name, node in re.findall(r'id="(node-[^"]*)">(.*?)</div>', _main(page), re.DOTALL):
        found[name] = unescape(" ".join(re.sub(r"<[^>]*>", " ", node).split()))
    return found


def test_map_and_outline_hold_the_same_claims_and_links_and_say_the_same_of_them(
    context: Flask, client: FlaskClient
) -> None:
    with transaction():
        claims = _tangled()
        ids = {f"node-{each.public_id}" for each in claims}
        links = {f"link-{each.public_id}" for each in session.query(Relation)}
    shown, told = _of_map(_page(client, f"{BRIDGE}/map")), _of_outline(_page(client, f"{BRIDGE}/outline"))
    assert shown.keys() == told.keys()
    assert shown.keys() > ids | links
    assert len(shown) == len(ids | links) + 2  # an item of evidence and its link, which a claim breaks
    for name, words in shown.items():
        if name.startswith("link-"):
            assert words.removesuffix(" leads back") == told[name]
        else:
            kind, _, text = words.partition(": ")
            statement = re.match(r".*?(here\.|shut\.”)", text)
            assert statement is not None
            assert statement[0] in told[name]
            assert ("Main claim" in told[name]) == kind.startswith("Main claim")
            assert ("too little to go on" in told[name].lower()) == ("Too little to go on" in words)
            assert re.findall(r"lso under (?:claim )?(\d+)", words) == re.findall(r"lso under (\d+)", told[name])


def test_what_is_folded_is_the_same_on_map_and_outline(context: Flask, client: FlaskClient) -> None:
    with transaction():
        published()
        _large(range(1, 100))
    for question in ("", "?depth=1", "?all=1"):
        shown, told = (
            _of_map(_page(client, f"{BRIDGE}/map{question}")),
            _of_outline(_page(client, f"{BRIDGE}/outline{question}")),
        )
        assert shown.keys() == told.keys()
        assert (len([name for name in shown if name.startswith("node-")]) <= MOST) == (question != "?all=1")
    counts = [re.findall(r">(\d+) more<", _page(client, f"{BRIDGE}/{page}?depth=1")) for page in ("map", "outline")]
    assert counts[0] == counts[1] != []


def test_a_circle_leads_back_and_a_shared_claim_names_its_other_place(context: Flask, client: FlaskClient) -> None:
    with transaction():
        _tangled()
    outline, shown = _main(_page(client, f"{BRIDGE}/outline")), _page(client, f"{BRIDGE}/map")
    assert re.search(r'leads back to <a href="#node-[^"]*">claim 1</a>', outline)
    assert re.search(r'also under <a href="#node-[^"]*">3</a>', outline)
    assert ">leads back<" in shown
    assert ">also under 3<" in shown
    for page in (outline, shown):
        assert "Going round in a circle" in page


def test_every_claim_on_the_map_is_a_link_with_a_name_in_the_order_of_the_outline(
    context: Flask, client: FlaskClient
) -> None:
    with transaction():
        _tangled()
    shown, told = _page(client, f"{BRIDGE}/map"), _page(client, f"{BRIDGE}/outline")
    nodes = re.findall(r'<g id="(node-[^"]*)" class="[^"]*">\s*<a href="[^"]+">\s*<title>[^<]+</title>', shown)
    assert nodes == re.findall(r'class="dlb-outline-node" id="(node-[^"]*)"', told)
    assert len(nodes) == 10


def test_words_of_a_claim_are_escaped_and_nothing_is_styled_inline(context: Flask, client: FlaskClient) -> None:
    with transaction():
        _tangled()
    for page in ("map", "outline", "matrix"):
        main = _main(_page(client, f"{BRIDGE}/{page}"))
        assert "<stands>" not in main
        assert "&lt;stands&gt;" in main
        assert "style=" not in main
        assert "<script" not in main
        assert "<style" not in main


def test_the_map_is_made_smaller_and_larger_by_links(context: Flask, client: FlaskClient) -> None:
    with transaction():
        published()
    sizes = {}
    for zoom in ("50", "100", "200", "fit", "7", "x"):
        page = _page(client, f"{BRIDGE}/map?zoom={zoom}")
        width = re.search(r'<svg class="dlb-map[^"]*" viewBox="0 0 (\d+) \d+"(?: width="(\d+)")?', page)
        assert width is not None
        sizes[zoom] = int(width[2]) / int(width[1]) if width[2] else None
    assert sizes == {"50": 0.5, "100": 1, "200": 2, "fit": None, "7": 1, "x": 1}
    page = _page(client, f"{BRIDGE}/map?zoom=150&depth=3")
    assert re.search(r'href="[^"]*depth=3[^"]*zoom=200">Larger', page)
    assert re.search(r'href="[^"]*depth=3[^"]*zoom=100">Smaller', page)


def test_a_claim_that_is_not_on_the_map_is_not_found(context: Flask, client: FlaskClient) -> None:
    with transaction():
        published()
        other = published("Elsewhere.", slug="elsewhere")[0].public_id
    for page in ("map", "outline"):
        for focus in (other, "nonsense"):
            _page(client, f"{BRIDGE}/{page}?focus={focus}", 404)


def test_the_claim_page_leads_to_its_place_on_the_map_and_the_article_to_all_three(
    context: Flask, client: FlaskClient
) -> None:
    with transaction():
        claim = published()[1].public_id
    assert f'href="/deliberate/a/bridge/map?focus={claim}"' in _page(client, f"/deliberate/claims/{claim}")
    article = _page(client, BRIDGE)
    for page in ("map", "outline", "matrix"):
        assert f'href="/deliberate/a/bridge/{page}"' in article
    focused = _page(client, f"{BRIDGE}/map?focus={claim}")
    assert "Around claim 2" in focused
    assert re.search(rf'id="node-{claim}" class="[^"]*is-current', focused)


def test_the_matrix_names_each_item_at_the_head_of_its_column_and_beside_each_side(
    context: Flask, client: FlaskClient
) -> None:
    with transaction():
        one, two = published()
        item = make_bearing(one, Side.FOR)
        make_bearing(two, Side.AGAINST, evidence=item.evidence)
        address = f"/deliberate/evidence/{item.evidence.public_id}"
    main = _main(_page(client, f"{BRIDGE}/matrix"))
    assert main.count(f'href="{address}"') == 3
    assert main.index("dlb-side--for") < main.index("dlb-side--against")


def test_pages_of_an_article_without_claims_or_evidence_say_so(context: Flask, client: FlaskClient) -> None:
    with transaction():
        make_article(slug="bridge")
    for page in ("map", "outline"):
        assert "No claims have been taken from this text yet." in _page(client, f"{BRIDGE}/{page}")
    assert "Nobody has posted evidence on these claims yet." in _page(client, f"{BRIDGE}/matrix")


@pytest.mark.parametrize("many", [100, pytest.param(520, marks=pytest.mark.slow)])
def test_queries_do_not_grow_from_ten_claims_to_hundreds(app: Flask, client: FlaskClient, many: int) -> None:
    with app.app_context(), transaction():
        published()
        _large(range(1, 10))
    pages = ("map", "map?all=1", "outline", "outline?all=1", "matrix")

    def counts() -> list[int]:
        return [count_queries(app, lambda page=page: _page(client, f"{BRIDGE}/{page}")) for page in pages]

    few = counts()
    with app.app_context(), transaction():
        _large(range(10, many))
    assert counts() == few
