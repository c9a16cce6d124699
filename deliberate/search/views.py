"""The page on which things are found: a form that asks by its address, and what answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, render_template, request

from deliberate.articles.services import get_readable
from deliberate.core.wording import say
from deliberate.evidence.forms import KIND_WORDS
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.evidence.pages import describe
from deliberate.propositions.forms import KINDS
from deliberate.propositions.models import Kind
from deliberate.search.findables import Question, findables
from deliberate.search.folding import MOST_WORDS, terms_of, words_of
from deliberate.search.queries import MOST_PAGES, articles_to_choose, find
from deliberate.web.identity import current_actor

blueprint = Blueprint("search", __name__)

#: As many characters are read of what somebody types.
LONGEST_QUESTION = 200

Choice = TypeVar("Choice", bound=StrEnum)


@blueprint.get("/search")
def search() -> str:
    """What has the words, of all that this reader may read."""
    actor = current_actor()
    words = typed("q")
    slug = typed("article")
    question = Question(
        terms=terms_of(words),
        kind=request.args["kind"] if request.args.get("kind") in findables.names() else None,
        article=get_readable(actor, slug) if slug else None,
        side=_one_of(Side, "side"),
        claim_kind=_one_of(Kind, "claims"),
        evidence_kind=_one_of(EvidenceKind, "evidence"),
    )
    return render_template(
        "deliberate/search/search.html",
        question=question,
        words=words,
        longest=LONGEST_QUESTION,
        found=find(actor, question, _page()),
        too_many=MOST_WORDS if len(words_of(words)) > MOST_WORDS else None,
        labels={name: findables.get(name).label for name in findables.names()},
        articles=articles_to_choose(actor, question.article),
        claim_kinds={choice.value: say(choice.label) for choice in KINDS},
        evidence_kinds={kind.value: say(label) for kind, label in KIND_WORDS.items()},
        describe=describe,
        asked=_asked(question, words),
    )


def typed(name: str) -> str:
    """What somebody typed, without what no text holds and no longer than is read."""
    return "".join(each for each in request.args.get(name, "")[:LONGEST_QUESTION] if each.isprintable()).strip()


def _one_of(choices: type[Choice], name: str) -> Choice | None:
    given = request.args.get(name, "")
    return choices(given) if given in set(choices) else None


def _page() -> int:
    given = request.args.get("page", "")
    return min(int(given), MOST_PAGES) if given.isdecimal() and len(given) < 9 and int(given) else 1


def _asked(question: Question, words: str) -> Mapping[str, Any]:
    """The question as an address asks it."""
    asked = {
        "q": words,
        "kind": question.kind,
        "article": question.article.slug if question.article else None,
        "side": question.side,
        "claims": question.claim_kind,
        "evidence": question.evidence_kind,
    }
    return {name: str(value) for name, value in asked.items() if value}
