"""The wording of a claim: kept revision by revision, and looked at for what a change of words would drop."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import (
    STANDING,
    Revision,
    Status,
    add_revision,
    appliers,
    apply_revision,
    check_version,
    find_waiting_revision,
)
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.revising import find_same, revise
from deliberate.core.signals import contribution_changed
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.propositions.models import Kind, Modality, Proposition, Voice
from deliberate.propositions.queries import with_parts
from deliberate.propositions.speakers import clean_name, speakers_named
from deliberate.propositions.undoing import undoable
from deliberate.propositions.voicing import UNNAMED, fold, hedge_words, speaker_names

LONGEST_CLAIM = 1000
LONGEST_SCOPE = 500
MOST_SPEAKERS = 4

#: From the least to the most firmly put; a denial is as firm as an assertion.
_FIRMNESS_WORDS = {
    Modality.ASSERTED: N_("asserted"),
    Modality.DENIED: N_("denied"),
    Modality.REPORTED: N_("reported"),
    Modality.POSSIBLE: N_("possible"),
    Modality.HYPOTHETICAL: N_("hypothetical"),
}
_FIRMNESS = {
    Modality.HYPOTHETICAL: 0,
    Modality.POSSIBLE: 1,
    Modality.REPORTED: 2,
    Modality.ASSERTED: 3,
    Modality.DENIED: 3,
}


def snapshot(proposition: Proposition) -> dict[str, Any]:
    """The body of a revision. Needs the voices with their speakers loaded."""
    return {
        "text": proposition.text,
        "kind": proposition.claim_kind.value,
        "modality": proposition.modality.value,
        "scope": proposition.scope,
        "voices": [
            {"speaker": voice.speaker.name if voice.speaker else None, "cue": voice.cue, "class": voice.cue_class}
            for voice in proposition.voices
        ],
    }


def described(proposition: Proposition) -> str:
    """The present wording in words, for somebody whose edit came too late. Needs the voices loaded."""
    said = " → ".join(speaker_names(proposition)) or say("The article says")
    firmness = say(_FIRMNESS_WORDS[proposition.modality])
    lines = [
        proposition.text,
        say("Who says it: %(names)s", names=said),
        say("How firmly: %(firmness)s", firmness=firmness),
    ]
    if proposition.scope:
        lines.append(say("True only: %(scope)s", scope=proposition.scope))
    return "\n".join(lines)


def clean_claim(text: str, field: str = "text") -> str:
    """A claim's text on one line. Raises Invalid where it is empty or too long."""
    text = " ".join(check_text(text, field).split())
    if not text:
        raise Invalid(say("Put the claim in words."), field)
    if len(text) > LONGEST_CLAIM:
        raise Invalid(
            say("Keep the claim within %(most)s characters: one statement.", most=LONGEST_CLAIM),
            field,
        )
    return text


def check_new(article: Article, text: str, modality: Modality) -> None:
    """Raise Conflict where the article has the claim. The denial of a claim has its words, and is another."""
    standing = session.scalars(
        select(Proposition.text).where(
            Proposition.article_id == article.id,
            Proposition.modality == modality,
            Proposition.status.in_(STANDING | {Status.SUGGESTED}),
        )
    )
    if any(fold(each) == fold(text) for each in standing):
        raise Conflict(say("This claim is there already, among those of the article or its suggestions."))


def voices_said(names: Sequence[str], before: Sequence[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """Voices by the names of their speakers, outermost first; one that was there before keeps its cue."""
    if len(names) > MOST_SPEAKERS:
        raise Invalid(
            say("Name at most %(most)s speakers, one inside the other.", most=MOST_SPEAKERS),
            "speakers",
        )
    known = {voice["speaker"]: voice for voice in before}
    voices = []
    for name in names:
        speaker = None if name.strip() in {UNNAMED, say(UNNAMED)} else clean_name(check_text(name, "speakers"))
        if speaker != "":
            voices.append(known.get(speaker, {"speaker": speaker, "cue": "", "class": "says"}))
    return voices


def write_voices(proposition: Proposition, voices: Sequence[dict[str, Any]]) -> None:
    """Have these voices, and no others, say it."""
    session.execute(
        delete(Voice).where(Voice.proposition_id == proposition.id), execution_options={"synchronize_session": "fetch"}
    )
    speakers = speakers_named(proposition.article, [each["speaker"] for each in voices if each["speaker"]])
    session.add_all(
        Voice(
            proposition_id=proposition.id,
            depth=depth,
            speaker_id=speakers[each["speaker"]].id if each["speaker"] else None,
            cue=each["cue"],
            cue_class=each["class"],
        )
        for depth, each in enumerate(voices)
    )
    with_parts(proposition)


def apply_body(proposition: Proposition, revision: Revision) -> None:
    """Write a kept wording into the live rows. What a body does not name stays as it is."""
    body = revision.body
    proposition.text = body["text"]
    proposition.claim_kind = Kind(body.get("kind", proposition.claim_kind))
    proposition.modality = Modality(body.get("modality", proposition.modality))
    proposition.scope = body.get("scope", proposition.scope)
    if "voices" in body and body["voices"] != snapshot(with_parts(proposition))["voices"]:
        write_voices(proposition, body["voices"])


appliers["proposition"] = apply_body


def reword(
    actor: Actor,
    proposition: Proposition,
    text: str,
    version: int,
    *,
    claim_kind: Kind | None = None,
    modality: Modality | None = None,
    scope: str | None = None,
    speakers: Sequence[str] | None = None,
    substantive: bool = True,
) -> list[str]:
    """Give a claim another wording; what is None stays. Returns a sentence for each thing the change drops.

    The article's editors reword at once; an author's own edit may have to wait for a moderator.
    Raises StaleEdit where the form was opened on an older version, Conflict where the claim no longer stands.
    """
    edits = may(actor, Permission.EDIT_ARTICLE, proposition)
    if not edits:
        authorize(actor, Permission.EDIT_CONTRIBUTION, proposition)
    with_parts(proposition)
    before = snapshot(proposition)
    text = clean_claim(text)
    body = {
        "text": text,
        "kind": (claim_kind or proposition.claim_kind).value,
        "modality": (modality or proposition.modality).value,
        "scope": clean_scope(scope) if scope is not None else proposition.scope,
        "voices": before["voices"] if speakers is None else voices_said(speakers, before["voices"]),
    }
    if body == before or find_same(proposition, body) is not None:
        return []
    check_version(proposition, version, described(proposition))
    warnings = dropped(before, body, hedge_words(proposition))
    if edits:
        with undoable(actor, "reword", proposition):
            _rewrite(actor, proposition, body, "reword", substantive)
    else:
        revise(proposition, actor, body, text, substantive=substantive)
    return warnings


def dropped(before: dict[str, Any], after: dict[str, Any], hedges: Sequence[str]) -> list[str]:
    """What a rewording takes from the article's own caution: a sentence each, for a person to weigh."""
    warnings = []
    if _FIRMNESS[Modality(after["modality"])] > _FIRMNESS[Modality(before["modality"])]:
        firm = [say(_FIRMNESS_WORDS[Modality(each["modality"])]) for each in (before, after)]
        warnings.append(say("The article puts this as %(old)s; you made it %(new)s.", old=firm[0], new=firm[1]))
    old, new = before["text"].casefold(), after["text"].casefold()
    for hedge in hedges:
        if hedge.casefold() in old and hedge.casefold() not in new:
            warnings.append(say("The article hedges this with “%(hedge)s”; your wording leaves that out.", hedge=hedge))
    kept = {voice["speaker"] for voice in after["voices"]}
    for voice in before["voices"]:
        if voice["speaker"] not in kept:
            name = voice["speaker"] or say(UNNAMED)
            warnings.append(
                say("The article gives this as said by %(name)s; your wording no longer says so.", name=name)
            )
    return warnings


def _rewrite(actor: Actor, proposition: Proposition, body: dict[str, Any], action: str, substantive: bool) -> Revision:
    """Put a wording in place at once, with its revision and one event. Status and reasons stay."""
    if proposition.status is not Status.SUGGESTED and proposition.status not in STANDING:
        raise Conflict(say("This claim no longer stands, so it cannot be reworded. Restore it first."))
    status, because = proposition.status, proposition.held_because
    if (waiting := find_waiting_revision(proposition)) is not None:
        waiting.status = Status.WITHDRAWN
    revision = add_revision(proposition, actor, body, status, substantive=substantive)
    apply_revision(proposition, revision)
    revision.status = status
    if not proposition.is_visible:
        proposition.held_because = because
    session.flush()
    record(
        actor,
        action,
        proposition,
        before=status.value,
        after=status.value,
        revision=revision.number,
        body_digest=revision.digest,
    )
    contribution_changed.send(proposition, action=action)
    return revision


def rewrite(
    actor: Actor, proposition: Proposition, body: dict[str, Any], action: str, *, substantive: bool
) -> Revision:
    """As an editor's rewording stores it, under the name of another act (split, merge)."""
    authorize(actor, Permission.EDIT_ARTICLE, proposition)
    return _rewrite(actor, proposition, body, action, substantive)


def clean_scope(scope: str) -> str | None:
    """Where, when or for whom it holds, on one line; None where nothing is said. Raises Invalid where too long."""
    scope = " ".join(check_text(scope, "scope").split())
    if len(scope) > LONGEST_SCOPE:
        raise Invalid(say("Keep this within %(most)s characters.", most=LONGEST_SCOPE), "scope")
    return scope or None
