"""Every form there is: where it is sent, who sends it, and a filling-in that is accepted.

A route that takes a form and is not here fails ``tests/test_every_form.py``: add it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import url_for
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from deliberate.articles.models import Article, ArticleEditor, Audience, Group, State
from deliberate.classroom.exercises.models import Exercise, Try
from deliberate.classroom.feedback.models import PeerReview, ReviewRound
from deliberate.classroom.grouping.models import Way
from deliberate.classroom.grouping.services import DivisionDraft, propose
from deliberate.classroom.models import Assignment, Classroom, Submission
from deliberate.classroom.services import ClassDraft, make_class
from deliberate.core.clock import now
from deliberate.core.contributions import Status, get_contribution
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, OriginSuggestion
from deliberate.evidence.services import withdraw
from deliberate.moderation.bulk import Ruling, decide_together
from deliberate.moderation.bursts import decide_burst, get_burst
from deliberate.moderation.concluding import write_finding
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.models import FlagReason
from deliberate.moderation.queue_models import EntryKind, QueueEntry
from deliberate.moderation.services import raise_flag
from deliberate.moderation.watching import read_entries
from deliberate.moderation.word_lists import change_list
from deliberate.propositions.confirming import get_passage
from deliberate.propositions.confirming import place as place_passage
from deliberate.propositions.models import Act, Answer, Check, Party, Proposition, Relation, Speaker
from deliberate.propositions.services import check_saying, reject, set_party, state_stance, unrelate
from deliberate.propositions.undoing import log_end
from deliberate.propositions.wording import write_voices
from deliberate.weighting.models import BurstState
from tests.factories import make_article, make_proposition
from tests.scenes import Cast, Place, Scene, set_state

Arguments = dict[str, Any]
Prepare = Callable[[Place, Cast, Scene], Arguments]


EXERCISE = {"title": "Who says it?", "material": "The bridge is closed, says Ann.\nIt may open.", "most_tries": "3"}
VOICE = {"voice_1": "Ann", "hedge_1": "may", "firmness_1": "possible"}
ASSIGNMENT = {"title": "Weigh them", "instructions": "Read first.", "weigh": "5", "challenge": "1", "takes_late": "y"}


def as_it_is(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """The scene needs nothing more."""
    return {}


@dataclass(frozen=True)
class Form:
    """One form. ``texts`` are the fields that people write in, ``needed`` those that may not stay empty."""

    endpoint: str
    who: str = "editor"
    filled: Mapping[str, Any] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    #: The page that shows the form, where that has another address.
    page: str | None = None
    prepare: Prepare = as_it_is

    def __str__(self) -> str:
        return self.endpoint


@dataclass(frozen=True)
class Opened:
    """A form as somebody has it before them."""

    client: FlaskClient
    address: str
    data: dict[str, Any]

    def send(self, **changed: Any) -> Any:
        answer = self.client.post(self.address, data=_afresh({**self.data, **changed}))
        # A long body with a file in it is sent from a file of its own, which nobody else closes.
        answer.request.environ["wsgi.input"].close()
        return answer

    def send_without(self, name: str) -> Any:
        return self.client.post(self.address, data=_afresh({key: self.data[key] for key in self.data if key != name}))


def _afresh(data: dict[str, Any]) -> dict[str, Any]:
    """A file, given as its bytes and its name, is read to its end each time it is sent."""
    return {name: (BytesIO(each[0]), each[1]) if isinstance(each, tuple) else each for name, each in data.items()}


HIDDEN = re.compile(r'<input\b[^>]*\btype="hidden"[^>]*>')


def opened(form: Form, place: Place, cast: Cast, scene: Scene) -> Opened:
    """Sign somebody in and have them open the form, hidden fields and all."""
    arguments = {name: each[0] for name, each in scene.values.items()} | form.prepare(place, cast, scene)
    who = cast.insiders.get(form.who) or place.somebody("ada", "admin")
    client = place.client(who)
    address = _address(place, form.endpoint, arguments, "POST")
    page = _address(place, form.page or form.endpoint, arguments, "GET")
    data = {"csrf_token": place.token(client), **_hidden(client, page), **form.filled}
    data = {name: value(arguments) if callable(value) else value for name, value in data.items()}
    return Opened(client, address, data)


def _hidden(client: FlaskClient, page: str | None) -> dict[str, str]:
    if page is None:
        return {}
    found = {}
    for tag in HIDDEN.findall(client.get(page).text):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name[1] in {"version", "number", "submission", "bearing", "then"}:
            found.setdefault(name[1], unescape(value[1]))
    return found


def _address(place: Place, endpoint: str, arguments: Arguments, method: str) -> str | None:
    (rule,) = [each for each in place.app.url_map.iter_rules() if each.endpoint == f"deliberate.{endpoint}"]
    if method not in (rule.methods or ()):
        return None
    with place.app.test_request_context():
        return url_for(rule.endpoint, **{name: arguments[name] for name in rule.arguments})


def suggested(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """A suggestion nobody has decided on."""
    return _claim(place, scene, Status.SUGGESTED)


def withdrawn(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """An item that its author took back."""
    arguments = a_bearing(place, cast, scene)
    with place.app.app_context(), transaction():
        own = get_contribution(arguments["contribution"])
        withdraw(cast.insiders["author"], own)
    return arguments


def _draft(given: Arguments) -> str:
    return f"evidence:{given['claim']}"


def left_out(place: Place, cast: Cast, scene: Scene) -> Arguments:
    made = _claim(place, scene, Status.SUGGESTED)
    with place.app.app_context(), transaction():
        claim = session.scalars(select(Proposition).where(Proposition.public_id == made["claim"])).one()
        reject(cast.insiders["editor"], claim)
        act = session.scalars(select(Act).order_by(Act.id.desc())).first()
        assert act is not None
        return {**made, "act": act.public_id}


def a_decided_burst(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """A burst of ratings that the moderator let weigh."""
    with place.app.app_context(), transaction():
        decide_burst(cast.insiders["moderator"], get_burst(scene.values["burst"][0]), BurstState.RELEASED)
    return {}


def confirmed(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """A passage whose place in the newer text was confirmed."""
    with place.app.app_context(), transaction():
        found, _article = get_passage(cast.insiders["editor"], scene.values["passage"][0])
        place_passage(cast.insiders["editor"], found, choice=0)
    return {}


def other_claim(place: Place, cast: Cast, scene: Scene) -> Arguments:
    return {"claim": scene.values["claim"][1]}


def disputed(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """A claim of somebody named who is said not to have made it."""
    with place.app.app_context(), transaction():
        claim = _stored(scene.values["claim"][0])
        write_voices(claim, [{"speaker": "The harbour watch", "cue": "", "class": "says"}])
        check_saying(cast.insiders["editor"], claim, Check.DISPUTED, claim.version, reason="They say they did not.")
    return {}


def answered(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """A claim that the member has answered."""
    with place.app.app_context(), transaction():
        state_stance(cast.insiders["member"], _stored(scene.values["claim"][0]), Answer.AGREE)
    return {}


def draft(place: Place, cast: Cast, scene: Scene) -> Arguments:
    set_state(place, scene, State.DRAFT)
    return {}


def closed(place: Place, cast: Cast, scene: Scene) -> Arguments:
    set_state(place, scene, State.CLOSED)
    return {}


def co_edited(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        article = session.scalars(select(Article).where(Article.slug == scene.slug)).one()
        session.add(ArticleEditor(article_id=article.id, actor_id=cast.insiders["member"].key))
    return {}


def unconfirmed(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        relation = session.scalars(select(Relation).where(Relation.public_id == scene.values["relation"][0])).one()
        relation.confirmed_by = None
    return {}


def taken_back(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        relation = session.scalars(select(Relation).where(Relation.public_id == scene.values["relation"][0])).one()
        unrelate(cast.insiders["editor"], relation)
        return {"event": log_end()}


def labelled(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """A speaker who was just said to be a party to the dispute."""
    with place.app.app_context(), transaction():
        speaker = session.get_one(Speaker, scene.values["speaker"][0])
        set_party(cast.insiders["editor"], speaker, Party.YES, "They own the boat.")
        return {"event": log_end()}


def a_group(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        session.add(Group(name="Friends of the bridge", join_code="JOINUS"))
    return {}


def an_article_of_the_class(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        found = session.scalars(select(Classroom).where(Classroom.public_id == scene.values["classroom"][0])).one()
        editor = cast.insiders["editor"].key
        article = make_article(author=editor, audience=Audience.GROUP, group_id=found.group_id)
        return {"own_article": str(article.public_id)}


def another_class(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        return {"other_class": str(make_class(cast.insiders["editor"], ClassDraft("9c", asks_names=False)).public_id)}


def no_round_yet(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        for table in (PeerReview, ReviewRound):
            session.execute(delete(table))
        assignment = session.scalars(select(Assignment)).one()
        for who in ("author", "member"):
            session.add(Submission(assignment_id=assignment.id, actor_id=cast.insiders[who].key, late=False))
    return {}


def untried(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """Nobody has tried the exercise, so what it is about may change."""
    with place.app.app_context(), transaction():
        session.execute(delete(Try))
    return {}


def stopped(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context(), transaction():
        session.scalars(select(Exercise)).one().running = False
    return {}


def a_division(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """The class divided by hand among two groups, which have no copies yet."""
    editor = cast.insiders["editor"]
    with place.app.app_context(), transaction():
        (found,) = session.scalars(select(Assignment).where(Assignment.public_id == scene.values["assignment"][0]))
        propose(editor, found, DivisionDraft(Way.BY_HAND, 2, is_size=False, places_joiners=True))
    return {"student": cast.insiders["author"].key}


def a_class_code(place: Place, cast: Cast, scene: Scene) -> Arguments:
    with place.app.app_context():
        found = session.scalars(select(Classroom).where(Classroom.public_id == scene.values["classroom"][0])).one()
        return {"class_code": found.group.join_code}


def a_bearing(place: Place, cast: Cast, scene: Scene) -> Arguments:
    return {"contribution": scene.values["bearing"][0]}


def reported(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """An item that waits in the queue, as the list of it names it."""
    with place.app.app_context():
        with transaction():
            found = session.scalars(select(Bearing).where(Bearing.public_id == scene.values["bearing"][0])).one()
            raise_flag(cast.insiders["member"], found, FlagReason.SPAM)
        another = cast.insiders["another moderator"].key
        chosen = f"{found.public_id}:{found.version}"
        return {"kind": "contribution", "subject": found.public_id, "chosen": chosen, "another": another}


def a_batch(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """What the moderator decided together."""
    with place.app.app_context(), transaction():
        found = session.scalars(select(Bearing).where(Bearing.public_id == scene.values["bearing"][0])).one()
        chosen = [(found, found.version)]
        outcome = decide_together(cast.insiders["moderator"], chosen, Ruling("remove", "spam", "They sell shoes."))
        return {"batch": UUID(outcome.batch)}


def nothing_suggested(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """Two items of different sources, of which nobody has suggested anything."""
    with place.app.app_context(), transaction():
        session.execute(delete(OriginSuggestion))
    return {"other": scene.values["item"][1]}


def nothing_proposed(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """Two items, about which nobody has proposed anything."""
    with place.app.app_context(), transaction():
        session.execute(delete(ItemProposal))
        session.execute(delete(QueueEntry).where(QueueEntry.kind == EntryKind.PROPOSAL))
    return {"other": scene.values["item"][1], "curation": "merge_item"}


def concluded(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """The article is closed, and its editor wrote what it came to."""
    closed(place, cast, scene)
    with place.app.app_context(), transaction():
        write_finding(cast.insiders["editor"], _article_of(scene), "Nobody knows.", 0)
    return {}


def watched(place: Place, cast: Cast, scene: Scene) -> Arguments:
    """Words are watched in the article, and others on the whole site."""
    admin = place.somebody("ada", "admin")
    with place.app.app_context(), transaction():
        entries = read_entries("boat*")
        change_list(cast.insiders["editor"], _article_of(scene), entries, 0)
        change_list(admin, None, entries, 0)
    return {}


def _article_of(scene: Scene) -> Article:
    return session.scalars(select(Article).where(Article.slug == scene.slug)).one()


def _stored(claim: Any) -> Proposition:
    return session.scalars(select(Proposition).where(Proposition.public_id == claim)).one()


def _claim(place: Place, scene: Scene, status: Status) -> Arguments:
    with place.app.app_context(), transaction():
        article = session.scalars(select(Article).where(Article.slug == scene.slug)).one()
        made = make_proposition(article, "It was doubted.", words="Nobody doubts it.", status=status, rank=3)
        return {"claim": made.public_id}


ITEM = {
    "link": "https://example.org/annals",
    "citation": "Annals of birds",
    "quote": "It was seen at dawn.",
    "kind": "report",
    "published_on": "2025-05-05",
    "observed_on": "2025-05-04",
    "origin": "The harbour watch",
    "speaker": "",
}
ITEM_FIELDS = {
    "texts": ("citation", "quote", "origin", "speaker"),
    "links": ("link",),
    "choices": ("kind",),
    "dates": ("published_on", "observed_on"),
}
BEARS = {"side": "against", "warrant": "They wrote down what they saw."}
WORDING = {
    "text": "It flew at dawn.",
    "speakers": "The harbour watch",
    "claim_kind": "fact",
    "modality": "asserted",
    "scope": "In May",
}
ARTICLE = {
    "title": "The bird of the bridge",
    "source_url": "https://example.org/bird",
    "audience": "public",
    "group_id": "",
    "moderation": "after",
}
QUESTIONS = {"relevance": "3", "reliability": "2", "strength": "1"}
REASON = {"filled": {"reason": "It was settled elsewhere."}, "texts": ("reason",), "needed": ("reason",)}

FORMS = (
    Form(
        "articles.new",
        filled={**ARTICLE, "text": "The tower leans. Nobody has measured it.", "markup": "text"},
        texts=("title",),
        links=("source_url",),
        choices=("audience", "moderation", "markup", "group_id"),
    ),
    Form(
        "articles.settings",
        filled={
            **ARTICLE,
            "byline": "A. Writer",
            "publisher": "The Harbour Post",
            "published_on": "2025-05-05",
            "language": "en",
            "licence": "CC BY 4.0",
        },
        texts=("title", "byline", "publisher", "language", "licence"),
        needed=("title",),
        links=("source_url",),
        choices=("audience", "moderation", "group_id"),
        dates=("published_on",),
    ),
    Form(
        "articles.renew",
        filled={"text": "The heron flew, and came back. Nobody doubts it.", "markup": "text"},
        choices=("markup",),
    ),
    Form(
        "articles.fetch_newer",
        page="articles.renew",
        filled={"address": "https://example.org/the-heron"},
        needed=("address",),
        links=("address",),
    ),
    Form("articles.close", page="articles.settings", **REASON),  # type: ignore[arg-type]
    Form("articles.reopen", page="articles.settings", prepare=closed, **REASON),  # type: ignore[arg-type]
    Form("articles.archive", page="articles.settings", prepare=closed, **REASON),  # type: ignore[arg-type]
    Form("articles.unpublish", page="articles.settings", **REASON),  # type: ignore[arg-type]
    Form(
        "articles.add_editor",
        page="articles.settings",
        filled={"name": "mia"},
        texts=("name",),
        needed=("name",),
    ),
    Form("articles.remove_editor", page="articles.settings", filled={"person": "mia"}, prepare=co_edited),
    Form(
        "exchange.bring",
        filled={"file": (b"[Tower]: The tower leans.\n", "tower.argdown"), "form": "by name", "title": "The tower"},
        texts=("title",),
        choices=("form",),
    ),
    Form("jobs.retry", "admin"),
    Form("jobs.discard", "admin"),
    Form("reading.place", "member", page="reading.article", filled={"position": "0"}),
    Form("reading.seen", "member"),
    Form("reading.welcome", "member"),
    Form("notices.read", "member", filled={"newest": "1"}),
    Form("notices.watch", "member", filled={"state": "muted"}),
    Form("notices.watch_post", "member", filled={"state": "watched"}),
    Form(
        "notices.preferences",
        "member",
        filled={"in_app": ["decisions", "answers"], "rhythm": "never", "by_mail": ["flags"], "watches_own": "y"},
    ),
    Form(
        "preferences.looks",
        "member",
        filled={"language": "", "theme": "dark", "time_zone": "Europe/Berlin"},
        choices=("theme", "time_zone"),
    ),
    Form("notices.unsubscribe", "member"),
    Form("articles.make_group", page="articles.join", filled={"name": "Friends"}, texts=("name",), needed=("name",)),
    Form("classroom.classes", filled={"name": "9c", "asks_names": "y"}, texts=("name",), needed=("name",)),
    Form(
        "classroom.join",
        "moderator",
        filled={"code": lambda each: each["class_code"], "given_name": "Mona"},
        texts=("code", "given_name"),
        needed=("code", "given_name"),
        prepare=a_class_code,
    ),
    Form(
        "classroom.settings",
        filled={"name": "9c", "asks_names": "y", "keep_until": (now().date() + timedelta(days=9)).isoformat()},
        texts=("name",),
        needed=("name", "keep_until"),
        dates=("keep_until",),
    ),
    Form("classroom.renew_code"),
    Form(
        "classroom.members",
        filled={"person": lambda each: each["person"], "step": "assistant"},
    ),
    Form("classroom.leave", "member", filled={"classroom": lambda each: str(each["classroom"])}),
    Form(
        "classroom.roster",
        filled={"sheet": "account,name,role\nmia,Mia,student"},
        texts=("sheet",),
        needed=("sheet",),
    ),
    Form("classroom.delete", filled={"sure": "y", "classroom": lambda each: str(each["classroom"])}),
    Form(
        "classroom.new_assignment",
        filled={**ASSIGNMENT, "article": lambda each: each["own_article"]},
        texts=("title", "instructions"),
        needed=("title", "article"),
        choices=("article",),
        numbers=("weigh", "challenge"),
        prepare=an_article_of_the_class,
    ),
    Form(
        "classroom.change_assignment",
        filled=ASSIGNMENT,
        texts=("title", "instructions"),
        needed=("title",),
        numbers=("weigh", "challenge"),
    ),
    Form("classroom.start"),
    Form("classroom.stop"),
    Form("classroom.hand_in", "member"),
    Form("classroom.take_back", "member"),
    Form(
        "classroom.delete_assignment",
        filled={name: lambda each, name=name: str(each[name]) for name in ("classroom", "assignment")},
    ),
    Form(
        "classroom.copy_assignment",
        page="classroom.assignment",
        filled={"classroom": lambda each: each["other_class"]},
        prepare=another_class,
    ),
    Form(
        "classroom.check_voice",
        "member",
        page="classroom.assignment",
        filled={"claim": lambda each: str(each["claim"]), "verdict": "said", "url": "https://example.org/speech"},
        needed=("claim", "url"),
        choices=("claim", "verdict"),
    ),
    Form(
        "classroom.rubric",
        filled={"skills": "kept_hedge", "out_of": "20", "version": "0"},
        needed=("out_of",),
        choices=("skills",),
        numbers=("out_of",),
    ),
    Form(
        "classroom.give_feedback",
        filled={"comment": "Well read.", "kept_hedge": "2", "points": "7.5"},
        texts=("comment",),
        choices=("kept_hedge",),
        numbers=("points",),
    ),
    Form("classroom.release_feedback"),
    Form("classroom.withhold_feedback", filled={"member": lambda each: str(each["member"])}),
    Form(
        "classroom.start_reviews",
        page="classroom.reviews",
        filled={"each": "1"},
        numbers=("each",),
        needed=("each",),
        prepare=no_round_yet,
    ),
    Form("classroom.mend_reviews"),
    Form("classroom.call_off_reviews"),
    Form("classroom.release_reviews"),
    Form("classroom.withhold_reviews"),
    Form("classroom.hide_review", filled={"review": lambda each: str(each["review"]), "hidden": "yes"}),
    Form(
        "classroom.write_review",
        "member",
        filled={"comment": "Clear words.", "kept_hedge": "2"},
        texts=("comment",),
        needed=("comment",),
        choices=("kept_hedge",),
    ),
    Form(
        "classroom.new_exercise",
        filled={**EXERCISE, "kind": "voices"},
        texts=("title", "material", "instructions"),
        needed=("title", "material"),
        choices=("kind", "article"),
        numbers=("most_tries",),
    ),
    Form(
        "classroom.change_exercise",
        filled={**EXERCISE, "title": "Who says so?"},
        texts=("title", "material", "instructions"),
        needed=("title", "material"),
        numbers=("most_tries",),
        prepare=untried,
    ),
    Form(
        "classroom.exercise_key",
        filled=VOICE,
        texts=("voice_1", "hedge_1"),
        needed=("firmness_1",),
        choices=("firmness_1",),
    ),
    Form(
        "classroom.try_exercise",
        "member",
        page="classroom.exercise",
        filled=VOICE,
        texts=("voice_1", "hedge_1"),
        needed=("firmness_1",),
        choices=("firmness_1",),
    ),
    Form("classroom.start_exercise", prepare=stopped),
    Form("classroom.stop_exercise"),
    Form(
        "classroom.delete_exercise",
        filled={name: lambda each, name=name: str(each[name]) for name in ("classroom", "exercise")},
    ),
    Form(
        "classroom.copy_exercise",
        page="classroom.exercise",
        filled={"classroom": lambda each: each["other_class"]},
        prepare=another_class,
    ),
    Form(
        "classroom.groups",
        filled={"way": "random", "claim": "", "number": "2", "measure": "groups", "places_joiners": "y"},
        needed=("number",),
        choices=("way", "claim", "measure"),
        numbers=("number",),
    ),
    Form("classroom.shuffle_groups", prepare=a_division),
    Form("classroom.make_groups", prepare=a_division),
    Form("classroom.add_group", filled={"number": "3"}, prepare=a_division),
    Form("classroom.remove_group", filled={"number": "2"}, prepare=a_division),
    Form("classroom.take_back_groups", prepare=a_division),
    Form("classroom.open_comparison", filled={"is_compared": "y"}, prepare=a_division),
    Form(
        "classroom.move_people",
        page="classroom.groups",
        filled={"person": lambda each: each["student"], "group": "2"},
        prepare=a_division,
    ),
    Form("articles.join", "member", filled={"code": "JOINUS"}, texts=("code",), needed=("code",), prepare=a_group),
    Form(
        "propositions.add",
        page="propositions.editor",
        filled={**WORDING, "words": "Nobody doubts it."},
        texts=("text", "words", "speakers", "scope"),
        needed=("text", "words"),
        choices=("claim_kind", "modality"),
    ),
    Form(
        "propositions.reword",
        filled=WORDING,
        texts=("text", "speakers", "scope"),
        needed=("text",),
        choices=("claim_kind", "modality"),
    ),
    Form(
        "propositions.split",
        filled={"text_1": "It flew.", "words_1": "", "text_2": "It was seen.", "words_2": "", "text_3": ""},
        texts=("text_1", "words_1", "text_2", "words_2", "text_3"),
        needed=("text_1", "text_2"),
    ),
    Form(
        "propositions.merge",
        filled={
            "merge": lambda given: [str(given["claim"]), str(given["second"])],
            "keep": lambda given: str(given["claim"]),
        },
        prepare=lambda place, cast, scene: {"second": scene.values["claim"][1]},
    ),
    Form("propositions.accept", prepare=suggested),
    Form("propositions.reject", prepare=suggested),
    Form("propositions.restore", prepare=left_out),
    Form("propositions.make_main", prepare=other_claim),
    Form("propositions.undo", prepare=left_out),
    Form(
        "propositions.place_passage",
        filled={"choice": "0", "words": "No other heron ever flew."},
        texts=("words",),
        choices=("choice",),
    ),
    Form("propositions.undo_passage", prepare=confirmed),
    Form("propositions.publish", prepare=draft),
    Form(
        "propositions.said",
        filled={"said": "checked", "said_url": "https://example.org/original", "said_reason": "It is on page 3."},
        texts=("said_reason",),
        links=("said_url",),
        choices=("said",),
    ),
    Form("propositions.report", prepare=disputed),
    Form("propositions.undo_party", prepare=labelled),
    Form(
        "propositions.speaker",
        filled={"party": "yes", "reason": "They own the boat."},
        texts=("reason",),
        needed=("reason",),
        choices=("party",),
    ),
    Form(
        "propositions.relate",
        filled={
            "premises": lambda given: str(given["claim"]),
            "kind": "supports",
            "target": lambda given: str(given["second"]),
        },
        choices=("premises", "kind", "target"),
        prepare=lambda place, cast, scene: {"second": scene.values["claim"][1]},
    ),
    Form("propositions.confirm_relation", prepare=unconfirmed),
    Form("propositions.unrelate"),
    Form("propositions.undo_relation", prepare=taken_back),
    Form(
        "evidence.undercut",
        filled={"premises": lambda given: str(given["second"])},
        choices=("premises",),
        prepare=lambda place, cast, scene: {"second": scene.values["claim"][1]},
    ),
    Form(
        "propositions.stance",
        "member",
        filled={"answer": "agree", "credence": "70"},
        choices=("answer",),
        numbers=("credence",),
    ),
    Form("propositions.confirm_stance", "member", filled={"number": "1"}, prepare=answered),
    *(
        Form(
            endpoint,
            "member",
            filled={**ITEM, **BEARS},
            needed=("quote", "warrant"),
            **{**ITEM_FIELDS, "texts": (*ITEM_FIELDS["texts"], "warrant"), "choices": ("kind", "side")},  # type: ignore[arg-type]
        )
        for endpoint in ("evidence.post", "evidence.challenge")
    ),
    Form(
        "evidence.bear",
        "member",
        filled={**BEARS, "target": lambda given: str(given["second"]), "address": ""},
        texts=("warrant", "address"),
        needed=("warrant",),
        choices=("side", "target"),
        prepare=lambda place, cast, scene: {"second": scene.values["claim"][1]},
    ),
    Form("evidence.edit", "author", filled=ITEM, needed=("quote",), **ITEM_FIELDS),  # type: ignore[arg-type]
    Form("evidence.edit_bearing", "author", filled=BEARS, texts=("warrant",), needed=("warrant",), choices=("side",)),
    Form("evidence.edit_remark", "author", filled={"text": "Which bird?"}, texts=("text",), needed=("text",)),
    Form(
        "evidence.remark",
        "member",
        filled={"text": "Is it rare?", "article": lambda given: given["slug"], "submission": "one"},
        texts=("text",),
        needed=("text",),
    ),
    Form(
        "common_ground.propose",
        "member",
        filled={"claim": "", "text": "It is a bird."},
        texts=("text",),
        needed=("text",),
        choices=("claim",),
    ),
    Form("common_ground.answer", "member", filled={"answer": "accept", "number": "1"}),
    Form("common_ground.edit", "author", filled={"text": "It flies."}, texts=("text",), needed=("text",)),
    Form(
        "evidence.searched",
        "member",
        filled={"side": "for", "where": "In the archive", "wanted": "yes"},
        texts=("where",),
        choices=("side",),
    ),
    Form("evidence.withdraw", "author", prepare=a_bearing),
    Form("evidence.put_back", "author", prepare=withdrawn),
    Form("drafts.keep", "member", filled={"draft": _draft, "quote": "It flew."}),
    Form("drafts.discard", "member", filled={"draft": _draft}),
    Form(
        "weighting.five_answered",
        "member",
        filled={**QUESTIONS, "bearing": lambda given: str(given["bearing"])},
        choices=tuple(QUESTIONS),
    ),
    Form("weighting.rate", "member", filled=QUESTIONS, choices=tuple(QUESTIONS)),
    Form("weighting.ledger", "member"),
    Form("reading.moved", "member"),
    Form(
        "moderation.flag",
        "member",
        filled={"reason": "illegal", "note": "Page 3 says otherwise."},
        texts=("note",),
        choices=("reason",),
        prepare=a_bearing,
    ),
    *(
        Form(
            f"moderation.{each}",
            "member",
            filled={"reason": "illegal", "note": "It names where she lives."},
            texts=("note",),
            choices=("reason",),
            prepare=a_bearing,
        )
        for each in ("flag_article", "flag_source", "flag_author", "flag_name")
    ),
    Form(
        "moderation.reports_of",
        "moderator",
        filled={"action": "close_reported", "reason_code": "illegal", "reason": "It names where she lives."},
        texts=("reason",),
        needed=("reason",),
        choices=("action", "reason_code"),
    ),
    Form("moderation.claim_it", who="moderator", page="moderation.queue", prepare=reported),
    Form("moderation.let_go", who="moderator", page="moderation.queue", prepare=reported),
    Form(
        "moderation.put_off",
        who="moderator",
        filled={"hours": "24", "reason": "They answer on Monday."},
        texts=("reason",),
        needed=("hours", "reason"),
        numbers=("hours",),
        prepare=reported,
    ),
    Form(
        "moderation.hand_it_on",
        who="moderator",
        filled={"to": lambda arguments: arguments["another"], "words": "I know them."},
        texts=("words",),
        needed=("to", "words"),
        choices=("to",),
        prepare=reported,
    ),
    Form(
        "moderation.leave_note",
        who="moderator",
        filled={"text": "I wrote to the publisher."},
        texts=("text",),
        needed=("text",),
        page="moderation.put_off",
        prepare=reported,
    ),
    Form(
        "moderation.together",
        who="moderator",
        filled={
            "item": lambda arguments: arguments["chosen"],
            "action": "remove",
            "reason_code": "spam",
            "reason": "They sell shoes.",
            "step": "decide",
        },
        texts=("reason",),
        needed=("action", "reason_code", "reason"),
        choices=("action", "reason_code"),
        prepare=reported,
    ),
    Form(
        "moderation.batch",
        who="moderator",
        filled={"reason": "They sold no shoes."},
        texts=("reason",),
        prepare=a_batch,
    ),
    Form(
        "moderation.decide",
        "moderator",
        filled={"action": "remove", "reason_code": "spam", "reason": "It advertises a boat.", "address": ""},
        texts=("reason",),
        needed=("reason",),
        choices=("action", "reason_code"),
        prepare=a_bearing,
    ),
    Form(
        "moderation.burst",
        "moderator",
        filled={"action": "discarded", "reason": "They are one person’s."},
        texts=("reason",),
        choices=("action",),
    ),
    Form(
        "moderation.undo_ratings",
        "moderator",
        filled={"reason": "It was a mistake."},
        texts=("reason",),
        prepare=a_decided_burst,
    ),
    Form(
        "moderation.same_origin",
        "member",
        filled={"other": lambda given: str(given["other"]), "why": "Both have it from the harbour watch."},
        texts=("why",),
        needed=("why",),
        choices=("other",),
        prepare=nothing_suggested,
    ),
    Form(
        "moderation.do_to_item",
        "member",
        filled={
            "into": lambda given: str(given["other"]),
            "reason": "Both have the same words.",
        },
        texts=("reason",),
        needed=("reason",),
        choices=("into",),
        prepare=nothing_proposed,
    ),
    Form(
        "moderation.proposal",
        "moderator",
        filled={"verdict": "decline", "reply": "They tell of two days."},
        texts=("reply",),
        needed=("reply",),
        choices=("verdict",),
    ),
    Form(
        "moderation.origin",
        "moderator",
        filled={"verdict": "confirm", "name": "The harbour watch", "reason": "Word for word."},
        texts=("name", "reason"),
        choices=("verdict",),
    ),
    Form("moderation.look_for_origins", "moderator", page="moderation.origins"),
    Form(
        "moderation.mark_source",
        "moderator",
        filled={"action": "retract_source", "address": "https://example.org/notice", "reason": "They say so."},
        texts=("reason",),
        needed=("reason",),
        links=("address",),
        choices=("action",),
    ),
    Form(
        "moderation.profile",
        "moderator",
        filled={"name": "The Harbour Post", "grade": "C", "reason": "It has no corrections page."},
        texts=("name", "reason"),
        needed=("name", "reason"),
        choices=("grade",),
    ),
    Form("moderation.undo_source_act", "moderator", filled={"reason": "It was a mistake."}, texts=("reason",)),
    Form(
        "moderation.source_lists",
        "admin",
        filled={"file": (b"domain,status\nexample.org,B\n", "list.csv"), "rows": "", "name": "A list of birds"},
        texts=("name",),
    ),
    Form("moderation.withdraw_source_list", "admin", page="moderation.source_lists"),
    Form("moderation.undo", "moderator", filled={"reason": "It was a mistake."}, texts=("reason",)),
    Form("moderation.appeal", "author", filled={"text": "It is sourced."}, texts=("text",), needed=("text",)),
    Form(
        "moderation.decide_appeal",
        "another moderator",
        filled={
            "verdict": "modify",
            "milder": "return",
            "reason_code": "unsourced",
            "reply": "It is no advertisement, and has no source.",
        },
        texts=("reply",),
        needed=("reply",),
        choices=("verdict", "milder", "reason_code"),
    ),
    Form(
        "moderation.conduct",
        "moderator",
        filled={
            "person": "mia",
            "what": "slow",
            "days": "3",
            "minutes": "30",
            "reason_code": "abuse",
            "reason": "They shout at people.",
        },
        texts=("person", "reason"),
        needed=("person", "reason"),
        choices=("what", "days", "minutes", "reason_code"),
    ),
    Form("moderation.undo_conduct", "moderator", filled={"reason": "It was a mistake."}, texts=("reason",)),
    Form(
        "moderation.ask_purge",
        "admin",
        filled={
            "thing": "contribution",
            "name": lambda given: str(given["second"]),
            "reason_code": "illegal",
        },
        choices=("reason_code",),
        prepare=lambda place, cast, scene: {"second": scene.values["bearing"][1]},
    ),
    Form("moderation.confirm_purge", "admin", filled={"sure": "y"}),
    Form("moderation.call_off_purge", "admin"),
    Form(
        "moderation.lock_it",
        "moderator",
        filled={"reason_code": "abuse", "reason": "It has turned into a quarrel."},
        texts=("reason",),
        needed=("reason",),
        choices=("reason_code",),
        prepare=a_bearing,
    ),
    Form(
        "moderation.finding",
        filled={"text": "It flew, and nobody saw where to."},
        texts=("text",),
        needed=("text",),
        prepare=concluded,
    ),
    Form("moderation.sign", "moderator", page="moderation.finding", prepare=concluded),
    *(
        Form(
            endpoint,
            who,
            filled={"block": "boat*\nfree crypto", "hold": "idiot", "flag": "shoes", "sample": "A boat."},
            texts=("block", "hold", "flag", "sample"),
            prepare=watched,
        )
        for endpoint, who in (("moderation.watched_words_of", "editor"), ("moderation.watched_words", "admin"))
    ),
    *(
        Form(
            endpoint,
            who,
            filled={"address": "https://receiver.example/hook", "kinds": ["evidence.posted", "article.closed"]},
            links=("address",),
            needed=("address",),
        )
        for endpoint, who in (
            ("webhooks.webhooks", "admin"),
            ("webhooks.webhooks_of_article", "editor"),
            ("webhooks.webhook", "editor"),
        )
    ),
    Form("webhooks.act", page="webhooks.webhook", filled={"do": "secret"}),
    Form("webhooks.again", page="webhooks.webhook"),
    Form("articles.slow_mode", page="articles.settings", filled={"minutes": "10"}, choices=("minutes",)),
)
