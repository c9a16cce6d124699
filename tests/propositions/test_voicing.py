"""Who says it, in words."""

import pytest
from flask import Flask

from deliberate.core.db import transaction
from deliberate.propositions.models import Modality, Party
from deliberate.propositions.queries import with_parts
from deliberate.propositions.voicing import MODALITY_WORDS, voice_line
from tests.factories import make_article, make_proposition
from tests.propositions.claims import voiced


def test_a_nested_voice_shows_the_innermost_speaker_and_who_passes_it_on(context: Flask) -> None:
    with transaction():
        claim = voiced(make_article(), "RT", "Officials")
        speaker = claim.voices[1].speaker
        assert speaker is not None
        speaker.party = Party.YES
        line = voice_line(claim)
        assert (line.speaker, line.through, line.cue, line.party) == ("Officials", ("RT",), "Officials says", "yes")


def test_without_a_voice_it_is_the_article_s_own(context: Flask) -> None:
    with transaction():
        line = voice_line(with_parts(make_proposition(make_article())))
        assert (line.speaker, line.through, line.modality) == ("", (), "asserted")


@pytest.mark.parametrize("modality", Modality)
def test_every_firmness_has_its_word(modality: Modality) -> None:
    assert MODALITY_WORDS[modality]
