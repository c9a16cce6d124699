"""One item of evidence, and where it comes from."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Evidence, Origin, Side
from deliberate.evidence.services import post_remark
from deliberate.moderation.services import decide
from deliberate.propositions.models import Answer
from deliberate.reading import listing
from deliberate.weighting.services import show_ledger
from tests.factories import make_article, make_bearing, make_proposition, make_source, rate_fully
from tests.host import person, sign_in
from tests.moderation.scenes import posted
from tests.reading.scenes import published, weighed
from tests.weighting.rooms import stand

pytestmark = pytest.mark.usefixtures("context")

HIDDEN = "is shown to those who have weighed it themselves"


def _url(bearing: Bearing) -> str:
    return f"/deliberate/evidence/{session.get_one(Evidence, bearing.evidence_id).public_id}"


def _page(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def _cells(page: str) -> list[str]:
    return re.findall(r"<td[^>]*>([^<]*)</td>", page)


def test_what_others_answered_is_hidden_from_visitors_and_from_who_has_not_rated(
    app: Flask, client: FlaskClient
) -> None:
    with transaction():
        bearing = weighed(published()[0], Side.FOR)
    url = _url(bearing)
    assert HIDDEN in _page(client, url)
    sign_in(client, person(app, "zoe"))
    assert HIDDEN in _page(client, url)
    with transaction():
        rate_fully(_loaded(bearing), "zoe")
    assert HIDDEN not in _page(client, url)


def _loaded(bearing: Bearing) -> Bearing:
    session.get_one(Evidence, bearing.evidence_id)
    found = session.get_one(Bearing, bearing.id)
    found.evidence = session.get_one(Evidence, found.evidence_id)
    return found


def test_who_rated_an_item_here_is_not_shown_the_answers_before_rating_it_there(
    app: Flask, client: FlaskClient
) -> None:
    with transaction():
        claim, second = published()
        bearing = weighed(claim, Side.FOR, by=("ann", "zoe"))
        make_bearing(second, Side.AGAINST, evidence=bearing.evidence, author="ben")
    sign_in(client, person(app, "zoe"))
    assert HIDDEN in _page(client, _url(bearing))


def test_its_author_and_who_asked_to_see_the_sums_see_the_answers(app: Flask, client: FlaskClient) -> None:
    zoe = person(app, "zoe")
    with transaction():
        claim = published()[0]
        bearing = weighed(claim, Side.FOR)
        show_ledger(zoe, claim.article)
    for who in (person(app, "poster"), zoe):
        sign_in(client, who)
        assert HIDDEN not in _page(client, _url(bearing))


def test_who_asked_to_see_the_sums_of_one_article_is_not_shown_what_was_answered_on_another(
    app: Flask, client: FlaskClient
) -> None:
    zoe = person(app, "zoe")
    with transaction():
        claim = published()[0]
        bearing = weighed(claim, Side.FOR)
        other = make_article()
        elsewhere = make_bearing(make_proposition(other), evidence=bearing.evidence, author="ben")
        show_ledger(zoe, claim.article)
    sign_in(client, zoe)
    assert HIDDEN in _page(client, _url(bearing))
    with transaction():
        show_ledger(zoe, session.get_one(Bearing, elsewhere.id).article)
    assert HIDDEN not in _page(client, _url(bearing))


def test_fewer_than_three_people_of_a_viewpoint_are_never_shown_on_their_own(app: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        bearing = make_bearing(claim)
        for name in ("a1", "a2", "a3"):
            stand(name, claim, Answer.AGREE)
            rate_fully(bearing, name, 4)
        for name, quarters in (("d1", 0), ("d2", 0), ("d3", None)):
            stand(name, claim, Answer.DISAGREE)
            rate_fully(bearing, name, quarters)  # type: ignore[arg-type]
    sign_in(client, person(app, "poster"))
    page = _page(client, _url(bearing))
    # Reliability, relevance, strength: agree, disagree, undecided, can't judge. Two of three who disagree could judge.
    assert _cells(page) == [
        *("Fully", "Too few", "Too few", "1"),
        *("It decides the matter", "Too few", "Too few", "1"),
        *("All the way", "Too few", "Too few", "1"),
    ]
    assert "6 people" in page


def test_the_answers_behind_each_mean_are_drawn_with_a_table(app: Flask, client: FlaskClient) -> None:
    with transaction():
        bearing = _rated_by(Answer.AGREE, (4, 4, 3), Answer.DISAGREE, (0, 1, 1, 4))
    sign_in(client, person(app, "poster"))
    page = _page(client, _url(bearing))
    assert page.count('class="dlb-spread"') == 3 * 2
    table = _tables(page)[1]
    assert table[1:] == [
        ["People who agree with the main claim, 3", "0", "0", "0", "1", "2"],
        ["People who disagree with the main claim, 4", "1", "2", "0", "0", "1"],
    ]


def test_where_one_viewpoint_is_too_few_to_be_shown_its_answers_cannot_be_told_from_the_others(
    app: Flask, client: FlaskClient
) -> None:
    with transaction():
        bearing = _rated_by(Answer.AGREE, (4, 4, 4), Answer.DISAGREE, (0, 0))
    sign_in(client, person(app, "poster"))
    assert "dlb-spread" not in _page(client, _url(bearing))


def test_where_no_viewpoint_is_enough_people_all_answers_are_drawn_together(app: Flask, client: FlaskClient) -> None:
    with transaction():
        bearing = _rated_by(Answer.AGREE, (4, 2), Answer.DISAGREE, (0, 2))
    sign_in(client, person(app, "poster"))
    assert _tables(_page(client, _url(bearing)))[1][1:] == [["Everybody together, 4", "1", "0", "2", "0", "1"]]


def _rated_by(*given: Answer | tuple[int, ...]) -> Bearing:
    """An item that people of these stances gave these answers to all three questions."""
    claim = published()[0]
    bearing = make_bearing(claim)
    for answer, quarters in zip(given[::2], given[1::2], strict=True):
        for number, each in enumerate(quarters):  # type: ignore[arg-type]
            stand(f"{answer} {number}", claim, answer)  # type: ignore[arg-type]
            rate_fully(bearing, f"{answer} {number}", each)
    return bearing


def _tables(page: str) -> list[list[list[str]]]:
    return [
        [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)]
        for table in re.findall(r"<table.*?</table>", page, re.DOTALL)
    ]


def test_answers_about_older_words_wait_and_are_told_of(client: FlaskClient) -> None:
    with transaction():
        bearing = weighed(published()[0], Side.FOR)
        for row in (bearing, bearing.evidence):
            row.revision = row.substance = 2
    page = _page(client, _url(bearing))
    assert "0 people" in page
    assert "What 2 more people answered is about an earlier wording." in page


def test_what_moderators_decided_is_told_with_its_reason(app: Flask, client: FlaskClient) -> None:
    mo = person(app, "mo", "moderator")
    with transaction():
        claim = published()[0]
    bearing = posted(person(app, "ann", level=3), claim)
    with transaction():
        decide(mo, session.get_one(Evidence, bearing.evidence_id), "dispute", "contested", "Two studies differ.")
    page = _page(client, _url(bearing))
    assert "A moderator marked it as disputed. Two studies differ." in page
    assert "Disputed" in page
    assert "mo" not in re.findall(r"posted by ([\w ]+)", page)


def test_challenges_remarks_and_what_it_bears_on_are_listed(app: Flask, client: FlaskClient) -> None:
    rita = person(app, "rita", level=3)
    with transaction():
        claim, second = published()
        bearing = make_bearing(claim)
        make_bearing(second, Side.AGAINST, evidence=bearing.evidence)
        make_bearing(bearing.evidence, Side.AGAINST, quote="The photo is of another bridge.")
        post_remark(rita, claim.article, bearing.evidence, "Which page?")
    page = _page(client, _url(bearing))
    assert claim.text in page
    assert second.text in page
    assert "The photo is of another bridge." in page
    assert "Which page?" in page


def test_a_source_lists_where_it_is_cited_and_who_shares_its_origin(client: FlaskClient) -> None:
    with transaction():
        claim, second = published()
        origin = Origin(name="The first report", key="the first report")
        session.add(origin)
        session.flush()
        source = make_source("The Record", origin_id=origin.id)
        first = make_bearing(claim, source=source, quote="Closed at nine.")
        make_bearing(second, Side.AGAINST, evidence=first.evidence)
        make_bearing(claim, source=make_source("The Echo", origin_id=origin.id))
        hidden = make_article(audience=Audience.LINK, slug="secret")
        make_bearing(make_proposition(hidden, "A secret claim."), source=source)
    page = _page(client, f"/deliberate/sources/{source.public_id}")
    assert "2 times" in page
    assert claim.text in page
    assert second.text in page
    assert "The Echo" in page
    assert "A secret claim." not in page


def test_a_retracted_source_says_that_it_counts_nothing(client: FlaskClient) -> None:
    with transaction():
        bearing = make_bearing(published()[0])
        source = bearing.evidence.source
        source.retracted_at = bearing.created_at
    page = _page(client, f"/deliberate/sources/{source.public_id}")
    assert "counts nothing since" in page
    assert "Retracted" in _page(client, _url(bearing))


def test_all_evidence_comes_newest_first_in_pages_that_follow_one_another(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    with transaction():
        claim = published()[0]
        for number in range(5):
            make_bearing(claim, quote=f"Quote {number}.")
        make_bearing(claim, quote="Removed.", status=Status.REMOVED)
    seen, url = [], "/deliberate/a/bridge/evidence"
    while url:
        page = _page(client, url)
        seen += re.findall(r"Quote (\d)\.", page)
        older = re.search(r'href="([^"]*before=\d+)"', page)
        url = older.group(1) if older else ""
    assert seen == ["4", "3", "2", "1", "0"]
    for nonsense in ("x", "²", "-1", "9" * 30):
        assert _page(client, f"/deliberate/a/bridge/evidence?before={nonsense}")


def test_an_article_without_evidence_says_where_to_begin(client: FlaskClient) -> None:
    with transaction():
        published()
    assert "Nobody has posted evidence on this article yet." in _page(client, "/deliberate/a/bridge/evidence")


def test_withdrawing_says_what_it_does_before_its_button(app: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        bearing = make_bearing(claim, author="ann")
    url = _url(bearing)
    assert "Withdraw" not in _page(client, url)
    sign_in(client, person(app, "ann", level=1))
    page = _page(client, url)
    folded = page.split('<details class="dlb-more" id="withdraw">')[1].split("</details>")[0]
    assert page.count("Withdraw it") == folded.count("Withdraw it") == 1
    said = "It is no longer shown or weighed. A note that something stood here stays in its place."
    assert folded.index(said) < folded.index("<form")
