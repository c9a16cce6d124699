"""What other rooms may ask of evidence. Each of these lives in a module named for what it does."""

from deliberate.evidence.answering import post_remark, report_search
from deliberate.evidence.editing import bearing_draft, edit_bearing, edit_evidence, edit_remark, item_draft, withdraw
from deliberate.evidence.fate import challengers_of, companions
from deliberate.evidence.posting import bear, post_evidence
from deliberate.evidence.putting_back import can_put_back, put_back
from deliberate.evidence.twins import Twin, find_twins

__all__ = [
    "Twin",
    "bear",
    "bearing_draft",
    "can_put_back",
    "challengers_of",
    "companions",
    "edit_bearing",
    "edit_evidence",
    "edit_remark",
    "find_twins",
    "item_draft",
    "post_evidence",
    "post_remark",
    "put_back",
    "report_search",
    "withdraw",
]
