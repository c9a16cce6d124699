"""News that travels upwards: a lower room announces, a higher one listens, neither imports the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from blinker import Namespace

from deliberate.core.db import session

_signals = Namespace()

#: A contribution was posted, revised or changed its status. Sender: the contribution; ``action``: the event's name;
#: ``revision``: its newest wording, where that is what is new.
contribution_changed = _signals.signal("contribution-changed")
#: A text was read that will be imported, and no transaction is open yet: time for slow work. Sender: the ImportedText.
text_read = _signals.signal("text-read")
#: An article has a new version and no claims yet. Sender: the article; ``actor`` and ``version``.
article_imported = _signals.signal("article-imported")
#: A newer text was read and no transaction is open yet: time for slow work. Sender: the article; ``imported``.
newer_text_read = _signals.signal("newer-text-read")
#: An article has a newer text than the one its claims point into. Sender: the article; ``actor``
#: and ``version``, the newer one.
article_renewed = _signals.signal("article-renewed")
#: What anybody may see of an article changed. Sender: the article.
article_changed = _signals.signal("article-changed")
#: Something that enters the weights changed and no contribution did. Sender: the article; ``cause``, a word for what it
#: was, ``about``, the contribution that it bears on, or ``person``, whose answers count otherwise: without, all of it.
weights_due = _signals.signal("weights-due")
#: A source was marked as retracted or corrected, cleared of such a mark, or a mark was undone. Sender: the source;
#: ``action``: the event's name; ``people``: a frozenset of the ids of those who cited it or rated what cites it, but
#: not of whoever marked it; ``articles``: a tuple of the articles whose weights it moves, in the order of their ids.
source_marked = _signals.signal("source-marked")
#: Balances are about to be stored otherwise than they were. Sender: None; ``moved``: the claims by their public ids,
#: each with what is said of it before and after, as ``Balance.to_json`` has it, or None where it is not weighed.
balances_moved = _signals.signal("balances-moved")
#: Somebody answered what there is to ask about an item, and all that it moves is weighed. Sender: the bearing;
#: ``person``, whose id it is.
item_weighed = _signals.signal("item-weighed")
#: Enough people of each viewpoint have confirmed a point that both sides may accept, in these words for the first time.
#: Sender: the CommonPoint.
point_stands = _signals.signal("point-stands")

#: A change of state was logged. Sender: the Event; ``actor``, and ``target``, the thing it is about.
event_recorded = _signals.signal("event-recorded")
#: A moderator, or the system, decided. Sender: the Decision that leads; ``actor``, ``decisions``, all that came of it,
#: and ``flags``, those it answered.
decision_taken = _signals.signal("decision-taken")
#: What was decided is put back. Sender: the Decision that led; ``actor``, ``decisions``, all that are put back,
#: ``flags``, those it had answered, and ``appeal``, the Appeal it was done on, or None.
decision_reversed = _signals.signal("decision-reversed")
#: What somebody proposed about an item was done or declined. Sender: the ItemProposal; ``actor``, and ``matter``, what
#: it is about.
proposal_answered = _signals.signal("proposal-answered")
#: A moderator decided on the reports of an article, a source or a name. Sender: the Review; ``actor``, ``thing``, what
#: was reported, and ``flags``, those it answered.
reports_answered = _signals.signal("reports-answered")
#: Somebody appealed. Sender: the Appeal; ``actor`` and ``decision``: the Decision that leads, or the sanction,
#: the lock or the finding.
appeal_lodged = _signals.signal("appeal-lodged")
#: An appeal was answered. Sender: the Appeal; ``actor`` and ``decision``, as above.
appeal_answered = _signals.signal("appeal-answered")
#: Something that waits was left to others. Sender: the QueueEntry; ``actor``, ``people``, the ids of those it was left
#: to, and ``article_id``, of the article it is about, or None.
entry_handed_on = _signals.signal("entry-handed-on")
#: Words were erased for good. Sender: the Purge; ``article_id``, or None, and ``words``, a list of all there were: what
#: keeps copies of them takes those away.
words_erased = _signals.signal("words-erased")
#: Somebody was signed out everywhere, or everywhere but where they asked for it: whatever else lets somebody act for
#: them ends with it. Sender: None; ``actor_id``, whose.
signed_out_everywhere = _signals.signal("signed-out-everywhere")
#: Somebody made a token, by which a program acts for them. Sender: None; ``actor_id``, whose: whoever has their address
#: may tell them.
token_made = _signals.signal("token-made")
#: Something was decided about a person's conduct. Sender: the sanction; ``actor_key``, whose, and ``sanction``.
person_sanctioned = _signals.signal("person-sanctioned")
#: Nothing new is posted on something any more. Sender: the contribution; ``lock``.
contribution_locked = _signals.signal("contribution-locked")
#: An article came to a finding, or to other words of it. Sender: the Finding; ``actor``.
finding_written = _signals.signal("finding-written")
#: A sanction, a lock or a finding was put back. Sender: that; ``actor``, and ``appeal``, the Appeal it was done on, or
#: None.
measure_reversed = _signals.signal("measure-reversed")
#: Somebody's level moved by itself. Sender: the Standing; ``event``, and ``before``.
level_moved = _signals.signal("level-moved")

#: A class is about to be forgotten, with its assignments. Sender: the Classroom.
class_forgotten = _signals.signal("class-forgotten")
#: An assignment is about to be forgotten. Sender: the Assignment.
assignment_forgotten = _signals.signal("assignment-forgotten")
#: Somebody is about to be taken out of a class. Sender: the Classroom; ``person``, whose id it is.
taken_out_of_class = _signals.signal("taken-out-of-class")

_TOGETHER = "deliberate_weighed_together"


@contextmanager
def weighed_together() -> Iterator[None]:
    """Have what the block changes enter the weights at its end, once for each article, however much it is."""
    info = session().info  # type: ignore[operator]  # the host's scoped session: one real session per context
    waiting: dict[int, Any] = info.setdefault(_TOGETHER, {})
    try:
        yield
    finally:
        info.pop(_TOGETHER, None)
    # In the order in which everybody locks them.
    for _, article in sorted(waiting.items()):
        weights_due.send(article)


def waits_to_be_weighed(article: Any) -> bool:
    """Whether such a block is open; the article is then noted for its end."""
    waiting: dict[int, Any] | None = session().info.get(_TOGETHER)  # type: ignore[operator]
    if waiting is None:
        return False
    waiting[article.id] = article
    return True
