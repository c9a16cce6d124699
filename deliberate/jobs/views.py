"""The page on which admins see how later work goes, and decide on what failed for good."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for

from deliberate.core.db import transaction
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.jobs import services
from deliberate.jobs.queries import jobs_page
from deliberate.jobs.wording import task_in_words
from deliberate.web.identity import current_actor

blueprint = Blueprint("jobs", __name__)


@blueprint.app_template_filter("dlb_task")
def task(name: str) -> str:
    """What a job does, in a few words."""
    return task_in_words(name)


@blueprint.get("/jobs")
def jobs() -> str:
    authorize(current_actor(), Permission.MANAGE_JOBS)
    return render_template("deliberate/jobs/jobs.html", page=jobs_page())


@blueprint.post("/jobs/<uuid:job>/retry")
def retry(job: UUID) -> Any:
    with transaction():
        services.retry(current_actor(), job)
    flash(say("It is tried again now, as often as a new one."))
    return redirect(url_for(".jobs"), 303)


@blueprint.post("/jobs/<uuid:job>/discard")
def discard(job: UUID) -> Any:
    with transaction():
        services.discard(current_actor(), job)
    flash(say("It is given up. Nothing more is tried."))
    return redirect(url_for(".jobs"), 303)
