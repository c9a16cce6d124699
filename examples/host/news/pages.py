"""What people see of the Herald."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from deliberate.core.errors import Invalid
from news.deliberation import deliberate
from news.models import Person, Story, db

blueprint = Blueprint("pages", __name__)


class SignInForm(FlaskForm):
    name = StringField("Name", [DataRequired()])
    password = PasswordField("Password", [DataRequired()])


@blueprint.get("/")
def front():
    return render_template("news/front.html", stories=db.session.scalars(select(Story).order_by(Story.id.desc())))


@blueprint.get("/stories/<int:key>")
def story(key):
    found = db.session.get(Story, key) or abort(404)
    talk = talk_about(found) if current_app.config["DISCUSSED"] else None
    return render_template("news/story.html", story=found, talk=talk)


def talk_about(found):
    """The discussion of a story: opened by whoever looks first, and edited by its author."""
    try:
        return deliberate.attach(
            f"story-{found.id}",
            title=found.title[:300],
            text=found.text,
            editor=str(found.author_id),
            publish=True,
            source_url=address_of(found),
            byline=found.author.name,
            publisher="The Herald",
        )
    except Invalid as refusal:
        current_app.logger.warning("Story %s is not discussed: %s", found.id, refusal.message)
        return None


def address_of(found):
    """Where a story is, by the site's own setting: whoever looks first could have named another host."""
    site = current_app.config["SITE_URL"]
    return f"{site}{url_for('pages.story', key=found.id)}" if site else ""


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    form = SignInForm()
    if form.validate_on_submit():
        person = db.session.scalar(select(Person).where(Person.name == form.name.data))
        if person is not None and person.knows(form.password.data):
            login_user(person)
            return redirect(_own_path(request.args.get("next", "")), 303)
        flash("Nobody has this name and this password.")
    return render_template("news/sign_in.html", form=form), 422 if form.is_submitted() else 200


def _own_path(address):
    """Where to go on: a path of this site, or the front page."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours else url_for("pages.front")


@blueprint.post("/sign-out")
def sign_out():
    logout_user()
    return redirect(url_for("pages.front"), 303)


def not_found(error):
    return render_template("news/not_found.html"), 404


def say_what_may_be_loaded(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", "default-src 'self'; object-src 'none'")
    return response
