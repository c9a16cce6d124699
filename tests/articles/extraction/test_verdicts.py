def test_a_loaded_noun_is_a_statement_of_its_own(reading):
    found = reading("The paper repeated the lie that the harbour was closed.")
    verdict = found.saying("is a lie")
    assert (verdict.text, verdict.voice) == ("The claim that the harbour was closed is a lie.", None)
    assert found.words(verdict.ranges) == "lie that the harbour was closed"
    claim = found.saying("The harbour was closed")
    assert [(hint.rank, hint.kind) for hint in verdict.related] == [(claim.rank, "attacks")]
    assert any("loaded word “lie”" in line for line in claim.explanation)


def test_a_plain_noun_is_none(reading):
    (claim,) = reading("The paper repeated the claim that the harbour was closed.").suggestions
    assert claim.text == "The harbour was closed."


def test_what_is_said_of_a_claim_stands_beside_it(reading):
    found = reading("Vale’s claim that the boats sank was wrong, but nobody cared.")
    verdict, claim = found.saying("was wrong"), found.saying("The boats sank")
    assert (verdict.text, verdict.voice) == ("Vale’s claim that the boats sank was wrong.", None)
    assert claim.voice.speaker == "Vale"
    assert [hint.rank for hint in verdict.related] == [claim.rank]


def test_a_verdict_may_be_somebody_s(reading):
    found = reading("A spokesman said Vale’s claim that the boats sank was false.")
    assert found.saying("was false").voice.speaker == "A spokesman"


def test_a_claim_called_nonsense_is_spelled_out(reading):
    found = reading("Mrs. Brook claims the wood had been sold. The firm called the suggestion “nonsense”.")
    assert found.saying("nonsense").text == "The claim that the wood had been sold is “nonsense”."
