import json

import pytest
from click.testing import CliRunner

from deliberate.commands.weighing import weigh_command

GRAPH = {
    "arguments": [{"id": "a", "base": 0.5}, {"id": "b", "base": 0.5}],
    "relations": [{"from": "b", "to": "a", "type": "support", "weight": 1.0}],
}
RIVALS = "arg(a, 1)\narg(b, 1)\natt(a, b)\natt(b, a)\n"


@pytest.fixture
def run(tmp_path):
    def weigh(name, text, *options):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(weigh_command, [str(path), *options])

    return weigh


def test_a_graph_is_solved_under_the_semantics_asked_for(run):
    result = run("graph.json", json.dumps(GRAPH), "--semantics", "quadratic-energy", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"converged": True, "sweeps": 1, "strengths": {"a": 0.6, "b": 0.5}}


def test_without_json_each_argument_has_a_line(run):
    result = run("graph.json", json.dumps(GRAPH), "--semantics", "df-quad")
    assert result.stdout.splitlines() == ["0.750000  a", "0.500000  b"]


def test_a_graph_that_never_settles_is_said_to(run):
    result = run("rivals.bag", RIVALS, "--semantics", "df-quad", "--json")
    assert json.loads(result.stdout)["converged"] is False
    assert "did not converge" in run("rivals.bag", RIVALS, "--semantics", "df-quad").stderr
    assert json.loads(run("rivals.bag", RIVALS, "--semantics", "df-quad", "--continuous", "--json").stdout)["converged"]


def test_what_cannot_be_read_is_refused_in_one_line(run, tmp_path):
    result = run("graph.json", "{")
    assert result.exit_code == 1
    assert "Line 1, column 2" in result.stderr
    missing = CliRunner().invoke(weigh_command, [str(tmp_path / "none.json")])
    assert missing.exit_code == 1
    assert "cannot be read" in missing.stderr
    (tmp_path / "latin.bag").write_bytes(b"arg(\xe9)")
    assert "not a text in UTF-8" in CliRunner().invoke(weigh_command, [str(tmp_path / "latin.bag")]).stderr


def test_an_unknown_semantics_is_refused_with_those_there_are(run):
    result = run("graph.json", json.dumps(GRAPH), "--semantics", "magic")
    assert result.exit_code == 2
    assert "quadratic-energy" in result.stderr
