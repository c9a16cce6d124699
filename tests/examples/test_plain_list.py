"""A package of somebody else's, installed beside us, comes in by every door there is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deliberate.core.doors import doors
from deliberate.features import blueprints
from tests.distributions import install

ROOT = Path(__file__).parents[2]
GROUPS = {f"deliberate.{each}" for each in ("extractors", "formats", "weighting", "moderation_actions")}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example package is installed, by pip and from nowhere else."""
    folder = tmp_path_factory.mktemp("packages")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    package = ROOT / "examples" / "deliberate-plain-list"
    subprocess.run([*pip, "--disable-pip-version-check", "--target", str(folder), str(package)], check=True)
    return folder


def run(packages: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{packages}{os.pathsep}{ROOT}"
    command = [sys.executable, "-m", "tests.examples.with_the_package", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})


def test_what_it_offers_is_there_beside_ours_and_works(packages: Path, tmp_path: Path) -> None:
    done = run(packages, tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["left out"] == []
    offered = {"list-items", "plain-list", "average", "overtaken"}
    assert {names[-1] for names in found["names"].values()} == offered
    assert found["decided"] == {"offered": True, "status": 303, "after": "stale", "log": True, "undone": "active"}
    items = ["The cable rusted.", "The bridge closed."]
    assert found["converted"] == {"claims": items, "same": True, "a": 0.75, "b": 0.5, "c": 0.5}


BROKEN = """
from deliberate.moderation.actions import Action, Axis

def action(name, axis=Axis.CURATION, end="stale", key=None):
    return Action(name, "Do it", "did it to {}", axis, frozenset({"active"}), end, key=key)

taken, elsewhere, nowhere = action("pin"), action("lift", Axis.PLACE), action("sell", end="sold")
pressed, word = action("press", key="a"), "a word"
"""
OFFERED = {
    "deliberate.moderation_actions": {
        "pin": ("taken", "The moderation action 'pin' is registered already."),
        "lift": ("elsewhere", "it has to be on visibility or curation, and for moderators to choose"),
        "sell": ("nowhere", "there is no state sold"),
        "press": ("pressed", "the key a is another action's"),
        "mine": ("taken", "it calls itself 'pin', and is offered as 'mine'"),
    },
    "deliberate.weighting": {"half": ("word", "half is no Method"), "none": ("no_such_thing", "no_such_thing")},
    "deliberate.formats": {"half": ("word", "half is no Format")},
    "deliberate.extractors": {"half": ("word", "half cannot be called")},
}


def test_what_does_not_fit_is_left_out_with_a_reason_that_names_the_package_and_the_site_runs(tmp_path: Path) -> None:
    offers = "\n".join(
        f"[{group}]\n" + "\n".join(f"{name} = broken:{value}" for name, (value, _) in each.items())
        for group, each in OFFERED.items()
    )
    install(tmp_path / "packages", "broken", module=BROKEN, offers=offers)
    found = run(tmp_path / "packages", tmp_path)
    assert found.returncode == 0, found.stderr
    said, refused = (json.loads(found.stdout)[each] for each in ("left out", "refused"))
    reasons = [(name, why) for each in OFFERED.values() for name, (_, why) in each.items()]
    assert len(said) == len(reasons)
    for name, why in reasons:
        assert any(f"“{name}” of the package broken 1.0 cannot be loaded (" in each and why in each for each in said)
    assert "The weighting method “half” of the package broken 1.0 cannot be loaded" in found.stderr
    assert "There is no weighting method 'half'" in refused
    assert "half is no Method" in refused


def test_what_is_ours_comes_in_by_the_same_doors() -> None:
    assert blueprints(with_api=False)
    assert set(doors.names()) == GROUPS
    for group in GROUPS:
        door = doors.get(group)
        assert door.open() == ()
        assert door.registry.names()
        if group != "deliberate.moderation_actions":
            # Some actions of ours are the system's, which nobody else's may be.
            for name in door.registry.names():
                door.fits(name, door.registry.get(name))
