import ast
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from campus.registering import new_tool

import dev


def test_a_python_before_3_11_gets_one_line_that_names_both_versions() -> None:
    line = dev.old_python_line((3, 9, 18))
    assert line is not None
    assert "3.11" in line
    assert "3.9" in line
    assert "\n" not in line


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 0), (4, 0, 0)])
def test_a_recent_python_is_accepted(version: tuple[int, int, int]) -> None:
    assert dev.old_python_line(version) is None


def test_dev_py_parses_under_python_3_6_syntax() -> None:
    source = (dev.ROOT / "dev.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 6))


def stamped(folder: Path, *lines: str) -> Path:
    stamp = folder / "stamp"
    stamp.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return stamp


def test_without_a_stamp_everything_is_made_anew_as_after_an_interrupted_setup(tmp_path: Path) -> None:
    assert dev.missing_part(tmp_path / "stamp", "3.11.7 /here", "abc") == "everything"


def test_an_empty_stamp_counts_as_none(tmp_path: Path) -> None:
    assert dev.missing_part(stamped(tmp_path), "3.11.7 /here", "abc") == "everything"


def test_another_python_or_a_moved_checkout_means_a_new_environment(tmp_path: Path) -> None:
    stamp = stamped(tmp_path, "3.11.7 /here", "abc")
    assert dev.missing_part(stamp, "3.12.1 /here", "abc") == "everything"
    assert dev.missing_part(stamp, "3.11.7 /there", "abc") == "everything"


def test_a_changed_lock_means_installing_again_into_the_same_environment(tmp_path: Path) -> None:
    assert dev.missing_part(stamped(tmp_path, "3.11.7 /here", "old"), "3.11.7 /here", "new") == "packages"


def test_a_matching_stamp_means_nothing_to_do(tmp_path: Path) -> None:
    assert dev.missing_part(stamped(tmp_path, "3.11.7 /here", "abc"), "3.11.7 /here", "abc") is None


def test_the_digest_changes_with_either_file(tmp_path: Path) -> None:
    lock, project = tmp_path / "lock", tmp_path / "project"
    digests = set()
    for lock_text, project_text in [("a", "b"), ("a2", "b"), ("a", "b2")]:
        lock.write_text(lock_text, encoding="utf-8")
        project.write_text(project_text, encoding="utf-8")
        digests.add(dev.contents_of(lock, project))
    assert len(digests) == 3


def test_slow_tests_are_left_out_unless_all_is_asked_for() -> None:
    assert "not slow" in dev.pytest_arguments([], 2)
    everything = dev.pytest_arguments(["--all", "-x"], 2)
    assert "not slow" not in everything
    assert "--all" not in everything
    assert everything[-1] == "-x"


def test_one_of_the_two_databases_can_be_chosen() -> None:
    assert "not slow and not postgresql" in dev.pytest_arguments(["--database", "sqlite"], 2)
    assert "postgresql" in dev.pytest_arguments(["--all", "--database=postgresql"], 2)
    assert "-m" not in dev.pytest_arguments(["--all", "--database", "both"], 2)


def test_what_the_person_typed_comes_after_our_own_arguments() -> None:
    assert dev.pytest_arguments(["-n", "0", "tests/test_dev.py"], 8)[-3:] == ["-n", "0", "tests/test_dev.py"]


@pytest.mark.parametrize(("cpus", "workers"), [(1, "1"), (2, "2"), (64, "4")])
def test_workers_follow_the_processors_up_to_four(cpus: int, workers: str) -> None:
    arguments = dev.pytest_arguments([], cpus)
    assert arguments[arguments.index("-n") + 1] == workers


def test_the_demo_has_a_port_and_a_folder_of_its_own_by_default() -> None:
    port, passed_on = dev.demo_arguments([])
    assert port == 5000
    assert passed_on == ["--port", "5000", "--data", str(dev.ROOT / "var" / "demo")]


def test_the_demo_passes_on_what_it_does_not_know() -> None:
    port, passed_on = dev.demo_arguments(["--embed", "--port", "8080", "--fresh", "--data", "elsewhere"])
    assert port == 8080
    assert passed_on == ["--port", "8080", "--data", "elsewhere", "--fresh", "--embed"]


def test_the_demo_and_its_learning_platform_are_told_of_each_other_by_the_same_words(tmp_path: Path) -> None:
    add, serve = dev.lms_commands(5000, 5002, str(tmp_path))
    told = dict(zip(add[4::2], add[5::2], strict=True))
    platform = "http://localhost:5002"
    assert (told["--issuer"], told["--token"], told["--jwks"]) == (
        platform,
        f"{platform}/token",
        f"{platform}/jwks.json",
    )
    assert serve[serve.index("--port") + 1] == "5002"
    _name, client, *addresses = serve[serve.index("--tool") + 1 :]
    assert (told["--client-id"], told["--deployment"]) == (client, new_tool(client, name="")["deployment_id"])
    assert addresses == [f"http://127.0.0.1:5000/lti/{each}" for each in ("login", "launch", "jwks.json")]
    settings = dev.lms_settings(5000, str(tmp_path))
    assert settings["DELIBERATE_DATABASE_URL"] == f"sqlite:///{tmp_path / 'deliberate.db'}"


def test_a_busy_port_is_refused_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(dev.Refusal, match=rf"Port {port} cannot be used.*--port \d+"):
            dev.require_free_port(port)


def test_a_port_that_no_machine_has_is_refused_too() -> None:
    with pytest.raises(dev.Refusal, match="70000"):
        dev.require_free_port(70000)


def test_a_named_chromium_is_the_only_one_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DELIBERATE_CHROMIUM", str(tmp_path / "absent"))
    assert dev.find_chromium() is None
    assert "chromium" in dev.missing_for_browser()
    named = tmp_path / "chromium"
    named.write_text("#!/bin/sh\n", encoding="utf-8")
    named.chmod(0o755)
    monkeypatch.setenv("DELIBERATE_CHROMIUM", str(named))
    assert dev.find_chromium() == str(named)
    assert "chromium" not in dev.missing_for_browser()


def test_a_python_without_its_venv_part_gets_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(dev.Refusal, match=r"apt-get install .*python3-venv"):
        dev.make_environment(None)


def test_an_unknown_command_is_refused_and_the_known_ones_are_named() -> None:
    finished = subprocess.run(
        [sys.executable, str(dev.ROOT / "dev.py"), "tets"], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 2
    assert "setup" in finished.stderr
    assert "Traceback" not in finished.stderr


def environment_with(folder: Path, script: str) -> None:
    program = folder / "bin" / "program"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def start_in_place_of_itself(venv: Path) -> subprocess.Popen[str]:
    code = f"import dev, pathlib; dev.VENV = pathlib.Path({str(venv)!r}); dev.become('program', ['a b'])"
    return subprocess.Popen([sys.executable, "-c", code], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True)


def test_the_exit_code_and_the_arguments_of_the_command_are_passed_through(tmp_path: Path) -> None:
    environment_with(tmp_path, 'echo "$1"; exit 7')
    started = start_in_place_of_itself(tmp_path)
    assert started.communicate()[0] == "a b\n"
    assert started.returncode == 7


def test_a_signal_reaches_the_command_itself(tmp_path: Path) -> None:
    environment_with(tmp_path, "trap 'echo told; exit 5' TERM; echo ready; while :; do sleep 0.05; done")
    started = start_in_place_of_itself(tmp_path)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    os.kill(started.pid, signal.SIGTERM)
    assert started.communicate()[0] == "told\n"
    assert started.returncode == 5
