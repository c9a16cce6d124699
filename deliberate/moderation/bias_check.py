"""The bias check: whether what is removed is more often of those who stand on one side.

Figures that anybody may read at any moment would tell, by what is added when somebody posts, where that person stands.
So they are of months that are over, in steps, and of all viewpoints or none.
"""

from collections import defaultdict

from sqlalchemy import exists, false, select

from deliberate.core.actors import SYSTEM_ID
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.wording import N_, say
from deliberate.moderation.figures import MOST, Scope, Table
from deliberate.moderation.models import Decision
from deliberate.propositions.models import Answer, Proposition, Stance

#: Nothing is said while a viewpoint has anybody and fewer people than these.
FEWEST = 3
#: People and posts are counted in steps of so many, shares in steps of so many percent.
STEP, STEP_OF_SHARES = 5, 10
TOO_FEW = N_("too few")
_VIEWPOINTS = {
    N_("Agree with the main claim"): Answer.AGREE,
    N_("Disagree with it"): Answer.DISAGREE,
    N_("Undecided, or have not said"): Answer.UNSURE,
}


def removals_by_viewpoint(scope: Scope) -> Table:
    """About how much of what each viewpoint posted before this month was removed, by moderators and for good as things
    are."""
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
        Contribution.created_at < now().replace(day=1, hour=0, minute=0, second=0, microsecond=0),
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
    shown = bool(people) and all(len(each) >= FEWEST for each in people.values())
    rows = [
        (say(words), *(_row(len(people[answer]), counts[answer]) if shown else [say(TOO_FEW)] * 3))
        for words, answer in _VIEWPOINTS.items()
    ]
    return Table(
        "viewpoints",
        say("Removals, by where their authors stand"),
        (say("Authors who"), say("People"), say("Posts"), say("Share removed")),
        rows,
        say(
            "By what each first said of an article’s main claim, of months that are over and in steps of %(step)s, so "
            "that nobody can be told by what is added. Nothing is shown while anywhere stand fewer than %(fewest)s "
            "people.",
            step=STEP,
            fewest=FEWEST,
        ),
    )


def _row(people: int, removed: list[bool]) -> tuple[str, str, str]:
    share = STEP_OF_SHARES * round(100 * sum(removed) / len(removed) / STEP_OF_SHARES) if removed else 0
    removed_in_words = say("about %(share)s %%", share=share) if removed else say("nothing posted")
    return _in_steps(people), _in_steps(len(removed)), removed_in_words


def _in_steps(count: int) -> str:
    least = count - count % STEP
    return say("%(least)s or more", least=str(least)) if least else say("under %(step)s", step=STEP)
