import pytest

from deliberate.weighting.compact import Edge
from deliberate.weighting.graph_files import GraphFileError, read_graph
from tests.weighting.cases import AGAINST, FOR

JSON = """{"arguments": [{"id": "a", "base": 0.4}, {"id": 2}],
 "relations": [{"from": 2, "to": "a", "type": "support", "weight": 0.5}, {"from": "a", "to": "2", "type": "attack"}]}"""

BAG = """% two arguments
arg(a, 0.4)
att(a, 2)

arg(2).
sup( 2 ,a, 0.5).
"""


@pytest.mark.parametrize(("text", "name"), [(JSON, "graph.json"), (BAG, "graph.BAG")])
def test_both_formats_say_the_same_graph(text, name):
    graph = read_graph(text, name)
    assert dict(graph.bases) == {"a": 0.4, "2": 0.5}
    assert set(graph.edges) == {Edge("2", "a", FOR, 0.5), Edge("a", "2", AGAINST, 1.0)}


def test_an_empty_graph_is_a_graph():
    assert read_graph('{"arguments": []}', "g.json").bases == {}
    assert read_graph("", "g.bag").bases == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Line 1, column 1"),
        ("[]", '"arguments" and "relations"'),
        ("{}", '"arguments" is a list'),
        ('{"arguments": [1]}', "arguments[0] is not an object"),
        ('{"arguments": [{}]}', "the id of an argument"),
        ('{"arguments": [{"id": "a"}, {"id": "a"}]}', "arguments[1]: there is an argument 'a' already"),
        ('{"arguments": [{"id": "a", "base": 1.5}]}', "a number from 0 to 1, not 1.5"),
        ('{"arguments": [{"id": "a", "base": NaN}]}', "not nan"),
        ('{"arguments": [{"id": "a", "base": true}]}', "not True"),
        ('{"arguments": [{"id": "a", "base": null}]}', "not None"),
        ('{"arguments": [], "relations": {}}', '"relations" is a list'),
        ('{"arguments": [{"id": "a"}], "relations": [{"from": "b"}]}', "there is no argument 'b'"),
        ('{"arguments": [{"id": "a"}], "relations": [{"from": "a", "to": "a", "type": "sup"}]}', "not 'sup'"),
        (
            '{"arguments": [{"id": "a"}], "relations": [{"from": "a", "to": "a", "type": "attack", "weight": -1}]}',
            '"weight" is a number from 0 to 1e+100, not -1',
        ),
        (
            '{"arguments": [{"id": "a"}], "relations": [{"from": "a", "to": "a", "type": "attack", "weight": 1e308}]}',
            '"weight" is a number from 0 to 1e+100, not 1e+308',
        ),
        ('{"arguments": ' + "[" * 200_000, "nested too deeply"),
    ],
)
def test_a_broken_json_file_is_refused_with_the_place(text, said):
    with pytest.raises(GraphFileError) as refusal:
        read_graph(text, "graph.json")
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("arg(a, 0.5)\nattack(a, a)", "Line 2: it is none of"),
        ("arg(a, x)", "Line 1: 'x' is not a number"),
        ("arg(a, inf)", "from 0 to 1, not inf"),
        ("arg(, 0.5)", "a name and a base strength"),
        ("arg(a)\natt(a)", "Line 2: it names two arguments"),
        ("arg(a)\natt(a, b)", "Line 2: there is no argument 'b'"),
        ("arg(a)\narg(a)", "Line 2: there is an argument"),
        ("arg(a)\natt(a, a, 1e308)", "from 0 to 1e+100, not 1e+308"),
    ],
)
def test_a_broken_bag_file_is_refused_with_the_line(text, said):
    with pytest.raises(GraphFileError) as refusal:
        read_graph(text, "graph.bag")
    assert said in str(refusal.value)
