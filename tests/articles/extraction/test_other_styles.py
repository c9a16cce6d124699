"""Made-up texts in other styles than opinion: who says what, how firmly, in which words."""

from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures"
STYLES = ("court-report", "health-study", "political-dispute", "local-news", "odd-marks")

SAID = {
    "court-report": [
        ("The firm", "denied", "A call was made."),
        ("Prosecutors", "reported", "Peter Annand ignored a warning from the site manager."),
        ("Annand", "reported", "Annand had never given such an order."),
        ("Its lawyer, Daniel Price", "reported", "The inspector’s notes are unreliable."),
        ("", "reported", "Dobbs falsified the inspection log."),
        ("Annand’s former partner, Lee Dobbs", "denied", "Lee Dobbs falsified the log."),
        (
            "The families of the dead men",
            "reported",
            "The families of the dead men were “devastated” and would consider a civil claim.",
        ),
    ],
    "health-study": [
        ("The authors > the study", "possible", "Walking prevents the disease."),
        (
            "Researchers at the University of Leland",
            "reported",
            "Those who walked about 9,800 steps a day were 50% less likely to be diagnosed.",
        ),
        (
            "Prof. Alan Whitby of the Brain Institute",
            "reported",
            "The findings are “encouraging but not conclusive”.",
        ),
        ("A 2019 trial", "reported", "A 2019 trial found no effect of exercise on memory."),
    ],
    "political-dispute": [
        ("opposition leaders", "reported", "Carla Benedetti hid a deficit of €2.3 billion from parliament."),
        (
            "The finance minister, Carla Benedetti",
            "denied",
            "Carla Benedetti hid a deficit of €2.3 billion from parliament.",
        ),
        (
            "the Tagblatt > Her predecessor, Jonas Weil",
            "reported",
            "The deficit was known to the cabinet in March.",
        ),
        ("A government spokesman", "reported", "Weil’s claim that ministers knew was false."),
        ("two people close to him > Weil", "reported", "Weil was misunderstood."),
        ("", "reported", "The audit office is preparing a critical report."),
        ("The finance minister, Carla Benedetti", "reported", "Carla Benedetti will not."),
    ],
    "local-news": [
        (
            "Residents > a contractor",
            "reported",
            "The council had ordered the felling of 23 lime trees in Easton Park.",
        ),
        ("the council", "reported", "The council knew nothing of the work."),
        ("Parks officer Dean Holt > the contractor", "reported", "A permit was issued in January."),
        ("Mrs Grant > workers", "reported", "The wood had already been sold."),
        (
            "A spokeswoman for Greenline",
            "reported",
            'The claim that the wood had already been sold is "nonsense".',
        ),
        ("Olive Grant", "reported", "By eight there was nothing left."),
        ("Councillor Priya Nair", "reported", "Councillor Priya Nair has called for an inquiry."),
    ],
    "odd-marks": [
        ("the mayor of Brühl, Anna Köhler", "reported", "We never received the letter."),
        ("a spokesman for the agency", "reported", "The letter was sent on 3 May."),
        ("the engineers’ report", "reported", "The bridge is safe."),
        ("the engineers’ report", "reported", "No repairs are needed before 2030."),
        ("Mr. O’Neill, the city's bridge officer", "reported", "Every bridge moves."),
        ("The union’s chair, Zoë D’Angelo", "reported", "We’ve counted 14 cracks."),
        ("the article", "asserted", "No one has denied that the cracks exist."),
    ],
}


@pytest.fixture
def article(reading):
    return lambda name: reading((FIXTURES / f"{name}.txt").read_text("utf-8"))


def voices(suggestion):
    """Everybody who says it, outermost first, in one line."""
    names, voice = [], suggestion.voice
    while voice is not None:
        names.append(voice.speaker)
        voice = voice.inner
    return " > ".join(names) if suggestion.voice else "the article"


@pytest.mark.parametrize(("name", "wanted"), [(name, wanted) for name in STYLES for wanted in SAID[name]])
def test_who_says_what_and_how_firmly(article, name, wanted):
    assert wanted in [(voices(each), each.modality, each.text) for each in article(name).suggestions]


@pytest.mark.parametrize("name", STYLES)
def test_ranks_hedges_and_wordings_are_sound(article, shaped, name):
    shaped(article(name))


@pytest.mark.parametrize("name", STYLES)
def test_nothing_is_suggested_twice_in_one_voice(article, name):
    said = [(voices(each), each.modality, each.text) for each in article(name).suggestions]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("name", STYLES)
def test_the_first_claims_are_in_nearly_as_many_voices_as_there_are(article, foremost, name):
    found = article(name)
    everybody = {voices(each) for each in found.suggestions}
    heard = {voices(each) for each in foremost(found, 12)}
    assert len(heard) >= min(len(everybody), 10)
