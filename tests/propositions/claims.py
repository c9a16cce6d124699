"""Claims with voices, for tests of this room."""

from deliberate.articles.models import Article
from deliberate.core.db import session
from deliberate.propositions.models import Proposition, Voice
from deliberate.propositions.queries import with_parts
from deliberate.propositions.speakers import speakers_named
from tests.factories import make_proposition


def voiced(article: Article, *names: str, text: str = "The cable may have rusted.", **fields: object) -> Proposition:
    """A claim that these speakers say, outermost first."""
    claim = make_proposition(article, text, **fields)
    for depth, (name, speaker) in enumerate(speakers_named(article, names).items()):
        session.add(
            Voice(proposition_id=claim.id, depth=depth, speaker_id=speaker.id, cue=f"{name} says", cue_class="says")
        )
    return with_parts(claim)
