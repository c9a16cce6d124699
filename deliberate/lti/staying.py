"""Somebody arrived, and it is known from which browser: who they are here, and where they are led."""

from flask import flash, redirect, request, url_for

from deliberate.accounts import signing_in
from deliberate.accounts.models import User
from deliberate.accounts.own_views import own_password_is_right
from deliberate.classroom.models import Role
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.core.wording import say
from deliberate.fetching.errors import FetchError
from deliberate.lti import launches
from deliberate.lti.arrivals import (
    assignment_of,
    class_of,
    enter_course,
    find_person,
    is_known_to,
    is_of_courses_alone,
    is_only_listed,
    link_of,
    link_person,
    make_person,
)
from deliberate.lti.asking import is_fit
from deliberate.lti.choosing import choices_page
from deliberate.lti.forms import PersonForm
from deliberate.lti.launches import message_of
from deliberate.lti.messages import Message
from deliberate.lti.models import Course, Launch, Stage
from deliberate.lti.pages import Page, blueprint, page, refused_page
from deliberate.lti.refusals import Refused
from deliberate.lti.scores import catch_up


def come_in(launch: Launch) -> Page:
    """Sign whoever arrived in; somebody new gets an account, unless they say that they have one."""
    message = message_of(launch)
    if message.role is None:
        words = say("Your course does not say that you learn or teach in it, so there is no place for you here.")
        return refused_page(Refused("no role in the course"), launch.platform, words)
    user = find_person(launch.platform, message.subject)
    here = None if launch.framed and message.is_deep else signing_in.current_user()
    is_new = user is None or is_only_listed(launch.platform, message.subject)
    # Whom the platform calls otherwise already is somebody else, who left this browser signed in.
    if is_new and here is not None and not is_known_to(here, launch.platform):
        with transaction():
            ticket = launches.wait_for(session.get_one(Launch, launch.state), Stage.PERSON)
        return _person_page(PersonForm(data={"ticket": ticket}), launch, here)
    return _stay(launch, message, is_new=is_new)


@blueprint.post("/lti/person")
def person() -> Page:
    """Somebody who is signed in here says whether that is them."""
    here = signing_in.require_sign_in().user
    form = PersonForm(request.form)
    try:
        with transaction():
            launch = launches.take_step(form.ticket.data or "", Stage.PERSON)
        message = message_of(launch)
        if request.form.get("which") == "new":
            return _stay(launch, message, is_new=True)
        if form.validate() and own_password_is_right(form, here):
            try:
                with transaction():
                    link_person(session.get_one(User, here.id), launch.platform, message.subject)
            except Conflict as refusal:
                form.refuse(refusal)
            else:
                return _stay(launch, message, is_new=False)
        with transaction():
            form.ticket.data = launches.wait_for(session.get_one(Launch, launch.state), Stage.PERSON)
        return _person_page(form, launch, here, status=422)
    except (Refused, FetchError) as trouble:
        return refused_page(trouble)


def _person_page(form: PersonForm, launch: Launch, here: User, *, status: int = 200) -> Page:
    return page("person", launch.platform, form=form, here=here, status=status)


def _stay(launch: Launch, message: Message, *, is_new: bool) -> Page:
    """Their place in the course, their session, and the page that they came for. Raises Refused."""
    platform = launch.platform
    in_frame = launch.framed and message.is_deep
    if message.is_deep and not is_fit(message.return_url):
        raise Refused("the answer would go to no fit address")
    with transaction():
        launch = session.get_one(Launch, launch.state)
        user = find_person(platform, message.subject) or make_person(platform, message.subject)
        course = enter_course(user, platform, message)
        if message.is_deep and not _may_choose(course, message):
            entered, address, ticket = True, "", ""
        else:
            ticket = launches.wait_for(launch, Stage.ANSWER, user) if _needs_answer(course, message) else ""
            address = "" if ticket else _address_in(course, message)
            catch_up(course)
            entered = in_frame or _enter(user)
        name = user.username
    if not entered:
        return redirect(url_for("accounts.sign_in_code", next=address or None), 303)
    if is_new and not in_frame:
        flash(
            say(
                "You are in. The others know you as %(name)s, a made-up name; you can choose another on your account’s "
                "page.",
                name=name,
            )
        )
    if ticket:
        return choices_page(launch, message, ticket)
    if not address:
        return _nothing_yet(launch, message)
    return redirect(address, 303)


def _enter(user: User) -> bool:
    """Sign the browser in, unless it is; false where their own second step is still owed."""
    present = signing_in.current_user()
    if present is not None and present.id == user.id and not is_of_courses_alone(user):
        return True
    return signing_in.enter(user, stay=False, unasked=not is_of_courses_alone(user))


def _may_choose(course: Course, message: Message) -> bool:
    return message.teaches or (message.role == Role.ASSISTANT and class_of(course) is not None)


def _needs_answer(course: Course, message: Message) -> bool:
    """Whether whoever arrived has something to choose: which class this is, or what the link leads to."""
    if not _may_choose(course, message):
        return False
    if message.is_deep or class_of(course) is None:
        return True
    return assignment_of(course, link_of(course, message).assignment) is None


def _address_in(course: Course, message: Message) -> str:
    """Where they are led; nowhere while the course has no class."""
    classroom = class_of(course)
    if classroom is None:
        return ""
    found = assignment_of(course, link_of(course, message).assignment)
    if found is not None and (found.running or message.role != Role.STUDENT):
        return url_for("deliberate.classroom.assignment", assignment=found.public_id)
    return url_for("deliberate.classroom.classroom", classroom=classroom.public_id)


def _nothing_yet(launch: Launch, message: Message) -> Page:
    if message.is_deep:
        words = say("Only those who teach the course choose what a link leads to.")
        return refused_page(Refused("a deep link of somebody who does not teach"), launch.platform, words)
    words = say("Your teacher has not chosen yet what this course is here. Follow the link again once they have.")
    return page("refused", launch.platform, framed=False, happened=words)
