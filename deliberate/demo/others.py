"""Smaller articles, one for each way an article can be: in draft, pre-moderated, closed, by link, in a group."""

from deliberate.articles.drafts import ArticleDraft
from deliberate.articles.intake import read_pasted
from deliberate.articles.models import Audience
from deliberate.articles.services import close
from deliberate.articles.versions import renew
from deliberate.classroom.assignments import AssignmentDraft, set_assignment, start
from deliberate.classroom.models import TaskKind
from deliberate.classroom.services import ClassDraft, join_class, make_class
from deliberate.core.contributions import Status
from deliberate.demo.conduct import conclude, slow_down
from deliberate.demo.exercises import practise
from deliberate.demo.groups import play_groups
from deliberate.demo.judging import judge
from deliberate.demo.people import Cast
from deliberate.demo.script import AGAINST, FOR, Claim, Disputed, Item, Remark, Script, Search, Stand, text_of
from deliberate.demo.staging import play, set_up
from deliberate.evidence.models import EvidenceKind
from deliberate.moderation.services import decide
from deliberate.propositions.models import Answer, Kind
from deliberate.propositions.queries import propositions_of
from deliberate.propositions.services import accept, make_main, reject

#: What the class is set.
ASSIGNMENT = "The garden, for and against"

#: The class that a join code lets people into.
GROUP = "Class 10b"

_BYLINE = "Made up for this demonstration"
_ARGUMENT = EvidenceKind.ARGUMENT

DRAFT = Script(
    draft=ArticleDraft(title="Should homework count towards grades?", byline=_BYLINE),
    editor="copper-beech",
    text=text_of("homework"),
    main="",
    claims=(),
    parties={},
)

PREMODERATED = Script(
    draft=ArticleDraft(title="Should phones stay in a locker all day?", byline=_BYLINE, premoderated=True),
    editor="copper-beech",
    text=text_of("phones"),
    main="calm",
    claims=(
        Claim("calm", "Lessons are calmer without phones.", "lessons are calmer without phones", ("The head teacher",)),
        Claim(
            "enough",
            "A rule for lessons would be enough.",
            "a rule for lessons would be enough",
            ("The pupils’ council",),
            kind=Kind.POLICY,
        ),
    ),
    parties={},
    items=(
        Item(
            "buzz",
            "amber-fox",
            "calm",
            FOR,
            "A phone that buzzes in a bag takes the attention of everybody who hears it.",
            "It need not even be in a hand to disturb.",
            _ARGUMENT,
            "The contributor’s own argument about noise",
        ),
        Item(
            "bored",
            "plain-badger",
            "calm",
            AGAINST,
            "Those who are bored find something else to do than listen, with a phone or without one.",
            "Then it is not the phones that make a lesson restless.",
            _ARGUMENT,
            "The contributor’s own argument about boredom",
        ),
    ),
    remarks=(Remark("bus", "late-swift", None, "What about those whose bus ticket is on their phone?"),),
)

CLOSED = Script(
    draft=ArticleDraft(title="Should the library open on Sundays?", byline=_BYLINE),
    editor="red-alder",
    text=text_of("library"),
    main="open",
    claims=(
        Claim(
            "open",
            "The library should open on Sunday afternoons.",
            "it should open on Sunday afternoons",
            ("A group of readers",),
            kind=Kind.POLICY,
        ),
        Claim("posts", "This would cost two more posts.", "this would cost two more posts", ("The town treasurer",)),
    ),
    parties={},
    searches=(Search("quiet-heron", "posts", FOR, "The town’s budget of the last two years."),),
    stands=(Stand("quiet-heron", "open", Answer.AGREE), Stand("tall-birch", "open", Answer.DISAGREE)),
)

BY_LINK = Script(
    draft=ArticleDraft(title="Four days a week in our street?", byline=_BYLINE, audience=Audience.LINK),
    editor="red-alder",
    text=text_of("offices"),
    main="productive",
    claims=(
        Claim(
            "productive",
            "People would be as productive in four days.",
            "people would be as productive in four days",
            ("The two owners",),
            kind=Kind.FORECAST,
        ),
        Claim("fridays", "Nobody could be reached on Fridays.", "nobody could be reached on Fridays", ("A neighbour",)),
    ),
    parties={},
    disputed=(Disputed("fridays", "The neighbour says that they spoke of the afternoons only."),),
)

CLASSROOM = Script(
    draft=ArticleDraft(title="Should the school garden be fenced?", byline=_BYLINE, audience=Audience.GROUP),
    editor="open-window",
    text=text_of("garden"),
    main="dogs",
    claims=(
        Claim("dogs", "A fence would keep dogs out.", "a fence would keep dogs out", ("The gardening club",)),
        Claim(
            "everybody",
            "The garden should stay open to everybody.",
            "the garden should stay open to everybody",
            ("Others in the class",),
            kind=Kind.POLICY,
        ),
    ),
    parties={},
    items=(
        Item(
            "holes",
            "late-swift",
            "dogs",
            FOR,
            "There were dog tracks in the beds on three mornings in May, and holes where the beans had been.",
            "If dogs get in now, a fence would change that.",
            EvidenceKind.TESTIMONY,
            "Seen by members of the gardening club",
        ),
        Item(
            "foxes",
            "still-newt",
            "dogs",
            AGAINST,
            "Foxes climb fences, and their tracks look much like those of small dogs.",
            "What came in may not have been dogs at all.",
            _ARGUMENT,
            "The contributor’s own argument about foxes",
        ),
    ),
)


def play_others(cast: Cast) -> None:
    """All of them, each as far as it goes."""
    _leave_in_draft(cast)
    _pre_moderate(cast)
    library = play(cast, CLOSED)
    renew(cast["red-alder"], library.article, read_pasted(text_of("library-newer"), "text"), 1)
    close(cast["red-alder"], library.article, "The town council has decided; thank you for taking part.")
    conclude(cast, library)
    play(cast, BY_LINK)
    _gather_class(cast)


def _leave_in_draft(cast: Cast) -> None:
    """Suggestions half decided on, for an editor to go on with."""
    stage = set_up(cast, DRAFT)
    editor = cast[DRAFT.editor]
    first, second, *_ = sorted(propositions_of(stage.article, {Status.SUGGESTED}), key=lambda each: each.rank or 0)
    accept(editor, first)
    make_main(editor, first)
    reject(editor, second)


def _pre_moderate(cast: Cast) -> None:
    """Everything waits; one item on each side has been let through, and a remark waits still."""
    stage = play(cast, PREMODERATED)
    for bearing in stage.bearings.values():
        decide(cast["calm-plover"], bearing, "approve")
    slow_down(stage)


def _gather_class(cast: Cast) -> None:
    teacher = cast[CLASSROOM.editor]
    classroom = make_class(teacher, ClassDraft(GROUP, asks_names=True))
    for name, given in (("late-swift", "Lena Schmidt"), ("still-newt", "Samir Haddad"), ("new-leaf", "Nora Olsen")):
        join_class(cast[name], classroom.group.join_code, given)
    stage = play(cast, CLASSROOM, group=classroom.group)
    tasks = {TaskKind.POST_FOR: 1, TaskKind.WEIGH: 2, TaskKind.CHECK_VOICE: 1}
    draft = AssignmentDraft(ASSIGNMENT, tasks, "Read the article first. Then find something of your own.")
    assignment = set_assignment(teacher, classroom, stage.article, draft)
    start(teacher, assignment)
    judge(cast, stage, assignment)
    practise(cast, teacher, classroom)
    play_groups(cast, teacher, classroom, stage.article)
