import pytest


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Ukraine denied launching the attack.", "Ukraine launched the attack."),
        ("The club denied taking the money.", "The club took the money."),
        ("Mr. Ross has denied carrying a knife.", "Mr. Ross carried a knife."),
        ("The officer denied having met the witness.", "The officer had met the witness."),
        ("The firm denied any involvement in the leak.", "The firm had involvement in the leak."),
        ("The firm denied any wrongdoing.", "There was wrongdoing by the firm."),
        ("Jon Vale, the harbour master, denied moving the boat.", "Jon Vale moved the boat."),
        ("The firm disputes that any call was made.", "A call was made."),
        (
            "The ministry rejected the allegation that it had hidden the figures.",
            "The ministry had hidden the figures.",
        ),
        ("The bank dismissed reports that it would close 40 branches.", "The bank would close 40 branches."),
    ],
)
def test_a_denial_is_worded_as_the_statement_denied(reading, text, stated):
    (denial,) = reading(text).suggestions
    assert (denial.text, denial.modality, denial.voice.cue_class) == (stated, "denied", "denies")


def test_a_denial_of_something_that_is_no_statement_keeps_its_words(reading):
    (denial,) = reading("The company denied the accusations.").suggestions
    assert (denial.text, denial.modality) == ("The company denied the accusations.", "denied")


def test_turning_down_a_plan_is_no_denial(reading):
    (refusal,) = reading("The council rejected the plan.").suggestions
    assert (refusal.text, refusal.modality) == ("The council rejected the plan.", "reported")


def test_a_charge_and_its_denial_read_alike(reading):
    found = reading("Opponents accused Benedetti of hiding a deficit. Benedetti denied hiding a deficit.")
    assert [(each.text, each.modality) for each in found.suggestions] == [
        ("Benedetti hid a deficit.", "reported"),
        ("Benedetti hid a deficit.", "denied"),
    ]
    assert [(hint.rank, hint.kind) for hint in found.ranked(2).related] == [(1, "attacks")]


def test_the_denial_may_come_first(reading):
    found = reading("Ukraine denied launching the attack. Russia said Ukraine launched the attack.")
    assert [each.modality for each in found.suggestions] == ["reported", "denied"]
    assert [hint.rank for hint in found.ranked(2).related] == [1]


def test_what_nobody_denies_is_no_denial(reading):
    (claim,) = reading("No one has denied that the cracks exist.").suggestions
    assert (claim.modality, claim.voice) == ("asserted", None)


def test_which_somebody_denies_is_denied_in_their_voice(reading):
    found = reading("The club took 40,000 euros, which its treasurer denies.")
    assert [(each.text, each.modality) for each in found.suggestions] == [
        ("The club took 40,000 euros.", "asserted"),
        ("The club took 40,000 euros.", "denied"),
    ]
    assert found.words(found.ranked(2).voice.source) == "its treasurer"


def test_a_rejected_accusation_is_the_accusation_denied(reading):
    found = reading("Leaders accused Mrs. Brook of hiding a deficit. She rejected the accusation as “absurd”.")
    assert [(each.text, each.modality) for each in found.suggestions] == [
        ("Mrs. Brook hid a deficit.", "reported"),
        ("Mrs. Brook hid a deficit.", "denied"),
    ]
