"""What other rooms may ask of moderation. Each of these lives in a module named for what it does."""

from deliberate.moderation.appealing import appeal, appeal_until, decide_appeal
from deliberate.moderation.deciding import decide
from deliberate.moderation.flagging import raise_flag
from deliberate.moderation.releasing import release_overdue_quarantines
from deliberate.moderation.reversing import undo

__all__ = [
    "appeal",
    "appeal_until",
    "decide",
    "decide_appeal",
    "raise_flag",
    "release_overdue_quarantines",
    "undo",
]
