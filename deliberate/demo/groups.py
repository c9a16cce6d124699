"""The class once more on a copy of its article, in two groups that know nothing of each other; one has begun."""

from deliberate.articles.models import Article
from deliberate.classroom.assignments import AssignmentDraft, set_assignment, start
from deliberate.classroom.copying import bare, store_copy
from deliberate.classroom.grouping.models import Way
from deliberate.classroom.grouping.queries import article_for
from deliberate.classroom.grouping.services import DivisionDraft, move, propose, settle
from deliberate.classroom.models import Classroom, TaskKind
from deliberate.core.actors import Actor
from deliberate.demo.people import Cast
from deliberate.evidence.drafts import BearingDraft, EvidenceDraft, ItemDraft
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.evidence.services import post_evidence
from deliberate.propositions.queries import find_main

GROUPED = "The garden, in two groups"
#: What the text is called here, so that its copies are told from the article of the whole class.
TEMPLATE = "A fence around the school garden?"
#: Who is in which: by hand, so that it is the same in each demonstration.
PLACES = {"late-swift": 1, "new-leaf": 1, "still-newt": 2}

_FOUND = EvidenceDraft(
    ItemDraft(
        "The school garden at the corner lost half of its seedlings in one week of May.",
        EvidenceKind.TESTIMONY,
        citation="Told by the caretaker",
    ),
    BearingDraft(Side.FOR, "What happened next door may happen here."),
)


def play_groups(cast: Cast, teacher: Actor, classroom: Classroom, garden: Article) -> None:
    """Set it, divide the class, and have somebody post in their group."""
    tasks = {TaskKind.POST_FOR: 1, TaskKind.POST_AGAINST: 1}
    draft = AssignmentDraft(GROUPED, tasks, "Find one item for and one against the main claim, with your group.")
    template = store_copy(teacher, garden, bare(teacher, garden), classroom.group_id, TEMPLATE)
    assignment = set_assignment(teacher, classroom, template, draft)
    start(teacher, assignment)
    division = propose(teacher, assignment, DivisionDraft(Way.BY_HAND, 2, is_size=False, places_joiners=True))
    move(teacher, division, {cast[name].key: place for name, place in PLACES.items()}, division.version)
    settle(teacher, division)
    student = cast["still-newt"]
    own = article_for(assignment, student.key)
    main = find_main(own) if own is not None else None
    if main is not None:
        post_evidence(student, main, _FOUND)
