"""Figures about moderation, checked by hand on a small history, as the page and as the file have them."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import delete, update

from deliberate.articles.models import State
from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.moderation.actions import RULES
from deliberate.moderation.figures import Scope
from deliberate.moderation.models import Appeal, Decision, Flag, FlagReason
from deliberate.moderation.purging.services import ask_for_purge, confirm_purge
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide, decide_appeal, raise_flag, undo
from deliberate.moderation.transparency import tables_of
from deliberate.propositions.models import Answer, Proposition, Stance
from tests.factories import make_bearing
from tests.host import person, sign_in
from tests.moderation.scenes import moderator, opened, stand
from tests.queries import count_queries

MAY = datetime(2026, 5, 20, 12, tzinfo=UTC)
JUNE = datetime(2026, 6, 2, 12, tzinfo=UTC)
Figures = dict[tuple[str, str, str], str]


@pytest.fixture
def claim(context: Flask) -> Proposition:
    """Ten items, posted and decided on in May, but for one decision, by people of two viewpoints and of none."""
    claim = opened(context, slug="bridge")
    mo, other = moderator(context), moderator(context, "moses")
    ada, ari = person(context, "ada", "admin"), person(context, "ari", "admin")
    stances = {
        **dict.fromkeys(("anna", "abel", "adam"), Answer.AGREE),
        **dict.fromkeys(("dora", "dirk", "dana"), Answer.DISAGREE),
    }
    people = {name: person(context, name, level=1) for name in (*stances, "ulla", "uwe", "ute", "flora")}
    with transaction():
        item = {name: make_bearing(claim, author=name) for name in people if name != "flora"}
        item["more"] = make_bearing(claim, author="anna")
        item["held"] = make_bearing(claim, author="uwe", status=Status.PENDING)
        for name, answer in stances.items():
            stand(people[name], claim, answer)
    with transaction():
        raise_flag(people["flora"], item["anna"], FlagReason.SPAM)
    with transaction():
        first = decide(mo, item["anna"], "remove", "spam", "They sell shoes.")
        second = decide(mo, item["abel"], "remove", "spam", "So do they.")
        decide(mo, item["dora"], "remove", "abuse", "Rude.")
        undone = decide(mo, item["ulla"], "remove", "off_topic", "Elsewhere.")
        decide(mo, item["held"], "approve")
        in_june = decide(mo, item["ute"], "remove", "spam", "Shoes again.")
        undo(mo, undone)
        cases = [appeal(people[name], each, "No.") for name, each in (("anna", first), ("abel", second))]
        decide_appeal(other, cases[0], overturn=False, reply="Yes.")
        decide_appeal(other, cases[1], overturn=True, reply="Right.")
        warned = SanctionDraft("dirk", "warn", "abuse", "Be civil.")
        sanction(mo, warned)
        purge = ask_for_purge(ada, "contribution", str(item["more"].public_id), "illegal")
        confirm_purge(ari, purge)
    with transaction():
        session.execute(update(Decision).values(created_at=MAY))
        session.execute(update(Decision).where(Decision.batch == in_june.batch).values(created_at=JUNE))
        session.execute(update(Flag).values(created_at=MAY - timedelta(hours=6)))
        session.execute(update(Appeal).values(created_at=MAY))
        session.execute(update(Contribution).values(created_at=MAY - timedelta(hours=2)))
        purge.decided_at = MAY
    session.expire_all()
    return claim


def shown(app: Flask, asked: str, who: str | None = None) -> tuple[Figures, Figures]:
    """The figures of the page, and those of the file."""
    client = app.test_client()
    if who is not None:
        sign_in(client, person(app, who, level=1))
    page = client.get(f"/deliberate/transparency{asked}")
    assert page.status_code == 200
    found: Figures = {}
    for title, table in re.findall(r"<h2>(.*?)</h2>.*?(<table.*?</table>|Nothing was decided)", page.text, re.DOTALL):
        heads = re.findall(r'<th scope="col">(.*?)</th>', table)
        for label, cells in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table):
            figures = re.findall(r"<td[^>]*>(.*?)</td>", cells)
            for head, figure in zip(heads[1:], figures, strict=True):
                found[unescape(title), unescape(label), unescape(head)] = unescape(figure)
    answer = client.get(f"/deliberate/transparency.csv{asked}")
    rows = csv.DictReader(io.StringIO(answer.text))
    return found, {(row["table"], row["row"], row["column"]): row["figure"] for row in rows}


def part(figures: Figures, table: str) -> dict[str, list[str]]:
    """A table by what it begins with: the cells of each row."""
    found: dict[str, list[str]] = {}
    for (title, label, _head), figure in figures.items():
        if title.startswith(table):
            found.setdefault(label, []).append(figure)
    return found


def test_the_figures_of_a_month_are_those_counted_by_hand_on_the_page_and_in_the_file(
    context: Flask, claim: Proposition
) -> None:
    page, file = shown(context, "?article=bridge&month=2026-05")
    assert page == file
    # Reported by readers, found, brought up by a rule, all, put back since.
    assert part(page, "Decisions, by reason") == {
        RULES["spam"]: ["1", "1", "0", "2", "1"],
        RULES["off_topic"]: ["0", "1", "0", "1", "1"],
        RULES["abuse"]: ["0", "1", "0", "1", "0"],
        RULES["no_breach"]: ["0", "0", "1", "1", "0"],
        "All reasons": ["1", "3", "1", "5", "2"],
    }
    assert part(page, "Time until") == {
        "From the first report": ["1", "6.0"],
        "From posting, of what waits to be looked at": ["1", "2.0"],
    }
    assert part(page, "Appeals") == {
        "On posts": ["2", "1", "0", "1", "0"],
        "On locks and findings": ["0", "0", "0", "0", "0"],
        "On reports of articles, sources and names": ["0", "0", "0", "0", "0"],
    }
    # Of the four by those who agree, one was removed, one came back on appeal and one was erased for good.
    assert part(page, "Removals") == {
        "Agree with the main claim": ["under 5", "under 5", "about 50 %"],
        "Disagree with it": ["under 5", "under 5", "about 30 %"],
        "Undecided, or have not said": ["under 5", "under 5", "about 20 %"],
    }
    assert part(page, "Decisions in a matter") == {"By anybody": ["0"]}
    assert part(page, "Erased") == {RULES["illegal"]: ["1"], RULES["personal_data"]: ["0"]}


def test_other_months_and_all_of_the_time_are_figures_of_their_own(context: Flask, claim: Proposition) -> None:
    june, file = shown(context, "?article=bridge&month=2026-06")
    assert june == file
    assert part(june, "Decisions, by reason")["All reasons"] == ["0", "1", "0", "1", "0"]
    assert part(june, "Removals") == dict.fromkeys(
        ("Agree with the main claim", "Disagree with it", "Undecided, or have not said"), ["too few"] * 3
    )
    ever, file = shown(context, "")
    assert ever == file
    assert part(ever, "Decisions, by reason")["All reasons"] == ["1", "4", "1", "6", "2"]
    assert part(ever, "Appeals")["On sanctions of people"] == ["0", "0", "0", "0", "0"]
    for month in ("May", "9999-12", "2026-13"):
        assert context.test_client().get(f"/deliberate/transparency?month={month}").status_code == 422


def test_where_authors_stand_is_told_of_all_or_none_and_only_once_the_month_is_over(
    context: Flask, claim: Proposition
) -> None:
    def told() -> set[str]:
        page, _file = shown(context, "?article=bridge")
        return {cell for cells in part(page, "Removals").values() for cell in cells}

    before = told()
    with transaction():
        make_bearing(claim, author="dora")
        make_bearing(claim, author="a newcomer")
    assert told() == before
    with transaction():
        session.execute(delete(Stance).where(Stance.actor_id == "dana"))
    assert told() == {"too few"}


def test_a_self_review_is_counted(context: Flask) -> None:
    claim, mo = opened(context, slug="bridge"), moderator(context)
    with transaction():
        decide(mo, make_bearing(claim, author="mo"), "remove", "spam", "Mine.")
    page, _file = shown(context, "?article=bridge")
    assert part(page, "Decisions in a matter") == {"By moderators": ["2"]}


def test_figures_tell_nobody_of_articles_they_may_not_read(context: Flask, claim: Proposition) -> None:
    with transaction():
        claim.article.state = State.DRAFT
    assert part(shown(context, "")[0], "Decisions, by reason") == {}
    for asked in ("", ".csv"):
        assert context.test_client().get(f"/deliberate/transparency{asked}?article=bridge").status_code == 404


def test_the_number_of_queries_grows_with_nothing(context: Flask, claim: Proposition) -> None:
    scope, mo = Scope(VISITOR, claim.article), moderator(context, "moira")

    def queries() -> int:
        # The article itself is there already, as on the page.
        tables_of(scope)
        return count_queries(context, lambda: tables_of(scope))

    few = queries()
    with transaction():
        for name in ("zoe", "zac", "zed", "zia"):
            decide(mo, make_bearing(claim, author=name), "remove", "abuse", "Rude.")
    assert few == queries() <= 12
