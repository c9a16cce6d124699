import json

import pytest

from deliberate.weighting.model import UnknownState, WeightingModel

MODEL = WeightingModel()


def test_a_rater_without_a_record_weighs_as_their_level():
    assert [MODEL.rater_weight(level) for level in range(5)] == [0.25, 0.5, 1, 1.25, 1.5]


def test_a_record_of_being_borne_out_raises_a_rater_within_bounds():
    assert MODEL.rater_weight(2, agreed=3, disagreed=0) == pytest.approx(1.6)
    assert MODEL.rater_weight(4, agreed=100) == 2.0
    assert MODEL.rater_weight(0, disagreed=100) == 0.1


def test_in_class_everyone_weighs_the_same():
    assert WeightingModel.classroom().rater_weight(0, disagreed=9) == 1


def test_the_smallest_curation_factor_holds_and_is_named():
    assert MODEL.curation_factor(["broken_link", "disputed"]) == (0.5, "disputed")
    assert MODEL.curation_factor([]) == (1.0, "active")
    assert MODEL.curation_factor(["archived_link"]) == (1.0, "active")
    assert MODEL.curation_factor(["source_overdue", "disputed"]) == (0.25, "source_overdue")
    assert MODEL.curation_factor(["retracted"])[0] == 0


def test_an_unknown_curation_state_is_refused_by_name():
    with pytest.raises(UnknownState, match="mislaid"):
        MODEL.curation_factor(["mislaid"])


def test_every_parameter_can_be_stored_as_json_beside_a_score():
    stored = json.loads(json.dumps(MODEL.parameters()))
    assert stored["version"] == "ledger-2"
    assert stored["trust"] == {"0": 0.25, "1": 0.5, "2": 1.0, "3": 1.25, "4": 1.5}
    assert stored["curation"]["retracted"] == 0


def test_two_models_with_the_same_parameters_are_equal_and_hash_alike():
    assert WeightingModel() == MODEL
    assert hash(WeightingModel()) == hash(MODEL)
