"""The apps that tests share are no way for one test to reach another."""

from pathlib import Path

from flask import Flask

from tests.host import make_host
from tests.kept import Keeper, lay_file


def taken(keeper: Keeper, path: Path) -> Flask:
    return keeper.take("host", lambda: make_host(f"sqlite:///{path}"))


def test_an_app_is_kept_while_tests_leave_it_as_it_was_made(empty_database: Path, tmp_path: Path) -> None:
    keeper, path = Keeper(), tmp_path / "host.db"
    lay_file(empty_database, path)
    first = taken(keeper, path)
    assert first.test_client().get("/deliberate/articles").status_code == 200
    keeper.give_back("host")
    assert taken(keeper, path) is first


def test_an_app_with_another_setting_route_or_extension_is_not_kept(tmp_path: Path) -> None:
    keeper, path = Keeper(), tmp_path / "host.db"
    for change in (
        lambda app: app.config.update(SITE="Another"),
        lambda app: app.add_url_rule("/more", "more", lambda: "more"),
        lambda app: app.extensions.update(more="more"),
        lambda app: app.before_request(lambda: None),
    ):
        app = taken(keeper, path)
        change(app)
        keeper.give_back("host")
        assert taken(keeper, path) is not app


def test_a_new_app_is_made_where_a_test_asks_for_one(tmp_path: Path) -> None:
    keeper, path = Keeper(), tmp_path / "host.db"
    first = taken(keeper, path)
    assert keeper.take("host", lambda: make_host(f"sqlite:///{path}"), new=True) is not first


def test_nothing_of_an_earlier_database_is_left(empty_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "host.db"
    path.write_bytes(b"the one before")
    tmp_path.joinpath("host.db-wal").write_bytes(b"its log")
    lay_file(empty_database, path)
    assert [each.name for each in tmp_path.iterdir()] == ["host.db"]
    assert path.read_bytes() == empty_database.read_bytes()
