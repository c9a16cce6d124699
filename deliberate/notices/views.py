"""The pages of notices, the number in the header, what one watches, and the way out of letters."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import transaction
from deliberate.core.errors import NotSignedIn
from deliberate.core.mailing import contacts, find_mailing
from deliberate.core.policy import Permission, authorize
from deliberate.core.text import whole_number
from deliberate.core.wording import N_, say
from deliberate.moderation.loading import get_readable as get_readable_post
from deliberate.notices.forms import PreferencesForm, WatchForm, ticked
from deliberate.notices.letters import ABOUT_NONE
from deliberate.notices.models import PostWatch, Rhythm, WatchState
from deliberate.notices.preferences import choose, preference_of, stop_mail
from deliberate.notices.queries import notices_page, unread_count
from deliberate.notices.services import mark_read
from deliberate.notices.unsubscribing import whose
from deliberate.notices.watching import find_watch, set_watch, watched
from deliberate.notices.watching_posts import find_post_watch, set_post_watch, watched_posts
from deliberate.web.blueprint import OPENED_BY_ADDRESS
from deliberate.web.identity import current_actor
from deliberate.web.rendering import for_templates

blueprint = Blueprint("notices", __name__)

Page = str | Response | tuple[str, int]

OPENED_BY_ADDRESS.add("deliberate.notices.unsubscribe")

#: What was chosen, by what it is about: an article, a claim, or anything else that is posted.
_NOW = {
    "article": {
        WatchState.WATCHED: N_("You watch this article: new evidence on it is told under “Notices”."),
        WatchState.MUTED: N_("This article is muted. What moderators decide on your own posts is told all the same."),
        None: N_("You neither watch nor mute this article now."),
    },
    "proposition": {
        WatchState.WATCHED: N_("You watch this claim: new evidence on it is told under “Notices”."),
        WatchState.MUTED: N_("This claim is muted. What moderators decide on your own posts is told all the same."),
        None: N_("You neither watch nor mute this claim now."),
    },
    "item": {
        WatchState.WATCHED: N_("You watch this item: new evidence on it is told under “Notices”."),
        WatchState.MUTED: N_("This item is muted. What moderators decide on your own posts is told all the same."),
        None: N_("You neither watch nor mute this item now."),
    },
}


@for_templates.register("unread_notices")
def unread_notices() -> int:
    """How many notices the present actor has not read; nothing is asked for a visitor."""
    actor = current_actor()
    return unread_count(actor) if actor.signed_in else 0


@for_templates.register("post_watch_of")
def post_watch_of(post: Contribution) -> PostWatch | None:
    """Whether and how the present actor watches a claim or an item."""
    return find_post_watch(current_actor(), post)


@blueprint.get("/notices")
def notices() -> Page:
    """What happened to what is one's own and to what one watches."""
    page = notices_page(_somebody(), whole_number(request.args.get("before", "")))
    return render_template("deliberate/notices/notices.html", page=page, about_none=say(ABOUT_NONE))


@blueprint.post("/notices/read")
def read() -> Page:
    """Mark what was shown as read."""
    with transaction():
        mark_read(current_actor(), whole_number(request.form.get("newest", "")) or 0)
    return redirect(url_for(".notices"), 303)


@blueprint.route("/notices/settings", methods=["GET", "POST"])
def preferences() -> Page:
    """What one wants to be told of and how, and what one watches."""
    actor = _somebody()
    if request.method != "POST":
        return _preferences_page(actor, PreferencesForm.showing(preference_of(actor.key)))
    form = PreferencesForm(request.form)
    if find_mailing() is None:
        # Nothing of the sort was asked, so that what was chosen before stays.
        form = _without_mail(actor, form)
    if not form.validate():
        return _preferences_page(actor, form), 422
    with transaction():
        choose(
            actor,
            rhythm=Rhythm(form.rhythm.data),
            watches_own=form.watches_own.data,
            in_app=ticked(form.in_app),
            by_mail=ticked(form.by_mail),
        )
    flash(say("Stored."), "success")
    return redirect(url_for(".preferences"), 303)


@blueprint.post("/a/<slug>/watch")
def watch(slug: str) -> Page:
    """Watch an article, mute it, or neither."""
    actor, form = current_actor(), WatchForm(request.form)
    with transaction():
        article = get_readable(actor, slug)
        _authorize_watching(actor, article, form)
        set_watch(actor, article, form.chosen())
    if "HX-Request" in request.headers:
        return render_template("deliberate/notices/watching.html", watch=find_watch(actor, article), of=article)
    return _watched(form, "article", "watched", url_for("deliberate.reading.article", slug=slug))


@blueprint.post("/contributions/<uuid:contribution>/watch")
def watch_post(contribution: UUID) -> Page:
    """Watch one claim or item, mute what is posted on it, or neither."""
    actor, form = current_actor(), WatchForm(request.form)
    with transaction():
        post = get_readable_post(actor, contribution)
        _authorize_watching(actor, post, form)
        set_post_watch(actor, post, form.chosen())
    if "HX-Request" in request.headers:
        return render_template("deliberate/notices/watching.html", watch=find_post_watch(actor, post), of=post)
    back = url_for("deliberate.reading.contribution", contribution=contribution)
    return _watched(form, "proposition" if post.kind == "proposition" else "item", "watched-posts", back)


def _authorize_watching(actor: Actor, of: Article | Contribution, form: WatchForm) -> None:
    authorize(actor, Permission.WATCH_ARTICLE, of)
    if not form.validate():
        abort(422, say("Choose whether to watch or to mute it."))


def _watched(form: WatchForm, what: str, listed_under: str, back: str) -> Page:
    """Back to where it was chosen: the page of the thing, or the list under the settings."""
    flash(say(_NOW[what][form.chosen()]), "success")
    if form.back.data == "settings":
        back = url_for(".preferences", _anchor=listed_under)
    return redirect(back, 303)


@blueprint.route("/notices/unsubscribe/<letter>", methods=["GET", "POST"])
def unsubscribe(letter: str) -> Page:
    """End letters of notices: a page that asks, and what its button or a mail program sends."""
    person = whose(letter)
    if request.method == "POST":
        with transaction():
            stop_mail(person)
        # To a mail program, RFC 8058 forbids to answer by a redirect.
        if request.form.get("List-Unsubscribe") != "One-Click":
            return redirect(url_for(".unsubscribe", letter=letter), 303)
    done = preference_of(person).rhythm is Rhythm.NEVER
    return render_template("deliberate/notices/unsubscribe.html", done=done, letter=letter)


def _somebody() -> Actor:
    actor = current_actor()
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to see your notices."))
    return actor


def _preferences_page(actor: Actor, form: PreferencesForm) -> str:
    mails = find_mailing() is not None
    return render_template(
        "deliberate/notices/preferences.html",
        form=form,
        watched=watched(actor),
        watched_posts=watched_posts(actor),
        mails=mails,
        reachable=mails and actor.key in contacts([actor.key]),
    )


def _without_mail(actor: Actor, form: PreferencesForm) -> PreferencesForm:
    kept = PreferencesForm.showing(preference_of(actor.key))
    form.rhythm.data, form.by_mail.data = kept.rhythm.data, kept.by_mail.data
    form.rhythm.raw_data = [kept.rhythm.data]
    return form
