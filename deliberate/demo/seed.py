"""Filling an empty site: everything or nothing, and nothing at all where there is something already."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.demo import event, schools
from deliberate.demo.agency import play_agency
from deliberate.demo.conduct import see_to_conduct
from deliberate.demo.others import play_others
from deliberate.demo.people import make_people
from deliberate.demo.staging import play
from deliberate.demo.trouble import make_trouble


def seed(app: Flask, say: Callable[[str], None] = lambda line: None) -> bool:
    """Fill the site of this app unless it holds an article; whether it did. ``say`` is told of each step.

    Raises Conflict where somebody of the demo's names has an account already.
    """
    with app.app_context(), transaction():
        if session.scalar(select(Article.id).limit(1)) is not None:
            return False
        say("People of differing views ...")
        cast = make_people()
        say("Smaller articles: a draft, a pre-moderated one, one for a class ...")
        play_others(cast)
        say("A story of an agency in several papers ...")
        play_agency(cast)
        say("A question for a class: when should school start? ...")
        school = play(cast, schools.SCRIPT)
        make_trouble(school)
        see_to_conduct(school)
        say("A contested event: who says what? ...")
        # The last one opened is what the home page leads with.
        play(cast, event.SCRIPT)
    return True
