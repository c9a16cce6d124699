"""Which class a course is here, and which assignment a link leads to: chosen, or made, by somebody who teaches it."""

import uuid
from dataclasses import dataclass

from flask import g, redirect, request, url_for

from deliberate.accounts.identity import as_actor
from deliberate.accounts.models import User
from deliberate.classroom import assignments
from deliberate.classroom.models import Classroom, Role
from deliberate.classroom.progress import articles_to_set, assignments_of
from deliberate.classroom.queries import classes_of, get_class
from deliberate.classroom.services import ClassDraft, open_class, take_in
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from deliberate.core.policy import Permission, may
from deliberate.core.standing import with_standing
from deliberate.core.wording import say
from deliberate.lti import launches
from deliberate.lti.arrivals import assignment_of, class_of, link_of
from deliberate.lti.deep_links import answer_of
from deliberate.lti.forms import ChooseAssignmentForm, ClassForm, MakeAssignmentForm
from deliberate.lti.launches import message_of
from deliberate.lti.messages import Message
from deliberate.lti.models import Course, Launch, Stage
from deliberate.lti.pages import Page, blueprint, page, refused_page
from deliberate.lti.refusals import Refused
from deliberate.lti.scores import catch_up
from deliberate.web.errors import status_of


@dataclass
class _Forms:
    """What is asked now; the others are None."""

    of_class: ClassForm | None = None
    choose: ChooseAssignmentForm | None = None
    make: MakeAssignmentForm | None = None


def choices_page(launch: Launch, message: Message, ticket: str) -> Page:
    """What somebody who teaches is asked, for the first time."""
    actor = _actor_of(launch)
    course = _course_of(launch, message)
    return _page(launch, message, _fresh(actor, course, message), ticket)


@blueprint.post("/lti/choose")
def choose() -> Page:
    """What they answer. The answer to which class leads to what the link is to lead to."""
    try:
        with transaction():
            launch = launches.take_step(request.form.get("ticket", ""), Stage.ANSWER)
        message = message_of(launch)
        actor = _actor_of(launch)
        forms, status = _filled(actor, _course_of(launch, message), message), 422
        form = forms.of_class or forms.choose or forms.make
        if form is not None and form.validate():
            try:
                with transaction():
                    chosen = _do(actor, _course_of(launch, message), message, forms)
                if chosen is not None:
                    return _lead_on(launch, message, chosen)
                forms, status = _fresh(actor, _course_of(launch, message), message), 200
            except (Invalid, Conflict, NotAllowed, NotFound, TooMany) as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
        return _page(launch, message, _completed(actor, launch, message, forms), _again(launch), status)
    except Refused as trouble:
        return refused_page(trouble)


def _again(launch: Launch) -> str:
    with transaction():
        return launches.wait_for(session.get_one(Launch, launch.state), Stage.ANSWER)


def _actor_of(launch: Launch) -> Actor:
    """Whoever answers: by the ticket that they were given, for in a frame there is no session."""
    user = session.get(User, launch.user_id) if launch.user_id is not None else None
    if user is None or not user.active:
        raise Refused("the account is gone")
    g.deliberate_actor = actor = with_standing(as_actor(user))
    return actor


def _course_of(launch: Launch, message: Message) -> Course:
    """The course as the launch said; nothing is stored by looking."""
    found = session.query(Course).filter_by(
        platform_id=launch.platform_id, deployment=message.deployment, context=message.context
    )
    course = found.one_or_none()
    if course is None:
        raise Refused("the course is gone")
    return course


def _taught(actor: Actor) -> list[Classroom]:
    return [classroom for classroom, role in classes_of(actor) if role is Role.TEACHER]


def _fresh(actor: Actor, course: Course, message: Message) -> _Forms:
    classroom = class_of(course)
    if classroom is None:
        of_class = ClassForm(data={"name": message.course_title})
        of_class.offer(_taught(actor))
        return _Forms(of_class=of_class)
    choose = ChooseAssignmentForm()
    choose.offer(assignments_of(actor, classroom))
    make = MakeAssignmentForm(data={"title": message.link_title})
    make.offer(articles_to_set(actor, classroom))
    return _Forms(choose=choose, make=make)


def _filled(actor: Actor, course: Course, message: Message) -> _Forms:
    """The form that was sent."""
    classroom = class_of(course)
    if classroom is None:
        of_class = ClassForm(request.form)
        of_class.offer(_taught(actor))
        return _Forms(of_class=of_class)
    if request.form.get("do") == "make":
        make = MakeAssignmentForm(request.form)
        make.offer(articles_to_set(actor, classroom))
        return _Forms(make=make)
    choose = ChooseAssignmentForm(request.form)
    choose.offer(assignments_of(actor, classroom))
    return _Forms(choose=choose)


def _completed(actor: Actor, launch: Launch, message: Message, forms: _Forms) -> _Forms:
    """The form that was refused, with the others beside it as they begin."""
    if forms.of_class is not None:
        return forms
    fresh = _fresh(actor, _course_of(launch, message), message)
    return _Forms(choose=forms.choose or fresh.choose, make=forms.make or fresh.make)


def _do(actor: Actor, course: Course, message: Message, forms: _Forms) -> uuid.UUID | None:
    """Do what was chosen; the assignment, once there is one."""
    if forms.of_class is not None:
        _settle_class(actor, course, message, forms.of_class)
        return None if message.is_deep else link_of(course, message).assignment
    classroom = class_of(course)
    if classroom is None:
        raise Conflict(say("The class was deleted meanwhile. Follow the link in your course once more."))
    if forms.make is not None:
        article = forms.make.chosen(articles_to_set(actor, classroom))
        made = assignments.set_assignment(actor, classroom, article, forms.make.draft(), forms.make.submission.data)
        chosen = made.public_id
    else:
        found = assignment_of(course, uuid.UUID(forms.choose.assignment.data) if forms.choose else None)
        if found is None:
            raise NotFound(say("There is no such assignment any more."))
        chosen = found.public_id
    if not message.is_deep:
        link_of(course, message).assignment = chosen
        catch_up(course)
    return chosen


def _settle_class(actor: Actor, course: Course, message: Message, form: ClassForm) -> None:
    if class_of(course) is not None:
        raise Conflict(say("Somebody else chose its class at this very moment. Follow the link in your course again."))
    if form.classroom.data:
        classroom = get_class(actor, uuid.UUID(form.classroom.data))
        if classroom not in _taught(actor):
            raise NotFound(say("There is no class at this address, or you are not in it."))
    elif not message.teaches:
        raise NotAllowed(say("Only somebody who teaches the course makes a class of it."))
    else:
        draft = ClassDraft(form.name.data or "", asks_names=form.asks_names.data)
        classroom = open_class(actor, draft)
    course.classroom = classroom.public_id
    take_in(classroom, actor.key, Role.TEACHER, message.name)
    session.flush()


def _lead_on(launch: Launch, message: Message, chosen: uuid.UUID) -> Page:
    if not message.is_deep:
        return redirect(url_for("deliberate.classroom.assignment", assignment=chosen), 303)
    found = assignment_of(_course_of(launch, message), chosen)
    if found is None:
        raise Refused("the assignment is gone")
    jwt = answer_of(launch.platform, message, found)
    address = message.return_url
    return page("sending_back", launch.platform, goes_to=address, framed=launch.framed, address=address, jwt=jwt)


def _page(launch: Launch, message: Message, forms: _Forms, ticket: str, status: int = 200) -> Page:
    return page(
        "choose",
        launch.platform,
        status=status,
        framed=launch.framed and message.is_deep,
        message=message,
        ticket=ticket,
        of_class=forms.of_class,
        choose=forms.choose,
        make=forms.make,
        may_import=may(_actor_of(launch), Permission.IMPORT_ARTICLE),
    )
