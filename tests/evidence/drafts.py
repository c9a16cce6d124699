"""Drafts for tests: valid, and with nothing a test did not ask for."""

from typing import Any

from deliberate.evidence.drafts import BearingDraft, EvidenceDraft, ItemDraft
from deliberate.evidence.models import EvidenceKind, Side

QUOTE = "The cable had lost a third of its section."


def item(quote: str = QUOTE, **fields: Any) -> ItemDraft:
    fields.setdefault("kind", EvidenceKind.DOCUMENT)
    fields.setdefault("link", "https://bridges.example/report")
    return ItemDraft(quote=quote, **fields)


def bears(
    side: Side = Side.FOR, warrant: str = "A cable so thin *breaks*.", submission: str | None = None
) -> BearingDraft:
    return BearingDraft(side, warrant, submission)


def draft(side: Side = Side.FOR, *, submission: str | None = None, **fields: Any) -> EvidenceDraft:
    return EvidenceDraft(item(**fields), bears(side, submission=submission))
