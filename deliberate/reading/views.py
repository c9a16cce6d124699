"""The pages anybody reads."""

import uuid
from typing import Any

from flask import Blueprint, get_template_attribute, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_claim, by_slug
from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import Actor
from deliberate.core.contributions import get_contribution
from deliberate.core.db import transaction
from deliberate.core.errors import NotFound
from deliberate.core.gone import refuse_reading_purged
from deliberate.core.policy import Permission, may
from deliberate.core.text import whole_number
from deliberate.core.wording import N_, say
from deliberate.evidence.citations import get_source
from deliberate.evidence.models import Bearing
from deliberate.evidence.publishers import get_publisher, publisher_record
from deliberate.evidence.queries import get_evidence
from deliberate.moderation.curating.history import history_of
from deliberate.moderation.curating.item_acts import ITEM_ACTS
from deliberate.moderation.curating.profiles import GRADE_WORDS
from deliberate.notices.watching_posts import find_post_watch
from deliberate.propositions.models import Proposition
from deliberate.propositions.queries import get_proposition, get_without_parts, with_parts
from deliberate.reading.alike import reads_like_many
from deliberate.reading.article_page import opening
from deliberate.reading.balance_history import balance_history
from deliberate.reading.claim_lines import number_of
from deliberate.reading.claim_page import claim_page, own_answers
from deliberate.reading.evidence_page import evidence_page, find_merged
from deliberate.reading.example import CLAIM, ITEMS, worked_example
from deliberate.reading.finding import place_of
from deliberate.reading.index_page import Need, entries_of, featured, index_page, others
from deliberate.reading.item_lines import item_page
from deliberate.reading.listing import list_evidence
from deliberate.reading.moved import moved_page
from deliberate.reading.since_page import new_by_article
from deliberate.web.forms import csrf_field
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article, shows_everything, shows_the_site
from deliberate.web.kept_parts import page_for_many
from deliberate.weighting.choosing import target_words
from deliberate.weighting.services import ask_to_see, must_ask_first

blueprint = Blueprint("reading", __name__)


#: How many further articles the home page names.
OTHERS = 5
#: The lists of a claim's evidence that have pages of their own.
LISTS = {"for": N_("All evidence for"), "against": N_("All evidence against"), "waiting": N_("Not yet weighed")}


def number_in(name: str, most: int) -> int | None:
    """A whole number of the query string, if it is one and in bounds."""
    number = whole_number(request.args.get(name, ""), 19)
    return number if number is not None and number <= most else None


@blueprint.get("/")
@shows_everything
def home() -> str:
    """One claim of one article, opened: what it says, who says it, what speaks for and against."""
    actor = current_actor()
    main = featured(actor)
    if main is None:
        return render_template("deliberate/reading/welcome.html")
    article = main.article
    page = opening(actor, main)
    row = next(iter(page.rows), None)
    entry = entries_of([article])[0]
    return render_template(
        "deliberate/reading/home.html", page=page, row=row, others=others(actor, article, OTHERS), entry=entry
    )


@blueprint.get("/articles")
@shows_everything
def articles() -> str:
    """What is argued about, and what needs help."""
    asked = request.args.get("needs", "")
    need = Need(asked) if asked in set(Need) else None
    actor = current_actor()
    found = index_page(actor, need, number_in("page", 99_999) or 1)
    new = new_by_article(actor, [entry.article for entry in found.entries])
    return render_template("deliberate/reading/articles.html", page=found, needs=list(Need), new=new)


def uuid_in(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None


@blueprint.get("/claims/<uuid:claim>/words")
@shows_article(by_claim)
def words(claim: uuid.UUID) -> Response:
    """Lead to a claim's words in the newest text, wherever they are by now, with its card open."""
    actor = current_actor()
    found = get_proposition(actor, claim)
    anchor = f"c-{number_of(actor, found)}"
    return redirect(url_for(".article", slug=found.article.slug, claim=claim, _anchor=anchor), 303)


@blueprint.get("/a/<slug>/evidence")
@shows_article(by_slug)
def evidence_of(slug: str) -> str:
    """Every item posted on an article's claims, the newest first."""
    actor = current_actor()
    article = get_readable(actor, slug)
    listing = list_evidence(actor, article, number_in("before", 10**18))
    return render_template(
        "deliberate/reading/evidence_of.html", article=article, listing=listing, target_words=target_words
    )


@blueprint.get("/claims/<uuid:claim>")
@shows_article(by_claim)
def claim(claim: uuid.UUID) -> str:
    """Both sides of one claim; or one of its lists, a page at a time."""
    actor = current_actor()
    found = get_without_parts(actor, claim)
    asked = request.args.get("list", "")
    if asked in LISTS:
        listed = item_page(actor, found.id, asked, number_in("after", 10**18))
        return render_template(
            "deliberate/reading/claim_items.html", proposition=found, page=listed, name=asked, title=say(LISTS[asked])
        )

    def shown_to(reader: Actor) -> dict[str, Any]:
        item = uuid_in(request.args.get("item", ""))
        return {"page": claim_page(reader, with_parts(found), whole="all" in request.args, item=item)}

    template = "deliberate/reading/claim.html"
    if not reads_like_many(actor, found.article) or not found.is_visible:
        return render_template(template, **shown_to(actor))
    own = {
        "taking_part": lambda: _taking_part(actor, found),
        "watching": lambda: _watching(found),
        "remarking": lambda: render_template("deliberate/reading/_remarking.html", article=found.article, target=found),
    }
    return page_for_many(actor, found.article_id, template, shown_to, own)


def _watching(claim: Proposition) -> str:
    watching = get_template_attribute("deliberate/notices/_watch.html", "watching")
    return str(watching(find_post_watch(current_actor(), claim), claim, csrf_field()))


def _taking_part(actor: Actor, claim: Proposition) -> str:
    return render_template("deliberate/reading/_taking_part.html", claim=claim, own=own_answers(actor, claim))


@blueprint.route("/claims/<uuid:claim>/moved", methods=["GET", "POST"])
@shows_article(by_claim)
def moved(claim: uuid.UUID) -> str | Response:
    """How people answered before and after. Like how it adds up, it is asked for first by who can still weigh."""
    actor = current_actor()
    if request.method == "POST":
        with transaction():
            ask_to_see(actor, get_proposition(actor, claim))
        return redirect(url_for("deliberate.reading.moved", claim=claim), 303)
    proposition = get_proposition(actor, claim)
    if must_ask_first(actor, proposition):
        return render_template("deliberate/reading/moved_first.html", proposition=proposition)
    return render_template("deliberate/reading/moved.html", page=moved_page(actor, proposition))


@blueprint.get("/claims/<uuid:claim>/balance")
@shows_article(by_claim)
def moves(claim: uuid.UUID) -> str | Response:
    """How the balance moved. Whoever can still weigh is asked first, on the page of how it adds up."""
    actor = current_actor()
    proposition = get_proposition(actor, claim)
    if must_ask_first(actor, proposition):
        return redirect(url_for("deliberate.weighting.ledger", claim=claim), 303)
    return render_template("deliberate/reading/balance_history.html", page=balance_history(actor, proposition))


@blueprint.get("/evidence/<uuid:item>")
@shows_everything
def evidence(item: uuid.UUID) -> str | Response:
    """One item: what it says, where from, and what it bears on. One that was merged leads to the other."""
    actor = current_actor()
    if (other := find_merged(item)) is not None:
        return redirect(url_for(".evidence", item=other.public_id, _anchor="merged"))
    page = evidence_page(actor, get_evidence(actor, item))
    return render_template(
        "deliberate/reading/evidence.html", page=page, target_words=target_words, item_acts=ITEM_ACTS
    )


@blueprint.get("/sources/<uuid:source>")
@shows_everything
def source(source: uuid.UUID) -> str:
    """A source and everything here that cites it."""
    actor = current_actor()
    record = get_source(actor, source)
    done = history_of(actor, record.source)
    return render_template("deliberate/reading/source.html", record=record, done=done, target_words=target_words)


@blueprint.get("/publishers/<uuid:publisher>")
@shows_everything
def publisher(publisher: uuid.UUID) -> str:
    """A publisher: its grade and why, the lists it is on, and its sources cited here."""
    actor = current_actor()
    record = publisher_record(actor, get_publisher(actor, publisher))
    done = history_of(actor, record.publisher)
    return render_template("deliberate/reading/publisher.html", record=record, done=done, grades=GRADE_WORDS)


@blueprint.get("/how-weighing-works")
@shows_the_site
def how() -> str:
    """How weighing works, with an example that the model itself works out."""
    ledger, balance = worked_example()
    rows = [
        {
            "label": say(ITEMS[row.ref][0]) if row.ref in ITEMS else row.words,
            "delta": delta,
            "words": row.words if row.ref in ITEMS else None,
            "discount": " ".join(reason.sentence for reason in row.reasons),
        }
        for row, delta in ledger.shown()
    ]
    total = round(ledger.log_odds, 2)
    return render_template("deliberate/reading/how.html", claim=say(CLAIM), rows=rows, total=total, balance=balance)


@blueprint.get("/contributions/<uuid:contribution>")
def contribution(contribution: uuid.UUID) -> Response:
    """Lead to the page that shows a contribution."""
    actor = current_actor()
    found = get_contribution(contribution)
    if may(actor, Permission.READ_ARTICLE, found):
        refuse_reading_purged(found)
    if not may(actor, Permission.READ_ARTICLE, found) or not may(actor, Permission.READ_CONTRIBUTION, found):
        raise NotFound(say("There is no such contribution, or it is gone."))
    place = place_of(found)
    if isinstance(place.shows, Article):
        return redirect(url_for("deliberate.reading.article", slug=place.shows.slug, _anchor=place.anchor))
    if isinstance(place.shows, CommonPoint):
        slug = place.shows.article.slug
        return redirect(url_for("deliberate.common_ground.points", slug=slug, _anchor=place.anchor))
    if isinstance(place.shows, Proposition):
        item = found.public_id if isinstance(found, Bearing) else None
        claim_at = url_for("deliberate.reading.claim", claim=place.shows.public_id, item=item, _anchor=place.anchor)
        return redirect(claim_at)
    return redirect(url_for("deliberate.reading.evidence", item=place.shows.public_id, _anchor=place.anchor))
