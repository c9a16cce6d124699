"""Pages to settle an article, open and close it, and enter a group."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from deliberate.articles import services
from deliberate.articles.forms import (
    SettingsForm,
    SlowModeForm,
    StepForm,
)
from deliberate.articles.groups import note_join_attempt
from deliberate.articles.models import Article, Group
from deliberate.articles.people_forms import EditorForm, GroupForm, JoinForm, RemoveEditorForm
from deliberate.articles.queries import editors_of, groups_of
from deliberate.articles.slow_mode import set_slow_mode
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, StaleEdit
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import N_, say
from deliberate.web.identity import current_actor
from deliberate.web.repeating import stored

blueprint = Blueprint("articles", __name__)

#: The buttons that take an article from each state on: endpoint and words. Publishing has a page of its own.
STEPS_FROM = {
    "open": (("close", N_("Close it")), ("unpublish", N_("Take it back to draft"))),
    "closed": (
        ("reopen", N_("Open it again")),
        ("archive", N_("Archive it for good")),
        ("unpublish", N_("Take it back to draft")),
    ),
    "archived": (("unpublish", N_("Take it back to draft")),),
}

DONE = {
    "close": N_("The article is closed. Everything stays readable; nothing more is posted."),
    "reopen": N_("The article is open again."),
    "archive": N_("The article is archived."),
    "unpublish": N_("The article is a draft again: only its editors and moderators can read it."),
}


@blueprint.route("/a/<slug>/settings", methods=["GET", "POST"])
def settings(slug: str) -> Any:
    actor = current_actor()
    if request.method != "POST":
        return _settings_page(actor, slug)
    form = SettingsForm(request.form)
    current, status = "", 422
    with transaction():
        article = services.get_readable(actor, slug)
        authorize(actor, Permission.EDIT_ARTICLE, article)
        form.offer(_groups_for(actor, article))
    if form.validate():
        try:
            with transaction():
                article = services.get_readable(actor, slug)
                services.change_settings(actor, article, form.draft(), form.number.data or 0)
                slug = article.slug
            flash(say("The settings are stored."))
            return redirect(url_for(".settings", slug=slug), 303)
        except StaleEdit as stale:
            form.form_errors.append(stale.message)
            current, status = stale.current, 409
        except Invalid as refusal:
            form.blame(refusal)
    return _settings_page(actor, slug, form=form, current=current), status


@blueprint.post("/a/<slug>/close")
def close(slug: str) -> Any:
    return _take_step(slug, "close", services.close)


@blueprint.post("/a/<slug>/reopen")
def reopen(slug: str) -> Any:
    return _take_step(slug, "reopen", services.reopen)


@blueprint.post("/a/<slug>/archive")
def archive(slug: str) -> Any:
    return _take_step(slug, "archive", services.archive)


@blueprint.post("/a/<slug>/unpublish")
def unpublish(slug: str) -> Any:
    return _take_step(slug, "unpublish", services.unpublish)


def _take_step(slug: str, step: str, take: Callable[[Actor, Article, str], None]) -> Any:
    actor = current_actor()
    form = StepForm(request.form)
    if form.validate():
        try:
            with transaction():
                take(actor, services.get_readable(actor, slug), form.reason.data or "")
            flash(say(DONE[step]))
            return redirect(url_for(".settings", slug=slug), 303)
        except Invalid as refusal:
            form.blame(refusal)
    return _settings_page(actor, slug, step_form=form), 422


@blueprint.post("/a/<slug>/slow-mode")
def slow_mode(slug: str) -> Any:
    actor = current_actor()
    form = SlowModeForm(request.form)
    if form.validate():
        with transaction():
            set_slow_mode(actor, services.get_readable(actor, slug), form.minutes.data)
        flash(say("Slow mode is set, and the article says so.") if form.minutes.data else say("Slow mode is off."))
        return redirect(url_for(".settings", slug=slug), 303)
    return _settings_page(actor, slug, slow_form=form), 422


@blueprint.post("/a/<slug>/editors")
def add_editor(slug: str) -> Any:
    actor = current_actor()
    form = EditorForm(request.form)
    if form.validate():
        try:
            name = form.name.data or ""
            stored(lambda: services.add_editor(actor, services.get_readable(actor, slug), name))
            flash(say("They can edit this article now."))
            return redirect(url_for(".settings", slug=slug), 303)
        except Invalid as refusal:
            form.blame(refusal)
    return _settings_page(actor, slug, editor_form=form), 422


@blueprint.post("/a/<slug>/editors/remove")
def remove_editor(slug: str) -> Any:
    actor = current_actor()
    form = RemoveEditorForm(request.form)
    with transaction():
        services.remove_editor(actor, services.get_readable(actor, slug), form.person.data or "")
    flash(say("They no longer edit this article."))
    # Whoever removed themselves cannot see the settings any more.
    return redirect(
        url_for("deliberate.reading.articles" if form.person.data == actor.id else ".settings", slug=slug), 303
    )


def _settings_page(
    actor: Actor,
    slug: str,
    *,
    form: SettingsForm | None = None,
    step_form: StepForm | None = None,
    editor_form: EditorForm | None = None,
    slow_form: SlowModeForm | None = None,
    current: str = "",
) -> str:
    """The page with all that can be settled; a form given comes back with what was typed and what is wrong with it."""
    article = services.get_readable(actor, slug)
    authorize(actor, Permission.PUBLISH_ARTICLE, article)
    if may(actor, Permission.EDIT_ARTICLE, article):
        form = form or SettingsForm.of(article)
        form.offer(_groups_for(actor, article))
        # Whoever was overtaken has the other wording before their eyes now, and may store theirs over it.
        form.number.data, form.number.raw_data = article.settings_number, None
    editors = editors_of(article)
    names = names_of([article.author_id, *editors])
    return render_template(
        "deliberate/articles/settings.html",
        article=article,
        version=services.current_version(article),
        form=form,
        step_form=step_form or StepForm(),
        editor_form=editor_form or EditorForm(),
        slow_form=slow_form or SlowModeForm(data={"minutes": article.slow_minutes}),
        steps=STEPS_FROM.get(article.state.value, ()),
        importer=names[article.author_id],
        editors=[(each, names[each]) for each in editors],
        current=current,
    )


def _groups_for(actor: Actor, article: Article) -> list[Group]:
    """The groups an editor may choose: their own, and the one the article has."""
    groups = list(groups_of(actor))
    if article.group_id is not None and all(group.id != article.group_id for group in groups):
        groups.append(session.get_one(Group, article.group_id))
    return groups


@blueprint.route("/groups/join", methods=["GET", "POST"])
def join() -> Any:
    actor = current_actor()
    authorize(actor, Permission.JOIN_GROUP)
    if request.method != "POST":
        return _groups_page(actor, join_form=JoinForm(code=request.args.get("code", "")[:40]))
    form = JoinForm(request.form)
    if form.validate():
        with transaction():
            note_join_attempt(actor)
        try:
            name = stored(lambda: services.join(actor, form.code.data or "").name)
            flash(say("You are in the group “%(name)s”. Its articles are in your list.", name=name))
            return redirect(url_for("deliberate.reading.articles"), 303)
        except Invalid as refusal:
            form.blame(refusal)
    return _groups_page(actor, join_form=form), 422


@blueprint.post("/groups")
def make_group() -> Any:
    actor = current_actor()
    authorize(actor, Permission.IMPORT_ARTICLE)
    form = GroupForm(request.form)
    if form.validate():
        try:
            with transaction():
                name = services.make_group(actor, form.name.data or "").name
            flash(say("The group “%(name)s” is there. Give its code to those who belong to it.", name=name))
            return redirect(url_for(".join"), 303)
        except Invalid as refusal:
            form.blame(refusal)
    return _groups_page(actor, group_form=form), 422


def _groups_page(actor: Actor, *, join_form: JoinForm | None = None, group_form: GroupForm | None = None) -> str:
    return render_template(
        "deliberate/articles/join.html",
        join_form=join_form or JoinForm(),
        group_form=group_form or GroupForm(),
        # Classes have pages of their own, and not everybody in one is to see its code.
        groups=[group for group in groups_of(actor) if not group.is_class],
    )
