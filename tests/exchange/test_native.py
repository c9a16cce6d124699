"""Our own format."""

import json
from dataclasses import replace

import jsonschema
import pytest

from deliberate.exchange.errors import FormatError
from deliberate.exchange.native import canonical, release_hash, schema
from tests.exchange.graphs import GOLDEN, read, whole_graph, written


def test_it_comes_back_the_same_byte_for_byte() -> None:
    once = written("json", whole_graph())
    assert read("json", once.text).graph == whole_graph()
    assert written("json", read("json", once.text).graph).text == once.text
    assert once.report.losses == ()


def test_an_answer_about_no_wording_that_shows_comes_back_too() -> None:
    graph = whole_graph()
    graph = replace(graph, ratings=tuple(replace(each, revision=0) for each in graph.ratings))
    assert read("json", written("json", graph).text).graph.ratings == graph.ratings


def test_the_release_hash_is_over_the_canonical_file() -> None:
    body = json.loads(written("json", whole_graph()).text)
    assert body["release"] == release_hash(body)
    assert canonical({"b": "é", "a": 1}) == '{"a":1,"b":"é"}'


def test_a_file_changed_after_its_release_is_refused_and_may_be_edited_without_it() -> None:
    text = written("json", whole_graph()).text.replace("torchlight", "moonlight")
    with pytest.raises(FormatError, match="changed after it was released"):
        read("json", text)
    body = json.loads(text)
    del body["release"]
    assert any("moonlight" in claim.text for claim in read("json", json.dumps(body)).graph.claims)


def test_files_of_ours_fit_the_schema_and_others_do_not() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    checker = jsonschema.Draft202012Validator(schema())
    body = json.loads(written("json", whole_graph()).text)
    checker.validate(body)
    for name, form in (("kialo.txt", "kialo"), ("nodeset.aif", "aif"), ("map.argdown", "argdown")):
        checker.validate(json.loads(written("json", read(form, (GOLDEN / name).read_bytes()).graph).text))
    for broken in ({**body, "claims": 1}, {**body, "version": 2}, {**body, "more": []}, {"format": "deliberate"}):
        assert not checker.is_valid(broken)
