"""Who says it, in words."""

import pytest
from flask import Flask

from deliberate.core.db import transaction
from deliberate.propositions.models import Modality, Party
from deliberate.propositions.queries import with_parts
from deliberate.propositions.voicing import MODALITY_WORDS, Teller, voice_line
from tests.factories import make_article, make_proposition
from tests.propositions.claims import voiced


def test_a_nested_voice_tells_who_says_it_and_then_who_passes_it_on(context: Flask) -> None:
    with transaction():
        claim = voiced(make_article(), "RT", "Officials")
        speaker = claim.voices[1].speaker
        assert speaker is not None
        speaker.party, speaker.party_reason = Party.YES, "They fight."
        line = voice_line(claim)
        assert line.tellers == (
            Teller("Officials", "Officials says", Party.YES, "They fight."),
            Teller("RT", "RT says", Party.UNKNOWN, None),
        )


def test_without_a_voice_it_is_the_article_s_own(context: Flask) -> None:
    with transaction():
        line = voice_line(with_parts(make_proposition(make_article())))
        assert (line.tellers, line.modality) == ((), "asserted")


@pytest.mark.parametrize("modality", Modality)
def test_every_firmness_has_its_word(modality: Modality) -> None:
    assert MODALITY_WORDS[modality]
