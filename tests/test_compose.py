"""compose.yaml and the Dockerfile, read as what they are."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deliberate.cli import main
from deliberate.operating.serve import GRACE
from deliberate.standalone import create_app

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")

#: What only whoever runs it may know comes from outside, and its absence stops the start.
FROM_OUTSIDE = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert set(loaded) == {"services", "volumes"}
    return dict(loaded["services"])


def test_there_are_the_site_and_its_database(services: dict[str, Any]) -> None:
    assert set(services) == {"site", "database"}
    assert services["site"]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_images_go_by_their_major_version(services: dict[str, Any]) -> None:
    assert re.fullmatch(r"postgres:\d+", services["database"]["image"])
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.13-slim"]


def test_every_service_says_whether_it_is_well(services: dict[str, Any]) -> None:
    for name, service in services.items():
        check = service["healthcheck"]
        assert check["test"][0] in {"CMD", "CMD-SHELL"}, name
        assert check["interval"]
        assert check["timeout"]
    assert "/readyz" in services["site"]["healthcheck"]["test"][-1]


def test_no_secret_is_written_down(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, value in service["environment"].items():
            if any(word in name for word in ("PASSWORD", "SECRET", "KEY")):
                assert FROM_OUTSIDE.fullmatch(value), name
    assert "@" in services["site"]["environment"]["DELIBERATE_DATABASE_URL"]
    assert not re.search(r"//[^@/]*:[^@/]*@", services["site"]["environment"]["DELIBERATE_DATABASE_URL"])


def test_the_site_knows_every_setting_it_is_given(
    services: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = services["site"]["environment"]
    for name, value in given.items():
        # What stands in compose.yaml in case nobody says otherwise.
        monkeypatch.setenv(name, re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value))
    monkeypatch.setenv("DELIBERATE_DATA", str(tmp_path))
    assert create_app().config["SQLALCHEMY_DATABASE_URI"] == given["DELIBERATE_DATABASE_URL"]


def test_it_is_given_the_time_to_end_well(services: dict[str, Any]) -> None:
    assert int(services["site"]["stop_grace_period"].removesuffix("s")) > GRACE


def test_the_image_runs_a_command_there_is_and_not_as_root() -> None:
    command = re.search(r'^CMD \["deliberate", "(\w+)"', DOCKERFILE, re.MULTILINE)
    assert command
    assert command[1] in main.commands
    assert DOCKERFILE.index("\nUSER deliberate") < DOCKERFILE.index("\nCMD")
