"""A body for every shape that the API takes; one that is missing fails the tests of every route."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

_WORDING = {"text": "It flew.", "claim_kind": "fact"}
_ITEM = {"quote": "It was seen to fly.", "evidence_kind": "report", "citation": "An almanac"}
_BEARS = {"side": "for", "warrant": "Who saw it fly knows."}

BODIES: Mapping[str, Mapping[str, Any]] = {
    "AppealGiven": {"text": "It was fair."},
    "BatchReason": {"reason": "It was a slip."},
    "Bears": _BEARS,
    "BearsOn": {**_BEARS, "target": str(uuid4())},
    "Delay": {"hours": 2, "reason": "It can wait."},
    "DraftGiven": {"words": {"quote": ["It flew."]}},
    "EmptySearchGiven": {"where": "In the library."},
    "FindingGiven": {"text": "It flew.", "number": 0},
    "HandOn": {"to": "every admin", "words": "You know more of it."},
    "Item": _ITEM,
    "JoinCode": {"code": "AAAA-BBBB"},
    "LockGiven": {"reason_code": "spam", "reason": "It goes round in circles."},
    "Looks": {"theme": "dark"},
    "Mark": {"action": "retract_source", "reason": "Its author took it back.", "address": "https://example.org/x"},
    "Merging": {"claims": [str(uuid4())], "keep": str(uuid4())},
    "NewAnswers": {"relevance": 3},
    "NewArticle": {"title": "A swan", "text": "A swan swam.\n\nNobody doubts it."},
    "NewClaim": {**_WORDING, "passage": "Nobody doubts it."},
    "NewEditor": {"name": "mia"},
    "NewEvidence": {**_ITEM, **_BEARS},
    "NewGroup": {"name": "Friends of swans"},
    "NewPoint": {"text": "Birds have feathers."},
    "NewRelation": {"relation_kind": "supports", "premises": [str(uuid4())], "target": str(uuid4())},
    "NewRemark": {"text": "Which one?"},
    "NewStance": {"answer": "agree", "credence": 70},
    "NewerText": {"text": "A swan swam on.", "after": 2},
    "Note": {"text": "Look at its source."},
    "NoticeSettings": {"rhythm": "daily", "watches_own": True, "in_app": ["answers"], "by_mail": []},
    "Nothing": {},
    "Order": {"action": "remove", "reason_code": "spam", "reason": "It advertises."},
    "PartyGiven": {"party": "yes", "reason": "It sells herons."},
    "PointAnswer": {"answer": "yes", "wording": 1},
    "PointText": {"text": "Birds have feathers."},
    "PurgeGiven": {"thing": "contribution", "name": str(uuid4()), "reason_code": "illegal"},
    "Read": {"newest": 1},
    "Reason": {"reason": "It was a slip."},
    "RemarkText": {"text": "Which of them?"},
    "Reply": {"verdict": "uphold", "reply": "It stands."},
    "Report": {"reason": "personal data", "note": "It has an address in it."},
    "Reworded": _WORDING,
    "SaidGiven": {"said": "checked", "url": "https://example.org/original"},
    "SanctionGiven": {"person": "arthur", "sanction": "warn", "reason_code": "spam", "reason": "It advertises."},
    "Seen": {},
    "Settled": {"title": "A swan"},
    "SlowMode": {"minutes": 5},
    "Splitting": {"parts": [{"text": "It flew."}, {"text": "It sang."}]},
    "Step": {"step": "close", "reason": "All is said."},
    "Together": {"chosen": [{"id": str(uuid4()), "version": 1}], "action": "keep"},
    "WatchGiven": {"state": "watched"},
    "WordingSigned": {"number": 1},
    "WordsGiven": {"number": 0, "flag": "shoes"},
}
