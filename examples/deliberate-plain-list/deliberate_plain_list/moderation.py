"""One more decision: an item whose figures were replaced by newer ones."""

from deliberate.moderation.actions import Action, Axis

OVERTAKEN = Action(
    name="overtaken",
    label="Mark as overtaken by newer figures",
    past="marked {} as overtaken by newer figures",
    axis=Axis.CURATION,
    from_states=frozenset({"active"}),
    to_state="stale",
    upholds_flags=True,
)
