#!/usr/bin/env python3
"""The commands of a checkout: `setup`, `demo` and `test`, on a machine with Python and nothing else.

Only the standard library is used, and only syntax that Python 3.6 can parse, so that an old Python
prints one clear line instead of a traceback.
"""

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "deliberate-stamp"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
#: Which tests each choice of `test --database` runs, as pytest's marks say it.
OF_DATABASE = {"both": "", "postgresql": "postgresql", "sqlite": "not postgresql"}
REFUSED = 2
#: Pythons that FlaskBB runs on, and the release of it that we are tested with.
FORUM_PYTHONS = ("python3.14", "python3.13", "python3.12")
FLASKBB = "flaskbb==2.2.0"
FORUM = ROOT / "var" / "forum"
FORUM_SCRIPT = ROOT / "examples" / "forum" / "forum.py"
LMS_SCRIPT = ROOT / "examples" / "lms" / "serve.py"
#: What the learning platform of the demo calls our site, whose people may go to it on this machine only.
LMS_CLIENT = "deliberate-demo"
THIS_MACHINE = "127.0.0.1/32, ::1/128"
#: What to try with the learning platform; its port and that of the site.
LMS_WORDS = """
A small learning platform is at http://localhost:{0}/, another site than http://127.0.0.1:{1}/ to a browser.
  Be Orla Winterbourne, the teacher: choose an activity in Deliberate, make the course a class, and make an assignment
  on one of the articles there. It gets a link in the course. Open that and press "Start it": students see it then.
  Be one of her students: open it, in the page or in a window of its own, post something and hand it in.
  Be her again: open it, give feedback and release it; what came of it is in the gradebook.
"""


class Refusal(Exception):
    """What stops a command before it starts, in words for the person at the terminal."""


def old_python_line(version):
    """The one line for a Python that is too old, or None when `version` (a tuple) is recent enough."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return None
    return "deliberate needs Python {}.{} or newer; this is Python {}.{}.".format(*OLDEST_PYTHON, *version[:2])


def install_line(*packages):
    """What to type to get packages of Debian or Ubuntu."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return "{}apt-get install -y --no-install-recommends {}".format(sudo, " ".join(packages))


def find_chromium():
    """Path of a Chromium that can drive the browser tests, or None. DELIBERATE_CHROMIUM names one directly."""
    named = os.environ.get("DELIBERATE_CHROMIUM")
    for name in (named,) if named else CHROMIUM_NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None


def missing_for_browser():
    """The system packages that the browser tests still need, by their Debian names."""
    packages = [] if find_chromium() else ["chromium"]
    if sys.platform == "linux":
        try:
            ctypes.CDLL("libatomic.so.1")  # playwright's driver is linked against it
        except OSError:
            packages.append("libatomic1")
    return packages


def foundation_of(root, version):
    """What the environment itself stands on: it is made anew when this changes."""
    return "{} {}".format(".".join(map(str, version[:3])), root)


def contents_of(lock, project):
    """Digest of what is installed into the environment: it is installed again when this changes."""
    return hashlib.sha256(lock.read_bytes() + b"\0" + project.read_bytes()).hexdigest()


def missing_part(stamp, foundation, contents):
    """What `setup` has to do: "everything", "packages", or None when the stamp says all is done."""
    if not stamp.is_file():
        return "everything"
    stamped = stamp.read_text(encoding="utf-8").splitlines()
    if stamped[:1] != [foundation]:
        return "everything"
    return None if stamped[1:] == [contents] else "packages"


def pytest_arguments(arguments, cpus):
    """Arguments of pytest: what the person typed comes last, so that it wins."""
    parser = argparse.ArgumentParser(prog="dev.py test", allow_abbrev=False)
    parser.add_argument("--all", action="store_true", help="also the long ones, and pages on PostgreSQL too")
    parser.add_argument(
        "--database", choices=sorted(OF_DATABASE), default="both", help="what tests of an app run on (default: both)"
    )
    known, rest = parser.parse_known_args(arguments)
    marks = [mark for mark in ("" if known.all else "not slow", OF_DATABASE[known.database]) if mark]
    chosen = ["-m", " and ".join(marks)] if marks else []
    return ["-n", str(min(4, cpus)), "--dist", "worksteal", *chosen, *rest]


def demo_arguments(arguments):
    """Port, and the arguments of `deliberate demo`; what is not known here is passed on as it is."""
    parser = argparse.ArgumentParser(prog="dev.py demo", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=5000, help="port on 127.0.0.1 (default: 5000)")
    parser.add_argument(
        "--data", default=str(ROOT / "var" / "demo"), help="folder kept between runs (default: var/demo)"
    )
    parser.add_argument("--fresh", action="store_true", help="start over with new data")
    parser.add_argument("--lms", action="store_true", help="a small learning platform too, on the next port")
    known, rest = parser.parse_known_args(arguments)
    fresh = ["--fresh"] if known.fresh else []
    return known.port, ["--port", str(known.port), "--data", known.data, *fresh, *rest]


def require_free_port(port):
    """Refuse when something already listens on 127.0.0.1:port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as problem:
            raise Refusal(
                "Port {} cannot be used ({}). Choose another: python3 dev.py demo --port {}".format(
                    port, getattr(problem, "strerror", None) or problem, 5001 if port != 5001 else 5002
                )
            ) from None


def run(*command):
    """Run one step of the set-up; its failure is ours, with its exit code."""
    finished = subprocess.run([str(part) for part in command], cwd=str(ROOT))
    if finished.returncode:
        raise SystemExit(finished.returncode)


def make_environment(uv):
    """An empty .venv for the Python that runs this, in place of whatever half-made one is there."""
    if not uv and not importlib.util.find_spec("ensurepip"):
        raise Refusal(
            "This Python cannot make virtual environments. Install that part with: " + install_line("python3-venv")
        )
    shutil.rmtree(str(VENV), ignore_errors=True)
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, VENV)
    else:
        run(sys.executable, "-m", "venv", VENV)


def install_packages(uv):
    """Exactly what the lock names, checked against its hashes, then this checkout as an editable install."""
    python = VENV / "bin" / "python"
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    install += ["--quiet"] if uv else ["--quiet", "--quiet", "--disable-pip-version-check"]
    run(*install, "--require-hashes", "--requirement", LOCK)
    run(*install, "--no-deps", "--no-build-isolation", "--editable", ROOT)


def find_forum_python():
    """A Python that FlaskBB runs on, of the path or of pyenv; None where there is none."""
    of_pyenv = sorted((Path.home() / ".pyenv" / "versions").glob("3.1[2-9]*/bin/python"))
    found = [shutil.which(name) for name in FORUM_PYTHONS] + [str(path) for path in of_pyenv]
    return next((python for python in found if python and makes_environments(python)), None)


def makes_environments(python):
    """Whether it runs at all, which a name on the path does not promise, and makes virtual environments."""
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.call([python, "-c", "import venv, ensurepip"], **silent) == 0


def forum_environment(python):
    """The Python of an environment with FlaskBB and this checkout, made where it is not there as it is to be."""
    FORUM.mkdir(parents=True, exist_ok=True)
    environment, stamp = FORUM / "env", FORUM / "stamp"
    contents = "{} {} {}".format(python, FLASKBB, hashlib.sha256(PROJECT.read_bytes()).hexdigest())
    with (FORUM / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != contents:
            shutil.rmtree(str(environment), ignore_errors=True)
            run(python, "-m", "venv", environment)
            uv, inside = shutil.which("uv"), environment / "bin" / "python"
            install = [uv, "pip", "install", "--python", inside] if uv else [inside, "-m", "pip", "install"]
            run(*install, "--quiet", *([] if uv else ["--no-compile"]), FLASKBB, "--editable", ROOT)
            stamp.write_text(contents, encoding="utf-8")
    return environment / "bin" / "python"


def setup():
    """Bring .venv up to the lock; does nothing, at once, when it is. Two at a time take turns."""
    foundation = foundation_of(ROOT, sys.version_info)
    contents = contents_of(LOCK, PROJECT)
    if not missing_part(STAMP, foundation, contents):
        return
    with LOCK.open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        missing = missing_part(STAMP, foundation, contents)
        if not missing:
            return
        print("Setting up .venv; this takes a minute or two the first time.", flush=True)
        uv = shutil.which("uv")
        # An environment that uv made has no pip to go on with once uv is gone.
        if missing == "everything" or not (uv or (VENV / "bin" / "pip").exists()):
            make_environment(uv)
        STAMP.unlink(missing_ok=True)
        install_packages(uv)
        STAMP.write_text("{}\n{}\n".format(foundation, contents), encoding="utf-8")


def become(name, arguments):
    """Give this process over to a command of .venv: exit code and signals are then its own."""
    sys.stdout.flush()
    command = str(VENV / "bin" / name)
    os.execv(command, [command, *arguments])


def forum_demo(arguments):
    """A forum with the plugin, served until somebody stops it."""
    parser = argparse.ArgumentParser(prog="dev.py demo --forum", allow_abbrev=False)
    parser.add_argument("--forum", action="store_true", help="a FlaskBB forum with the plugin, on Python 3.12 or newer")
    parser.add_argument("--port", type=int, default=5000, help="port on 127.0.0.1 (default: 5000)")
    parser.add_argument(
        "--data", default=str(FORUM / "demo"), help="folder kept between runs (default: var/forum/demo)"
    )
    parser.add_argument("--fresh", action="store_true", help="start over with new data")
    known = parser.parse_args(arguments)
    require_free_port(known.port)
    python = find_forum_python()
    if not python:
        raise Refusal("FlaskBB needs Python 3.12 or newer, and none is on the path or in ~/.pyenv/versions.")
    print("Looking after FlaskBB's environment in var/forum; the first time this takes a minute.", flush=True)
    forum = [str(forum_environment(python)), str(FORUM_SCRIPT), "--data", known.data]
    database = Path(known.data) / "forum.db"
    if known.fresh and database.exists():
        database.unlink()
    if not database.exists():
        run(*forum, "fill")
    run(*forum, "run", "db", "upgrade")
    print(
        "The forum is at http://127.0.0.1:{}/  (stop it with Ctrl-C)\n"
        "ada wrote a topic, ben and cleo read it, mo and max moderate, root is the admin, dora is banned;\n"
        "the password of each is their name.".format(known.port),
        flush=True,
    )
    os.execv(forum[0], [*forum, "--port", str(known.port), "serve"])


def lms_commands(port, platform, data):
    """How the site is told of the learning platform on another port, and how that is served, knowing the site."""
    site, lms = "http://127.0.0.1:{}".format(port), "http://localhost:{}".format(platform)
    known = ["--name", "Campus", "--issuer", lms, "--client-id", LMS_CLIENT, "--deployment", LMS_CLIENT + "-1"]
    known += ["--login", lms + "/authorize", "--token", lms + "/token", "--jwks", lms + "/jwks.json"]
    serve = [str(VENV / "bin" / "python"), str(LMS_SCRIPT), "--port", str(platform)]
    serve += ["--database", str(Path(data) / "lms.db"), "--tool", "Deliberate", LMS_CLIENT]
    serve += [site + "/lti/login", site + "/lti/launch", site + "/lti/jwks.json"]
    # Its teachers may import articles, so that they can set any article of the demo.
    return [str(VENV / "bin" / "deliberate"), "lti", "add-platform", "--teachers-may-import", *known], serve


def lms_settings(port, data):
    """The environment of a demo that goes to the learning platform, and of commands on its data."""
    database = "sqlite:///{}".format((Path(data) / "deliberate.db").resolve())
    own = {"DELIBERATE_DATABASE_URL": database, "DELIBERATE_DATA": str(data)}
    own.update(DELIBERATE_LTI="true", DELIBERATE_LTI_NETWORKS=THIS_MACHINE)
    own.update(DELIBERATE_SITE_URL="http://127.0.0.1:{}".format(port))
    return dict(os.environ, **own)


def wait_for(port, started):
    """Until something answers there; False where what was started ended before it did."""
    while started.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.2)
    return False


@contextlib.contextmanager
def ended_together(started):
    """Whatever was started ends with the block."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    except KeyboardInterrupt:
        # It reached them too: they end by themselves, and a second signal would cut that short.
        for each in started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.wait(10)
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait()


def lms_demo(arguments):
    """The demo, and beside it a learning platform that knows it, until somebody stops them or one of them ends."""
    port, passed_on = demo_arguments(arguments)
    # Somebody else's page of --embed is on the port between.
    platform = port + (2 if "--embed" in passed_on else 1)
    data = passed_on[passed_on.index("--data") + 1]
    for each in (port, platform):
        require_free_port(each)
    setup()
    if "--fresh" in passed_on and (Path(data) / "lms.db").exists():
        (Path(data) / "lms.db").unlink()
    environment, (add, serve) = lms_settings(port, data), lms_commands(port, platform, data)
    started = [subprocess.Popen([str(VENV / "bin" / "deliberate"), "demo", *passed_on], env=environment)]
    with ended_together(started):
        if wait_for(port, started[0]):
            told = subprocess.run(add, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if told.returncode:
                raise Refusal(told.stdout.decode())
            started.append(subprocess.Popen(serve))
            if wait_for(platform, started[1]):
                print(LMS_WORDS.format(platform, port), flush=True)
        while all(each.poll() is None for each in started):
            time.sleep(0.5)
    return next((each.returncode for each in started if each.returncode > 0), 0)


def demo(arguments):
    if "--forum" in arguments:
        forum_demo(arguments)
    if "--lms" in arguments:
        raise SystemExit(lms_demo(arguments))
    port, passed_on = demo_arguments(arguments)
    require_free_port(port)
    setup()
    become("deliberate", ["demo", *passed_on])


def test(arguments):
    setup()
    missing = missing_for_browser()
    if missing:
        print("The browser tests need: " + install_line(*missing), flush=True)
    os.chdir(str(ROOT))
    become("python", ["-m", "pytest", *pytest_arguments(arguments, os.cpu_count() or 1)])


def main(arguments):
    too_old = old_python_line(sys.version_info)
    if too_old:
        print(too_old, file=sys.stderr)
        return REFUSED
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Work on a checkout of deliberate. Anything missing is set up first.",
        epilog="More of a command: dev.py demo --help",
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.required = True
    commands.add_parser("setup", help="make .venv and install everything into it")
    commands.add_parser(
        "demo", help="a seeded site: [--port N] [--data DIR] [--fresh] [--embed] [--lms] [--forum]", add_help=False
    )
    commands.add_parser("test", help="the tests: [--all] [--database NAME] [arguments of pytest]", add_help=False)
    command = parser.parse_args(arguments[:1]).command
    try:
        if command == "demo":
            demo(arguments[1:])
        elif command == "test":
            test(arguments[1:])
        else:
            parser.parse_args(arguments)
            setup()
            print("Ready: .venv")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("Interrupted. The next run repairs what is half made.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
