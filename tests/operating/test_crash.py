"""`make crash-test`, in small: what was acknowledged outlives a kill."""

from pathlib import Path

import pytest

from bench.crash import crash
from tests.operating.conftest import require_postgres


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_killed_server_loses_nothing_it_acknowledged_and_doubles_nothing(kind: str, tmp_path: Path) -> None:
    if kind == "postgresql":
        require_postgres()
    outcome = crash(kind, 2, tmp_path)
    assert outcome.faults == []
    assert outcome.kills == 2
    assert outcome.acknowledged
