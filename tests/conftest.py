"""A small host with people of its own, and the standalone site, on a fresh database for each test.

Whatever asks for one of them runs twice: on a SQLite file and on PostgreSQL.
"""

import gc
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience
from deliberate.demo.command import prepare
from deliberate.standalone import upgrade_database
from tests import factories
from tests.databases import POSTGRESQL, SQLITE, Postgres, apps, let_go, require_postgres
from tests.host import People, make_host
from tests.kept import Keeper, lay_file, lay_folder
from tests.own_site import make_site
from tests.pseudo_language import compile_pseudo
from tests.scenes import Scene, host_place, make_cast, make_scene

#: Modules of tests that look at pages, at other processes or at rules that ask no database, whose queries are tried
#: elsewhere.
OF_PAGES = re.compile(
    r"browser/|views|page|url_map|every_form|extractors|rating_first|suspension"
    r"|operating/|reading/|notices/|commands/|accounts/|web/|exchange/|mapping/|test_cli|test_policy|test_standalone"
    r"|people/|races|preferences/|drafts/|common_ground/|moderation/|api/"
)

#: Of those, what is about PostgreSQL itself is all tried there; of pages, forms and rules, where it repeats what SQLite
#: said, one in six; of the rest one in five. ``--database postgresql`` tries all.
OF_ITSELF = re.compile(r"races|walk|at_once|operating/test_(backup|crash|serve)|guessing|standalone")
REPEATED = re.compile(r"views|page|every_form|test_policy|extractors")

#: Files that are never on a disk, and how many bytes have to be free there.
MEMORY, ROOM = Path("/dev/shm"), 2**30


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is seen on pages, and moderation, is tried on PostgreSQL under ``--all``; other rules always are."""
    whole = "postgresql" in config.option.markexpr.replace("not postgresql", "")
    left_out = []
    for item in items:
        module = item.nodeid.split("::")[0]
        if item.get_closest_marker("postgresql") and OF_PAGES.search(module):
            item.add_marker(pytest.mark.slow)
            one_in = 1 if OF_ITSELF.search(module) else 6 if REPEATED.search(module) else 5
            if not whole and crc32(item.nodeid.encode()) % one_in:
                left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        dropped = set(left_out)
        items[:] = [item for item in items if item not in dropped]


def pytest_collection_finish() -> None:
    """What is imported by now stays, so it is not looked through for garbage again: an eighth of what tests take."""
    gc.collect()
    gc.freeze()
    # The command line, which some tests import, has it off while it starts.
    gc.enable()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that this run of the test is on."""
    kind: str = request.param
    if kind == POSTGRESQL:
        require_postgres()
    return kind


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    app = make_host(f"sqlite:///{path}")
    with app.app_context():
        factories.create_tables()
    # Closing the last connection folds the write-ahead log into the file that tests copy.
    let_go(app)
    return path


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the standalone site at its start, as the migrations make it, to be copied for each test."""
    data = tmp_path_factory.mktemp("site")
    app = make_site(data)
    upgrade_database(app)
    let_go(app)
    return data


@pytest.fixture(scope="session")
def noisy_database(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file with rows of another article in it, so that a forgotten WHERE shows."""
    path = tmp_path_factory.mktemp("noise") / "noisy.db"
    shutil.copy(empty_database, path)
    make_noise(make_host(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def noisy_site(empty_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in the data of the standalone site."""
    data = tmp_path_factory.mktemp("noise") / "site"
    shutil.copytree(empty_site, data)
    make_noise(make_site(data))
    return data


def make_noise(app: Flask) -> None:
    with app.app_context():
        factories.make_noise()
    let_go(app)


@pytest.fixture(scope="session")
def migrated_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A database of this process with every table, as the migrations make them."""
    server = Postgres()
    app = make_site(tmp_path_factory.mktemp("postgres"), DELIBERATE_DATABASE_URL=server.url)
    upgrade_database(app)
    let_go(app)
    server.keep_as_empty()
    yield server
    server.drop()


@pytest.fixture(scope="session")
def noisy_postgres(migrated_postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """The same with the noise beside its tables, to be laid into them."""
    make_noise(make_site(tmp_path_factory.mktemp("noise"), DELIBERATE_DATABASE_URL=migrated_postgres.url))
    migrated_postgres.keep_rows("noise")
    migrated_postgres.empty()
    return migrated_postgres


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a PostgreSQL database with every table, emptied when the test is over."""
    require_postgres()
    server: Postgres = request.getfixturevalue("migrated_postgres")
    yield server.url
    server.empty()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> str:
    """The address of a database with every table and no row."""
    if database == POSTGRESQL:
        url: str = request.getfixturevalue("postgres")
        return url
    path = tmp_path / "site.db"
    shutil.copy(request.getfixturevalue("empty_database"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture(scope="session")
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture(scope="session")
def kept_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the apps that are kept have their files: in memory where there is room, so that nobody waits for a disk."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        with TemporaryDirectory(prefix="deliberate-tests-", dir=MEMORY) as folder:
            yield Path(folder)
    else:
        yield tmp_path_factory.mktemp("kept")


def is_new(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("new_app") is not None


def postgres_with_noise(request: pytest.FixtureRequest) -> str:
    require_postgres()
    server: Postgres = request.getfixturevalue("noisy_postgres")
    url: str = request.getfixturevalue("postgres")
    server.lay_rows("noise")
    return url


@pytest.fixture
def app(
    request: pytest.FixtureRequest, database: str, people: People, keeper: Keeper, kept_folder: Path
) -> Iterator[Flask]:
    """The host, kept from test to test; a test marked ``new_app`` gets one that nobody had."""
    if database == POSTGRESQL:
        url = postgres_with_noise(request)
    else:
        path = kept_folder / "host.db"
        lay_file(request.getfixturevalue("noisy_database"), path)
        url = f"sqlite:///{path}"
    host = keeper.take(f"host on {database}", lambda: make_host(url, People()), new=is_new(request))
    host.extensions["deliberate"].identity.known = people.known
    yield host
    keeper.give_back(f"host on {database}")


@pytest.fixture
def own_site(
    request: pytest.FixtureRequest, database: str, noisy_site: Path, keeper: Keeper, kept_folder: Path
) -> Iterator[Flask]:
    """The standalone site with data of its own; kept from test to test as the host is."""
    data = kept_folder / f"site on {database}"
    lay_folder(noisy_site, data)
    elsewhere = {}
    if database == POSTGRESQL:
        (data / "deliberate.db").unlink()
        elsewhere["DELIBERATE_DATABASE_URL"] = postgres_with_noise(request)
    site = keeper.take(data.name, lambda: make_site(data, **elsewhere), new=is_new(request))
    getattr(site.extensions["mailman"], "outbox", []).clear()
    yield site
    keeper.give_back(data.name)


@pytest.fixture(scope="session")
def kept_scenes() -> dict[str, Scene]:
    """What was made already, by the kind of database."""
    return {}


@pytest.fixture
def scene(
    request: pytest.FixtureRequest, app: Flask, database: str, kept_scenes: dict[str, Scene], kept_folder: Path
) -> Scene:
    """A public article of the host with one of everything: made once, and then laid as it was."""
    place, is_made = host_place(app), database in kept_scenes
    if not is_made:
        kept_scenes[database] = make_scene(place, make_cast(place), Audience.PUBLIC)
    let_go(app)
    if database == POSTGRESQL:
        server: Postgres = request.getfixturevalue("noisy_postgres")
        if is_made:
            server.empty()
            server.lay_rows("scene")
        else:
            server.keep_rows("scene")
    else:
        source, path = kept_folder / "scene.db", kept_folder / "host.db"
        lay_file(*((source, path) if is_made else (path, source)))
    return kept_scenes[database]


@pytest.fixture(autouse=True)
def _let_go_of_every_app() -> Iterator[None]:
    """What a test left open would be a warning, and so an error, of whichever test runs when it is noticed."""
    yield
    while apps:
        let_go(apps.pop())


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo_site(demo_folder: Path) -> Iterator[Flask]:
    """The demo, seeded once: to be read, and never written to. It is there in a language made by rule, too."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DELIBERATE_TRANSLATIONS", str(compile_pseudo(demo_folder / "translations")))
        site = prepare(demo_folder)
    yield site
    with site.app_context():
        site.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Put pytest-flask's shared context away: a view that forgets to commit must fail its test."""


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def context(app: Flask) -> Iterator[Any]:
    """An app context for tests of services; a request made meanwhile has one of its own."""
    with app.app_context():
        yield app
