"""The page of what an article came to: the finding, who signed it, and those before it."""

from flask import flash, redirect, render_template, request, url_for

from deliberate.articles.services import get_readable as get_article
from deliberate.core.actors import Actor
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.site import names_of
from deliberate.core.wording import say
from deliberate.moderation.appeals import appeals_against
from deliberate.moderation.concluding import ENDED, findings_of, present_finding, sign_finding, write_finding
from deliberate.moderation.conduct_forms import FindingForm, SignForm
from deliberate.moderation.pages import Page, attempt, blueprint
from deliberate.web.identity import current_actor


@blueprint.route("/a/<slug>/finding", methods=["GET", "POST"])
def finding(slug: str) -> Page:
    """What the article came to, as its signers see it, with every earlier wording; and the form to write one."""
    actor = current_actor()
    if request.method != "POST":
        return _finding_page(actor, slug)
    authorize(actor, Permission.SIGN_FINDING, get_article(actor, slug))
    form = FindingForm(request.form)

    def work() -> None:
        write_finding(actor, get_article(actor, slug), form.text.data or "", form.version.data or 0)

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("It stands beside the article under your name. Others can sign it."), "info")
        return redirect(url_for(".finding", slug=slug), 303)
    return _finding_page(actor, slug, form, overtaken=status == 409), status


@blueprint.post("/a/<slug>/finding/sign")
def sign(slug: str) -> Page:
    """Put one's name to the finding as it stands."""
    actor = current_actor()
    authorize(actor, Permission.SIGN_FINDING, get_article(actor, slug))
    form = SignForm(request.form)

    def work() -> None:
        sign_finding(actor, get_article(actor, slug), form.number.data or 0)

    status = attempt(form, work) if form.validate() else 422
    if status == 200:
        flash(say("You signed it."), "info")
        return redirect(url_for(".finding", slug=slug), 303)
    return _finding_page(actor, slug, sign_form=form), status


def _finding_page(
    actor: Actor,
    slug: str,
    form: FindingForm | None = None,
    *,
    sign_form: SignForm | None = None,
    overtaken: bool = False,
) -> str:
    article = get_article(actor, slug)
    findings = findings_of(article)
    present = present_finding(article)
    number = findings[0].number if findings else 0
    may_write = may(actor, Permission.SIGN_FINDING, article) and article.state in ENDED
    if form is None and may_write:
        # For nobody else: a form begins a session, and readers have none.
        form = FindingForm(None, data={"version": number, "text": present.text if present else ""})
    elif form is not None and overtaken:
        # The words above say what is there now, so storing once more is storing over that.
        form.version.data, form.version.raw_data = number, None
    signers = {each.actor_id for one in findings for each in one.signatures}
    return render_template(
        "deliberate/moderation/finding.html",
        article=article,
        present=present,
        earlier=[each for each in findings if each is not present],
        names=names_of(signers),
        appeals=appeals_against(findings),
        form=form if may_write else None,
        sign_form=sign_form,
        signed=present is not None and actor.id in {each.actor_id for each in present.signatures},
        may_appeal=present is not None and may(actor, Permission.APPEAL, present),
        current=findings[0].text if overtaken and findings else "",
    )
