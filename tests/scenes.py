"""An article with one of everything whose words all hold a word that is found nowhere else."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from deliberate.accounts.links import make_link
from deliberate.accounts.models import Purpose
from deliberate.accounts.services import get_user
from deliberate.accounts.site import EXTENSION
from deliberate.articles.importing import read_text
from deliberate.articles.models import AddressImport, Article, Audience, FetchState, Group, GroupMember, State
from deliberate.articles.versions import renew
from deliberate.classroom.exercises.models import Exercise, ExerciseKind, Try
from deliberate.classroom.feedback.models import Feedback, PeerReview, ReviewRound
from deliberate.classroom.models import Assignment, ClassMember, Classroom
from deliberate.classroom.services import ClassDraft, join_class, make_class
from deliberate.common_ground.models import CommonPoint
from deliberate.common_ground.standing import work_out
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.site import VISITOR_ID
from deliberate.evidence.models import (
    Bearing,
    Evidence,
    OriginSuggestion,
    Publisher,
    Reliability,
    Remark,
    Source,
    SourceList,
    TieReason,
)
from deliberate.exchange.all_formats import formats
from deliberate.jobs.models import Job, JobState
from deliberate.moderation.bulk import Ruling, decide_together
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.curating.profiles import set_profile
from deliberate.moderation.models import Decision, Flag, FlagReason
from deliberate.moderation.purging.models import Purge
from deliberate.moderation.reports.things import of_article, reported
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide
from deliberate.notices.unsubscribing import sign
from deliberate.propositions.models import Act, Proposition, Relation, RelationKind, RelationPremise, Speaker
from deliberate.propositions.passage_models import Passage
from deliberate.propositions.services import reject
from deliberate.webhooks.models import Delivery, DeliveryState, Webhook
from deliberate.webhooks.signing import new_secret
from deliberate.weighting.models import Dimension, RatingBurst
from tests.factories import make_article, make_bearing, make_proposition, make_rating, make_source
from tests.host import person, token
from tests.host import sign_in as sign_in_to_host
from tests.own_site import account, form_token
from tests.own_site import sign_in as sign_in_to_own_site

#: In every word of the article that is to be kept from outsiders, and in no other.
MARK = "heron"
#: A word of the same title, that a search may repeat without giving anything away.
FINDABLE = "Ystad"


@dataclass(frozen=True)
class Place:
    """A site to try: ours, or a host's."""

    app: Flask
    somebody: Callable[..., Actor]
    enter: Callable[[FlaskClient, Actor], None]
    token: Callable[[FlaskClient], str]

    def client(self, actor: Actor | None = None) -> FlaskClient:
        """A browser, with somebody signed in or nobody."""
        client = self.app.test_client()
        if actor is not None:
            self.enter(client, actor)
        return client


def host_place(app: Flask) -> Place:
    return Place(app, lambda *a, **k: person(app, *a, **k), sign_in_to_host, token)


def own_place(app: Flask) -> Place:
    def enter(client: FlaskClient, actor: Actor) -> None:
        assert sign_in_to_own_site(client, actor.name).status_code == 303

    def token_of(client: FlaskClient) -> str:
        # A page with a form: for somebody signed in every page has one.
        return form_token(client, "/how-weighing-works" if client.get("/sign-in").status_code == 303 else "/sign-in")

    return Place(app, lambda *a, **k: account(app, *a, **k), enter, token_of)


@dataclass(frozen=True)
class Cast:
    """Who is there: those who may get to the article, and those who may not."""

    insiders: Mapping[str, Actor]
    outsiders: Mapping[str, Actor | None]


@dataclass(frozen=True)
class Scene:
    """The article, and a value or more for every argument that an address of ours may take."""

    values: Mapping[str, Sequence[Any]]
    slug: str
    shared_source: str


def make_cast(place: Place) -> Cast:
    people = {
        "editor": place.somebody("edith", level=2),
        "author": place.somebody("arthur", level=1),
        "member": place.somebody("mia", level=2),
        "moderator": place.somebody("mona", "moderator"),
        "another moderator": place.somebody("moses", "moderator"),
    }
    outsider = place.somebody("oskar", "editor", level=3)
    return Cast(people, {"outsider": outsider, "visitor": None})


def make_scene(place: Place, cast: Cast, audience: Audience) -> Scene:
    """One of everything on an article of that audience, and a public article that cites one of its sources."""
    with place.app.app_context():
        with transaction():
            article = _article(cast, audience)
            claim = make_proposition(article, f"The {MARK} flew.", words=f"The {MARK} flew.", main_of_id=article.id)
            other = make_proposition(article, f"No {MARK} flew.", words=f"No {MARK} flew.")
            shared = make_source("A shared almanac")
            bearings = [_bearing(claim, cast, shared if n == 0 else None) for n in range(4)]
            items = [each.evidence for each in bearings[:2]]
            relation, remark, speaker = _rest(article, claim, other, cast)
            public = make_article(slug="sparrow", title="The sparrow", text="A sparrow sang.")
            make_bearing(make_proposition(public, "A sparrow sang."), quote="It sang.", source=shared)
            act = _act(claim, cast)
            things = [claim, other, relation, remark, *bearings[:2], *items]
            failed, asked = _later_work(cast, article)
            passage = _newer_text(cast, article)
            values: dict[str, list[Any]] = {
                "job": [failed],
                "fetch": [asked],
                "slug": [article.slug],
                "claim": [claim.public_id, other.public_id],
                "item": [each.public_id for each in items],
                "bearing": [each.public_id for each in bearings[:2]],
                "target": [bearings[0].public_id, items[0].public_id, relation.public_id],
                "linking": [bearings[0].public_id, relation.public_id],
                "relation": [relation.public_id],
                "remark": [remark.public_id],
                "point": [_point(article, cast)],
                "contribution": [each.public_id for each in things],
                "source": [items[1].source.public_id],
                **_of_sources(article, items, cast),
                "speaker": [speaker.id],
                **_of_accounts(place, cast),
                "form": list(formats.names()),
                "act": [act.public_id],
                "event": [act.last_event_id],
                "number": [1, 2],
                "passage": [passage],
                "letter": [sign(cast.insiders["member"].key)],
                "person": [cast.insiders["author"].key],
                "burst": [_burst(bearings[1])],
                **_class(article, cast),
                **_of_webhooks(article),
            }
            slug, shared_source = article.slug, str(shared.public_id)
            to_remove = [each.id for each in bearings[2:]]
        appealed, decided = (_removed(each, cast) for each in to_remove)
        with transaction():
            case = appeal(cast.insiders["author"], _decision(appealed), f"Spare the {MARK}.")
            values["appeal"] = [case.public_id]
            values["kind"], values["subject"] = ["contribution"], [values["bearing"][0]]
            values["decision"] = [decided]
            values["batch"] = [_batch(bearings[0], cast)]
            values["measure"] = [_measure(cast)]
            values["reported"] = [_reported(bearings[0].article)]
            values["purge"] = [_purge(values["bearing"][0])]
        return Scene(values, slug, shared_source)


def _reported(article: Article) -> uuid.UUID:
    """The article, which a visitor has reported."""
    thing = reported(of_article(article))
    by = f"{VISITOR_ID}1"
    session.add(Flag(reported_id=thing.id, actor_id=by, revision=1, reason=FlagReason.ILLEGAL, note="", level=0))
    session.flush()
    return thing.public_id


def _class(article: Article, cast: Cast) -> dict[str, list[Any]]:
    """A class that the editor teaches, the author and the member are in, and is set to do something on the article.

    An outsider teaches another class.
    """
    make_class(cast.outsiders["outsider"] or cast.insiders["moderator"], ClassDraft("Another class", asks_names=True))
    classroom = make_class(cast.insiders["editor"], ClassDraft(f"The {MARK} class", asks_names=True))
    for who in ("author", "member"):
        join_class(cast.insiders[who], classroom.group.join_code, f"{who} {MARK}")
    assignment = Assignment(
        classroom=classroom,
        article=article,
        title=f"Look for the {MARK}",
        tasks={"post_for": 1, "check_voice": 1},
        takes_late=False,
        post_first=False,
        running=True,
        author_id=cast.insiders["editor"].key,
    )
    session.add(assignment)
    session.flush()
    author, member = (cast.insiders[who].key for who in ("author", "member"))
    review = PeerReview(assignment_id=assignment.id, reviewer_id=member, actor_id=author, levels={})
    session.add_all((review, ReviewRound(assignment_id=assignment.id, each=1, author_id=assignment.author_id)))
    session.add(_said_of(author, assignment))
    session.flush()
    return {
        "classroom": [classroom.public_id],
        "assignment": [assignment.public_id],
        "member": [session.get_one(ClassMember, (classroom.id, author)).public_id],
        "review": [review.public_id],
        "exercise": [_exercise(classroom, cast)],
    }


def _said_of(person: str, assignment: Assignment) -> Feedback:
    return Feedback(
        assignment_id=assignment.id,
        actor_id=person,
        levels={"kept_hedge": 2},
        comment=f"Look at the {MARK} again.",
        author_id=assignment.author_id,
        released_at=now(),
    )


def _exercise(classroom: Classroom, cast: Cast) -> uuid.UUID:
    """One of the class, which the author has tried."""
    answer = [{"voice": f"A {MARK}", "hedge": "", "firmness": "asserted"}]
    exercise = Exercise(
        classroom=classroom,
        kind=ExerciseKind.VOICES,
        title=f"Who speaks of the {MARK}?",
        material={"lead": "", "parts": [f"The {MARK} may have flown, says Ann."], "sentences": []},
        key=[{"voice": f"Ann {MARK}", "hedge": "may", "firmness": "possible"}],
        shows_peers=True,
        shows_key=True,
        running=True,
        author_id=cast.insiders["editor"].key,
    )
    session.add(exercise)
    session.flush()
    by = cast.insiders["author"].key
    session.add(Try(exercise_id=exercise.id, actor_id=by, number=1, answer=answer, marks=["other"], share=0.0))
    session.flush()
    return exercise.public_id


def _purge(name: uuid.UUID) -> uuid.UUID:
    """A purge that another admin has asked for."""
    asked = Purge(thing="contribution", name=str(name), reason_code="illegal", asked_by="another admin")
    session.add(asked)
    session.flush()
    return asked.public_id


def _batch(bearing: Bearing, cast: Cast) -> uuid.UUID:
    """The name of decisions that were taken together."""
    chosen = [(session.merge(bearing), bearing.version)]
    return uuid.UUID(decide_together(cast.insiders["another moderator"], chosen, Ruling("keep")).batch)


def _burst(bearing: Bearing) -> uuid.UUID:
    """The public id of a burst of ratings that waits, two people's."""
    burst = RatingBurst(article_id=bearing.article_id, bearing_id=bearing.id, since=now(), usual=3.0)
    session.add(burst)
    session.flush()
    for name in ("nina", "nils"):
        rating = make_rating(bearing, name, Dimension.STRENGTH, level=0)
        rating.burst_id, rating.set_aside = burst.id, True
    session.flush()
    return burst.public_id


def _of_webhooks(article: Article) -> dict[str, list[Any]]:
    """One that the editor set up, and a message that was sent to it."""
    hook = Webhook(
        article_id=article.id,
        author_id=article.author_id,
        address=f"https://{MARK}.example/hook",
        kinds=["evidence.posted"],
        site_url="https://site.example/",
        secret=new_secret(),
    )
    session.add(hook)
    session.flush()
    sent = Delivery(webhook_id=hook.id, kind="test", state=DeliveryState.DELIVERED, status=200, answer=f"A {MARK}.")
    session.add(sent)
    session.flush()
    return {"webhook": [hook.public_id], "delivery": [sent.public_id]}


def _of_sources(article: Article, items: Sequence[Evidence], cast: Cast) -> dict[str, list[Any]]:
    """A publisher with a profile, and so an act on it; a list; and a suggestion that two sources go back to one."""
    own = items[1].source
    own.publisher_id = _publisher(f"The {MARK} post")
    moderator = cast.insiders["moderator"]
    publisher = session.get_one(Publisher, own.publisher_id)
    act = set_profile(moderator, publisher, publisher.name, Reliability.B, f"A {MARK} reads it.")
    source_list = SourceList(name="A list of the sparrows")
    first, second = sorted(items, key=lambda each: each.source_id)
    suggestion = OriginSuggestion(
        article=article,
        first_id=first.source_id,
        second_id=second.source_id,
        first_item_id=first.id,
        second_item_id=second.id,
        reason=TieReason.WORDS,
        words=f"a {MARK} was seen",
    )
    session.add_all([source_list, suggestion])
    session.flush()
    proposal = ItemProposal(
        article_id=article.id,
        contribution_id=items[1].id,
        into_id=items[0].id,
        action="merge_item",
        reason=f"Both tell of the {MARK}.",
        proposed_by=cast.insiders["member"].key,
    )
    session.add(proposal)
    session.flush()
    return {
        "proposal": [proposal.public_id],
        "curation": ["merge_item", "mark_retracted"],
        "publisher": [publisher.public_id],
        "source_act": [act.public_id],
        "source_list": [source_list.public_id],
        "suggestion": [suggestion.public_id],
    }


def _publisher(name: str) -> int:
    publisher = Publisher(name=name)
    session.add(publisher)
    session.flush()
    return publisher.id


def _of_accounts(place: Place, cast: Cast) -> dict[str, list[Any]]:
    """What addresses of our own site's account pages take: links, and where somebody is signed in."""
    if EXTENSION not in place.app.extensions:
        return {}
    mia = get_user(cast.insiders["member"].name)
    return {
        "link": [make_link(mia, Purpose.RESET)],
        "confirmation": [make_link(mia, Purpose.CONFIRM, "mia@example.org")],
        "place": [uuid.uuid4()],
        "passkey": [uuid.uuid4()],
        "identity": [uuid.uuid4()],
        "provider": ["nowhere"],
        "token": [uuid.uuid4()],
    }


def set_state(place: Place, scene: Scene, state: State) -> None:
    """Put the scene's article into a state."""
    with place.app.app_context(), transaction():
        session.execute(update(Article).where(Article.slug == scene.slug).values(state=state))


def _article(cast: Cast, audience: Audience) -> Article:
    group = None
    if audience is Audience.GROUP:
        group = Group(name=f"Friends of the {MARK}", join_code="join-us")
        session.add(group)
        session.flush()
        for name in ("editor", "author", "member"):
            session.add(GroupMember(group_id=group.id, actor_id=cast.insiders[name].key))
    text = f"The {MARK} flew. Nobody doubts it.\n\nNo {MARK} flew."
    return make_article(
        author=cast.insiders["editor"].key,
        slug="quiet-bird",
        title=f"The {MARK} of {FINDABLE}",
        text=text,
        audience=audience,
        group_id=group.id if group else None,
    )


def _bearing(claim: Proposition, cast: Cast, source: Source | None) -> Bearing:
    return make_bearing(
        claim,
        author=cast.insiders["author"].key,
        quote=f"A {MARK} was seen, as {session.query(Bearing).count()} others were.",
        warrant=f"A {MARK} flies.",
        source=source or make_source(f"Annals of the {MARK} {session.query(Source).count()}"),
    )


def _rest(article: Article, claim: Proposition, other: Proposition, cast: Cast) -> tuple[Relation, Remark, Speaker]:
    author = cast.insiders["author"].key
    relation = Relation(
        article=article,
        author_id=author,
        status=Status.VISIBLE,
        relation_kind=RelationKind.ATTACKS,
        target_id=claim.id,
        confirmed_by=author,
        premises=[RelationPremise(proposition_id=other.id)],
    )
    words = f"Which {MARK}?"
    remark = Remark(
        article=article, author_id=author, status=Status.VISIBLE, target_id=claim.id, text=words, html=words
    )
    speaker = Speaker(article_id=article.id, name=f"Captain {MARK}")
    session.add_all([relation, remark, speaker])
    session.flush()
    return relation, remark, speaker


def _point(article: Article, cast: Cast) -> uuid.UUID:
    """A sentence that the author proposed as what both sides accept."""
    words = f"The {MARK} is a bird."
    point = CommonPoint(
        article=article, author_id=cast.insiders["author"].key, status=Status.VISIBLE, text=words, html=words
    )
    session.add(point)
    session.flush()
    work_out(article)
    return point.public_id


def _newer_text(cast: Cast, article: Article) -> uuid.UUID:
    """A second version, in which the words of one claim have still to be confirmed."""
    text = f"The {MARK} flew. Nobody doubts it.\n\nNo other {MARK} ever flew."
    renew(cast.insiders["editor"], article, read_text(text, format="text"), 1)
    return session.scalars(select(Passage.public_id).where(Passage.article_id == article.id)).one()


def _later_work(cast: Cast, article: Article) -> tuple[uuid.UUID, uuid.UUID]:
    """A job that failed for good, and the editor's import by address that the article came from."""
    failed = Job(task="prune_jobs", payload={}, state=JobState.DEAD, due_at=now())
    asked = AddressImport(
        author_id=cast.insiders["editor"].key,
        roles=["editor"],
        submission="form",
        url=f"https://example.org/{MARK}",
        title=f"The {MARK}",
        audience=article.audience,
        premoderated=False,
        excerpt=False,
        state=FetchState.DONE,
        article_id=article.id,
    )
    session.add_all([failed, asked])
    session.flush()
    return failed.public_id, asked.public_id


def _act(claim: Proposition, cast: Cast) -> Act:
    """An act of the editor's that can still be undone."""
    suggestion = make_proposition(claim.article, f"A {MARK} sang.", status=Status.SUGGESTED, rank=9)
    reject(cast.insiders["editor"], suggestion)
    return session.scalars(select(Act).order_by(Act.id.desc())).one()


def _removed(bearing_id: int, cast: Cast) -> uuid.UUID:
    """The public id of the decision of a moderator who removed it."""
    with transaction():
        found = session.get_one(Bearing, bearing_id)
        return decide(cast.insiders["moderator"], found, "remove", "spam", f"That is no {MARK}.").public_id


def _measure(cast: Cast) -> uuid.UUID:
    """The public id of a warning of the author by a moderator."""
    draft = SanctionDraft(cast.insiders["author"].key, "warn", "abuse", f"Leave the {MARK} alone.")
    return sanction(cast.insiders["moderator"], draft).public_id


def _decision(public_id: uuid.UUID) -> Decision:
    return session.scalars(
        select(Decision).where(Decision.public_id == public_id).options(joinedload(Decision.contribution))
    ).one()
