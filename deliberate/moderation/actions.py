"""What can be done to a contribution, as data: from which states, to which, and in which words.

Three axes, kept apart: visibility (may readers see it?) and, for evidence, curation (how does it stand as evidence?)
and place (where does it stand, and which other item is the same?).
"""

import enum
from dataclasses import dataclass, replace
from typing import Any

from deliberate.core.contributions import PUBLIC, Status
from deliberate.core.doors import Door, instance_of
from deliberate.core.registry import Registry
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Curation
from deliberate.moderation.logged_acts import OTHER_ACTS


class Axis(enum.StrEnum):
    """Which of them an action moves along."""

    VISIBILITY = "visibility"
    CURATION = "curation"
    PLACE = "place"


@dataclass(frozen=True)
class Action:
    """One arrow of the state machine. States are the values of ``Status`` or ``Curation``, by the axis."""

    name: str
    #: What the decision form says.
    label: str
    #: What the public log says, with {} for the thing, to be said with ``say`` as the label is.
    past: str
    axis: Axis
    from_states: frozenset[str]
    to_state: str
    #: Whether the author is owed a reason, and may appeal.
    needs_reason: bool = True
    needs_address: bool = False
    #: Whether it can also answer an edit that waits beside what readers see.
    answers_edit: bool = False
    #: What it says of the flags it answers: they were right, or not; None leaves them open.
    upholds_flags: bool | None = None
    reversible: bool = True
    by_system: bool = False
    key: str | None = None
    #: What can take its place on appeal, beside itself for another reason: each leaves the author more.
    milder: tuple[str, ...] = ()
    #: From which other states it starts where it takes the place of another: what was shown had been taken from view.
    from_on_appeal: frozenset[str] = frozenset()

    @property
    def restricts(self) -> bool:
        """Whether it takes something from the author: they get a statement of reasons and may appeal."""
        return self.needs_reason

    @property
    def on_appeal(self) -> "Action":
        """The same, as it takes the place of another."""
        return replace(self, from_states=self.from_states | self.from_on_appeal)


actions: Registry[Action] = Registry("moderation action")


def _visibility(name: str, label: str, past: str, start: set[Status], end: Status, **more: object) -> None:
    _register(name, label, past, Axis.VISIBILITY, frozenset(start), end, more)


def _curation(
    name: str, label: str, past: str, end: Curation, start: set[Curation] | None = None, **more: object
) -> None:
    if start is None:
        # What is retracted stays so until it is cleared: nothing weaker may hide it.
        start = set(Curation) - {end} - ({Curation.RETRACTED} if end is not Curation.ACTIVE else set())
    _register(name, label, past, Axis.CURATION, frozenset(start), end, {"upholds_flags": True, **more})


def _place(name: str, label: str, past: str, end: Status = Status.VISIBLE, **more: object) -> None:
    _register(name, label, past, Axis.PLACE, frozenset({Status.VISIBLE}), end, more)


def _register(
    name: str, label: str, past: str, axis: Axis, start: frozenset[str], end: str, more: dict[str, object]
) -> None:
    from_states = frozenset(str(state) for state in start)
    action = Action(name, label, past, axis, from_states, str(end), **more)  # type: ignore[arg-type]
    actions.register(name, action)


_visibility(
    *("approve", N_("Approve: show it"), N_("approved {}"), {Status.PENDING}, Status.VISIBLE),
    needs_reason=False,
    answers_edit=True,
    upholds_flags=False,
    key="a",
)
_visibility(
    *(
        "return",
        N_("Return it to its author for changes"),
        N_("returned {} for changes"),
        {Status.PENDING},
        Status.RETURNED,
    ),
    answers_edit=True,
    upholds_flags=True,
    key="r",
    from_on_appeal=frozenset(map(str, PUBLIC)),
)
_visibility(
    *("reject", N_("Reject it"), N_("rejected {}"), {Status.PENDING}, Status.REMOVED),
    answers_edit=True,
    upholds_flags=True,
    key="x",
    milder=("return",),
)
_visibility(
    *("keep", N_("Keep it as it is"), N_("looked at {} and kept it"), set(PUBLIC), Status.VISIBLE),
    needs_reason=False,
    upholds_flags=False,
    key="f",
)
_visibility(
    *("remove", N_("Remove it from view"), N_("removed {}"), set(PUBLIC), Status.REMOVED),
    upholds_flags=True,
    key="d",
    milder=("return", "mark_stale", "dispute", "request_source"),
)
_visibility(
    "restore", N_("Show it again"), N_("showed {} again"), {Status.REMOVED}, Status.VISIBLE, needs_reason=False, key="b"
)
_visibility(
    *(
        "quarantine",
        N_("Set it aside"),
        N_("set {} aside until a moderator decides"),
        {Status.VISIBLE},
        Status.QUARANTINED,
    ),
    by_system=True,
)
_visibility(
    *("release", N_("Show it again undecided"), N_("showed {} again, as nobody had decided within 72 hours")),
    *({Status.QUARANTINED}, Status.VISIBLE),
    needs_reason=False,
    reversible=False,
    by_system=True,
)
_curation("dispute", N_("Mark as disputed"), N_("marked {} as disputed"), Curation.DISPUTED, key="p")
_curation("request_source", N_("Ask for a source"), N_("asked for a source on {}"), Curation.SOURCE_REQUESTED, key="s")
_curation("mark_stale", N_("Mark as out of date"), N_("marked {} as out of date"), Curation.STALE, key="o")
_curation(
    *("mark_retracted", N_("Mark its source as retracted"), N_("marked {} as retracted"), Curation.RETRACTED),
    needs_address=True,
    key="t",
    milder=("mark_stale", "dispute"),
)
_curation(
    *("clear", N_("Clear such a mark"), N_("cleared {} of its mark"), Curation.ACTIVE),
    needs_reason=False,
    upholds_flags=None,
    key="c",
)
_curation(
    *("mark_broken", N_("Mark its link as broken"), N_("marked the link of {} as broken"), Curation.BROKEN_LINK),
    start={Curation.ACTIVE},
    upholds_flags=None,
    by_system=True,
)
_place(
    "merge_item",
    N_("Merge it into another item"),
    N_("merged {} into another item"),
    Status.MERGED,
    upholds_flags=True,
    key="m",
)
_place("move_item", N_("Move it to another claim"), N_("moved {} to another claim"), upholds_flags=True, key="v")
_place("flip_item", N_("Turn it to the other side"), N_("turned {} to the other side"), key="i")
_place(
    *("verify_quote", N_("Its quote is in the source"), N_("found the quote of {} in its source")),
    needs_reason=False,
    key="q",
)
_place("pin", N_("Pin a note to it"), N_("pinned a note to {}"), needs_reason=False, key="n")
_place("unpin", N_("Take the note off"), N_("took the note off {}"), needs_reason=False, key="u")


def _fits(name: str, value: Any) -> None:
    """An action of another package is one that moderators choose, between states there are."""
    instance_of(Action)(name, value)
    states = {Axis.VISIBILITY: Status, Axis.CURATION: Curation}.get(value.axis)
    if states is None or value.by_system:
        raise ValueError("it has to be on visibility or curation, and for moderators to choose")
    unknown = {*value.from_states, *value.from_on_appeal, value.to_state} - {str(each) for each in states}
    if unknown:
        raise ValueError(f"there is no state {', '.join(sorted(unknown))}")
    if missing := set(value.milder) - set(actions.names()):
        raise ValueError(f"nothing milder is called {', '.join(sorted(missing))}")
    if value.key in {actions.get(each).key for each in actions.names()} - {None}:
        raise ValueError(f"the key {value.key} is another action's")


door = Door("deliberate.moderation_actions", actions, _fits)

#: Why something is decided, by code: the rule's text that the author and the log are shown.
REASONS = {
    "spam": N_("It advertises, or repeats itself."),
    "abuse": N_("It attacks people instead of arguing."),
    "off_topic": N_("It does not bear on what it is posted on."),
    "misquoted": N_("The quote is not in the source, or is cut so that it means something else."),
    "unsourced": N_("It gives no source that others could check."),
    "outdated": N_("Newer information replaces it."),
    "contested": N_("What it says is seriously contested."),
    "withdrawn_source": N_("Its publisher withdrew or corrected it."),
    "not_neutral": N_("Its words take a side where they should not."),
    "duplicate": N_("It is here already."),
    "personal_data": N_("It gives away somebody’s private details."),
    "illegal": N_("It breaks the law."),
    "other": N_("Another reason, given in words."),
}

#: Codes that nobody picks.
FINE = "no_breach"
BY_FLAGS = "flags"
UNDECIDED = "undecided"
BY_REMOVALS = "removals"
BY_COMING_BACK = "coming_back"
WRONG_SIDE = "wrong_side"
UNREACHABLE = "unreachable"
RULES = {
    **REASONS,
    FINE: N_("It breaks no rule."),
    BY_FLAGS: N_("Enough readers reported it. A moderator decides next."),
    UNDECIDED: N_("What is set aside shows again unless a moderator decides in time."),
    BY_COMING_BACK: N_("A suspension goes on for whoever deletes an account under it and makes another."),
    BY_REMOVALS: N_("So many removals within so many days cost a level above basic."),
    WRONG_SIDE: N_("What it says speaks for the other side."),
    UNREACHABLE: N_("Its address did not answer on two different days."),
}


def rule_in_words(code: str) -> str:
    """The rule's text for whoever reads; of a code that stands for none, nothing."""
    return say(RULES[code]) if code in RULES else ""


def past_of(action: str, what: str | None = None) -> str:
    """What the log says somebody did to a thing, or to "it"; a word of another room stands for itself."""
    return pattern_of(action).format(say("it") if what is None else what)


def pattern_of(action: str) -> str:
    """The same, with {} in the place of the thing."""
    if action in actions.names():
        return say(actions.get(action).past)
    if action in OTHER_ACTS:
        return say(OTHER_ACTS[action])
    return f"{action.replace('_', ' ').replace('{', '').replace('}', '')}: {{}}"


def choices(status: Status, curation: Curation | None, *, edit_waits: bool) -> list[Action]:
    """What a moderator may do to something in this state, in the order of the form."""
    found = []
    for action in (actions.get(name) for name in actions.names()):
        if action.by_system or action.axis is Axis.PLACE:
            continue
        if action.axis is Axis.VISIBILITY:
            fits = status.value in action.from_states or (edit_waits and action.answers_edit)
        else:
            fits = curation is not None and status in PUBLIC and curation.value in action.from_states
        if fits:
            found.append(action)
    return found
