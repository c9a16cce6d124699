import pytest

from deliberate.articles.extraction.attribution import findings


@pytest.fixture
def seen(phrasing):
    def look(text):
        words = phrasing(text)

        def said(*spans):
            return " | ".join(text[slice(*words.chars(span))] for span in spans)

        return [(said(*each.source), said(each.cue), said(*each.content), each.cue_class) for each in findings(words)]

    return look


def test_a_that_clause_is_what_is_said(seen):
    assert seen("The harbour master said that the boats were safe.") == [
        ("The harbour master", "said", "that the boats were safe", "says")
    ]


def test_a_statement_without_that_is_found_too(seen):
    assert seen("Officials insist the boats were safe.") == [("Officials", "insist", "the boats were safe", "claims")]


def test_a_quotation_may_stand_before_its_speaker(seen):
    assert seen("“The boats are safe,” said Jon Vale, a spokesman for the club.") == [
        ("Jon Vale, a spokesman for the club", "said", "“The boats are safe,”", "says")
    ]


def test_a_quotation_goes_on_after_its_speaker(seen):
    assert seen("“The boats,” Vale said, “are safe.”") == [("Vale", "said", "“The boats,” | “are safe.”", "says")]


def test_a_mixed_quotation_is_one_content(seen):
    assert seen("Mrs. Brook said the boats were “quite safe” that night.") == [
        ("Mrs. Brook", "said", "the boats were “quite safe” that night", "says")
    ]


def test_a_statement_may_stand_before_its_speaker(seen):
    assert seen("The boats were safe, officials said.") == [("officials", "said", "The boats were safe", "says")]


def test_according_to_takes_the_clause_before_or_after_it(seen):
    assert seen("Three boats sank, according to the survey.")[0][:3] == (
        "the survey",
        "according to",
        "Three boats sank",
    )
    assert seen("According to the survey, three boats sank.")[0][:3] == (
        "the survey",
        "According to",
        "three boats sank",
    )


def test_auxiliaries_and_adverbs_belong_to_the_cue(seen):
    assert seen("The club has strongly denied the charges.")[0][:3] == (
        "The club",
        "has strongly denied",
        "the charges",
    )


def test_a_passive_report_names_nobody(seen):
    assert seen("It was reported that three boats sank.") == [("", "was reported", "that three boats sank", "reports")]


def test_a_passive_names_its_speaker_after_by(seen):
    ((source, cue, _, kind),) = seen("The plan was described by officials as careless.")
    assert (source, cue, kind) == ("officials", "was described", "describes")


def test_a_description_is_a_content(seen):
    assert seen("Teachers described the letters as careless.") == [
        ("Teachers", "described", "the letters as careless", "describes")
    ]


def test_a_participle_takes_the_speaker_of_its_sentence(seen):
    found = seen("The club denied the report, calling it a lie.")
    assert [each[:3] for each in found] == [("The club", "denied", "the report"), ("The club", "calling", "it a lie")]


def test_two_verbs_share_a_speaker(seen):
    found = seen("Officials said the boats sank and warned that more would.")
    assert [(source, cue) for source, cue, _, _ in found] == [("Officials", "said"), ("Officials", "warned")]
    assert found[0][2] == "the boats sank"


def test_a_speaker_may_be_described_in_between(seen):
    assert seen("Jon Vale, the harbour master, said nobody was hurt.")[0][0] == "Jon Vale, the harbour master,"
    assert seen("Officials who saw the boats said nobody was hurt.")[0][0] == "Officials who saw the boats"
    assert seen("Polls released Sunday showed that nobody agreed.")[0][0] == "Polls released Sunday"


def test_a_noun_carries_a_statement_with_its_owner(seen):
    assert seen("Vale’s claim that the boats sank was wrong.")[0][:3] == (
        "Vale’s",
        "claim",
        "that the boats sank",
    )


def test_a_saying_is_what_someone_refers_to(seen):
    assert seen("Vale referred to a local saying that tides forgive nobody.") == [
        ("Vale", "referred to a local saying", "that tides forgive nobody", "says")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The claims were false.",
        "Many people live in the United States.",
        "These attacks call for a reply.",
        "It can be proven.",
        "The ferry finds its way.",
        "The report is long.",
    ],
)
def test_what_looks_like_a_cue_is_not_always_one(seen, text):
    assert seen(text) == []


def test_a_comparison_names_a_speaker(seen):
    assert seen("The ferry was sold, as the Post reported.") == [
        ("the Post", "reported", "The ferry was sold", "reports")
    ]
    assert seen("As the Post reported on Monday, the ferry was sold.") == [
        ("the Post", "reported", "the ferry was sold", "reports")
    ]


def test_the_words_that_measure_belong_to_what_is_said(seen):
    assert seen("The poll showed only a small gap.")[0][2] == "only a small gap"


def test_a_second_deed_of_the_speaker_makes_no_statement_of_the_first(seen):
    assert seen("Mr. Vale has slammed the plans, and vowed to stay.")[0][:2] == ("Mr. Vale", "has slammed")


def test_a_quotation_after_a_colon_has_the_subject_as_its_speaker(seen):
    assert seen("Zoë Hall isn’t convinced: “We have counted 14 cracks.”") == [
        ("Zoë Hall", ":", "“We have counted 14 cracks.”", "says")
    ]


def test_speech_may_be_laughed_and_stand_in_single_marks(seen):
    assert seen("‘Of course it moves!’ laughed Mr. Vale.")[0][:3] == ("Mr. Vale", "laughed", "‘Of course it moves!’")
    assert seen("‘The bridge is safe,’ the report states.")[0][:2] == ("the report", "states")


def test_an_aside_between_dashes_does_not_hide_the_speaker(seen):
    ((source, cue, content, _),) = seen("The union — which speaks for 1,400 drivers — says the bridge moves.")
    assert (cue, content) == ("says", "the bridge moves")
    assert source.startswith("The union")


def test_a_number_makes_a_noun_of_what_could_be_a_verb(seen):
    assert seen("An inspector, Ruth Hall, found 11 faults in it.") == []


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Vale went on to say that the dam leaks.", ("Vale", "went on to say", "that the dam leaks")),
        (
            "The mayor struggled on Tuesday to explain why it broke.",
            ("The mayor", "struggled on Tuesday to explain", "why it broke"),
        ),
        ("Vale declined not to vote for it.", ("Vale", "declined", "not to vote for it")),
        ("Ministers were deeply unhappy with the deal.", ("Ministers", "were deeply unhappy with", "the deal")),
        ("The dam has long been considered a risk.", ("", "has long been considered", "The dam | a risk")),
        ("The dam is seen as a risk.", ("", "is seen", "The dam | as a risk")),
        ("Vale told voters the dam was safe.", ("Vale", "told", "the dam was safe")),
    ],
)
def test_a_cue_holds_what_leads_over_to_it(reading, text, voice):
    (found,) = reading(text).suggestions
    assert reading(text).voice(found.voice) == voice


def test_a_relative_clause_tells_an_attitude_and_leaves_the_main_verb_its_speaker(reading):
    found = reading("Economists who favor higher taxes agree that growth will be slow.")
    assert {each.text for each in found.suggestions} == {"Economists favor higher taxes.", "Growth will be slow."}
    assert found.saying("slow").voice.speaker == "Economists who favor higher taxes"


def test_two_verbs_with_one_subject_are_two_sayings(reading):
    found = reading("Vale slammed the plan, and vowed not to vote for it.")
    assert {each.text for each in found.suggestions} == {"Vale slammed the plan.", "Vale vowed not to vote for it."}


def test_a_passive_of_a_thing_keeps_its_verb(reading):
    (found,) = reading("The plan was favoured strongly by ministers.").suggestions
    assert (found.text, found.voice.speaker) == ("The plan was favoured strongly by ministers.", "ministers")


@pytest.mark.parametrize(
    "text", ["About 70 people would show up.", "Vale told stories.", "The plan Mr. Vale outlined is bold."]
)
def test_an_idiom_or_a_thing_that_is_outlined_says_nothing(reading, text):
    assert [each.voice for each in reading(text).suggestions] == [None]


def test_speech_goes_on_after_a_question(reading):
    found = reading("“Who pays for the dam?” she said. “The town pays, as it always did.”")
    assert {found.words(each.voice.source) for each in found.suggestions} == {"she"}
