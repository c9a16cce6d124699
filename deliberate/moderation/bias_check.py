"""The bias check: whether what is removed is more often of those who stand on one side."""

from collections import defaultdict

from sqlalchemy import exists, false, select

from deliberate.core.actors import SYSTEM_ID
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.moderation.figures import MOST, Scope, Table
from deliberate.moderation.models import Decision
from deliberate.propositions.models import Answer, Proposition, Stance

#: Of a viewpoint nothing is said while it has fewer people than these.
FEWEST = 3
TOO_FEW = "too few"
_VIEWPOINTS = {
    "Agree with the main claim": Answer.AGREE,
    "Disagree with it": Answer.DISAGREE,
    "Undecided, or have not said": Answer.UNSURE,
}


def removals_by_viewpoint(scope: Scope) -> Table:
    """How much of what each viewpoint posted was removed, by moderators and for good as things are."""
    removed = exists().where(
        Decision.contribution_id == Contribution.id,
        Decision.action.in_(("remove", "reject", "purge")),
        Decision.undone_by_id.is_(None),
        Decision.actor_id != SYSTEM_ID,
    )
    posted = [
        Contribution.kind.in_(("bearing", "remark")),
        scope.here(Contribution.article_id),
        scope.during(Contribution.created_at),
    ]
    posts = session.execute(
        select(Contribution.article_id, Contribution.author_id, removed)
        .where(*posted)
        .order_by(Contribution.id.desc())
        .limit(MOST)
    ).all()
    stances = session.execute(
        select(Proposition.main_of_id, Stance.actor_id, Stance.first_answer)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .where(
            Proposition.main_of_id.in_({article for article, _who, _gone in posts}) if posts else false(),
            Stance.actor_id.in_(select(Contribution.author_id).where(*posted)),
        )
        .order_by(Stance.id.desc())
    )
    # The one made first comes last, and stays.
    stands = {(article, who): answer for article, who, answer in stances}
    people: dict[Answer, set[str]] = defaultdict(set)
    counts: dict[Answer, list[bool]] = defaultdict(list)
    for article, who, is_gone in posts:
        answer = stands.get((article, who), Answer.UNSURE)
        people[answer].add(who)
        counts[answer].append(bool(is_gone))
    rows = []
    for words, answer in _VIEWPOINTS.items():
        if len(people[answer]) < FEWEST:
            rows.append((words, *[TOO_FEW] * 4))
            continue
        gone = sum(counts[answer])
        share = f"{100 * gone / len(counts[answer]):.0f} %"
        rows.append((words, str(len(people[answer])), str(len(counts[answer])), str(gone), share))
    return Table(
        "viewpoints",
        "Removals, by where their authors stand",
        ("Authors who", "People", "Posts", "Removed", "Share removed"),
        rows,
        f"By what each first said of an article’s main claim. Nothing is shown of fewer than {FEWEST} people.",
    )
