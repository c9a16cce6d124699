"""Our tables in a database: brought up to date, taken down, and compared with the models."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from alembic import command, util
from alembic.autogenerate import comparators, compare_metadata
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrateOperation, UpgradeOps
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, func, select

from deliberate.core.base import BY_HAND, TABLE_PREFIX, Base
from deliberate.folders import shipped_folder


@dataclass(frozen=True)
class History:
    """One line of migrations: the tables it makes, its folder, and where it notes how far it is."""

    metadata: MetaData
    folder: str
    version_table: str

    def knows(self, name: str | None, kind: str) -> bool:
        """Whether a name is one that models have: a host's tables are none of our business."""
        return name in self.metadata.tables if kind == "table" else not (kind == "index" and name in BY_HAND)


EXTENSION = History(Base.metadata, "versions", "deliberate_version")

#: Whoever upgrades holds this, so that servers that start at once take turns. Any number that is nobody else's.
_TURN = 0x64656C6962


#: After whatever compares: before 1.18 Alembic went by the order of registration, which comes to the same here.
_LAST: dict[str, Any] = {"priority": util.DispatchPriority.LAST} if hasattr(util, "DispatchPriority") else {}


@comparators.dispatch_for("schema", **_LAST)
def _leave_our_tables(context: AutogenContext, found: UpgradeOps, _schemas: object) -> None:
    """A host's migrations compare its models with the database: that ours are not among them drops no table."""
    known = {table.name for table in context.sorted_tables}

    def is_ours(operation: MigrateOperation) -> bool:
        name: str = getattr(operation, "table_name", "")
        return name.startswith(TABLE_PREFIX) and name not in known

    found.ops[:] = [each for each in found.ops if not is_ours(each)]


def _config(connection: Connection, history: History) -> Config:
    migrations = shipped_folder("migrations")
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(migrations / history.folder))
    config.attributes.update(connection=connection, history=history)
    return config


def upgrade(connection: Connection, history: History = EXTENSION, to: str = "head") -> None:
    """Bring the tables up to a revision, the newest unless told otherwise.

    Two at a time take turns, until the transaction of this connection ends; on SQLite it has to begin as a writer.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
    command.upgrade(_config(connection, history), to)


def downgrade(connection: Connection, history: History = EXTENSION, to: str = "base") -> None:
    """Take the tables down to a revision; to none at all unless told otherwise."""
    command.downgrade(_config(connection, history), to)


def is_at_head(connection: Connection, history: History = EXTENSION) -> bool:
    """Whether the tables are at the newest revision this code knows."""
    options = {"version_table": history.version_table}
    return set(MigrationContext.configure(connection, opts=options).get_current_heads()) == _heads(history.folder)


@cache
def _heads(folder: str) -> frozenset[str]:
    """The newest revisions in a folder of migrations; the files are read once."""
    migrations = shipped_folder("migrations")
    return frozenset(ScriptDirectory(str(migrations), version_locations=[str(migrations / folder)]).get_heads())


def write_revision(connection: Connection, history: History, message: str) -> None:
    """Write the migration that leads from this database to the models as they are; for whoever develops us."""
    command.revision(_config(connection, history), message=message, autogenerate=True)


def differences(connection: Connection, history: History = EXTENSION) -> list[Any]:
    """What a database at the newest revision still lacks of the models: nothing, or the migrations are wrong."""
    options = {
        "compare_type": True,
        "version_table": history.version_table,
        "include_name": lambda name, kind, _parents: history.knows(name, kind),
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), history.metadata))
