"""Sessions as rows, confirmed addresses, links, second steps, limits, and names that look alike"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from deliberate.accounts.names import look_of_name

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

user = sa.table(
    "account_user",
    sa.column("id", sa.Integer),
    sa.column("username", sa.String),
    sa.column("look", sa.String),
    sa.column("fs_uniquifier", sa.String),
)
role = sa.table("account_role", sa.column("user_id", sa.Integer), sa.column("role_id", sa.Integer))


@contextmanager
def roles_aside() -> Iterator[None]:
    """SQLite changes a table by making it anew, and refuses to drop one that rows of another refer to."""
    rows = [dict(row) for row in op.get_bind().execute(sa.select(role.c.user_id, role.c.role_id)).mappings()]
    op.execute(sa.delete(role))
    yield
    if rows:
        op.bulk_insert(role, rows)


def upgrade() -> None:
    with roles_aside():
        with op.batch_alter_table("account_user") as table:
            table.add_column(sa.Column("look", sa.String(length=128), nullable=True))
            table.add_column(sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=True))
            table.add_column(sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True))
            table.add_column(sa.Column("totp_secret", sa.String(length=255), nullable=True))
            table.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
            table.drop_constraint("uq_account_user_fs_uniquifier", type_="unique")
            table.drop_column("fs_uniquifier")
        fill_looks()
        with op.batch_alter_table("account_user") as table:
            table.alter_column("look", existing_type=sa.String(length=128), nullable=False)
            table.create_unique_constraint("uq_account_user_look", ["look"])
    create_tables()


def fill_looks() -> None:
    """Names that look alike are there already: the older account has the look, the other keeps its name."""
    connection, seen = op.get_bind(), set()
    for number, name in connection.execute(sa.select(user.c.id, user.c.username).order_by(user.c.id)).all():
        look = look_of_name(name)
        look = f"{look}~{number}" if look in seen else look
        seen.add(look)
        connection.execute(sa.update(user).where(user.c.id == number).values(look=look))


def create_tables() -> None:
    op.create_table(
        "account_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account_user.id"], name=op.f("fk_account_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sign_in")),
        sa.UniqueConstraint("key", name=op.f("uq_account_sign_in_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_sign_in_public_id")),
    )
    op.create_index(op.f("ix_account_sign_in_user_id"), "account_sign_in", ["user_id"])
    op.create_index(op.f("ix_account_sign_in_expires_at"), "account_sign_in", ["expires_at"])
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account_user.id"], name=op.f("fk_account_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("key", name=op.f("uq_account_link_key")),
    )
    op.create_index(op.f("ix_account_link_user_id"), "account_link", ["user_id"])
    op.create_index(op.f("ix_account_link_expires_at"), "account_link", ["expires_at"])
    op.create_table(
        "account_recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account_user.id"], name=op.f("fk_account_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_recovery_code")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_account_recovery_code_user_id_key")),
    )
    op.create_table(
        "account_tally",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account_tally")),
    )
    op.create_index(op.f("ix_account_tally_ends_at"), "account_tally", ["ends_at"])
    op.create_table(
        "account_held_name",
        sa.Column("look", sa.String(length=128), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account_user.id"], name=op.f("fk_account_held_name_user_id")),
        sa.PrimaryKeyConstraint("look", name=op.f("pk_account_held_name")),
    )
    op.create_index(op.f("ix_account_held_name_user_id"), "account_held_name", ["user_id"])
    op.create_index(op.f("ix_account_held_name_until"), "account_held_name", ["until"])


def downgrade() -> None:
    """Everybody is signed out, second steps are off, and links that were mailed lead nowhere."""
    for table_name in ("held_name", "tally", "recovery_code", "link", "sign_in"):
        op.drop_table(f"account_{table_name}")
    connection = op.get_bind()
    with roles_aside():
        with op.batch_alter_table("account_user") as table:
            table.add_column(sa.Column("fs_uniquifier", sa.String(length=64), nullable=True))
            table.drop_constraint("uq_account_user_look", type_="unique")
            for gone in ("look", "renamed_at", "email_confirmed_at", "totp_secret", "totp_step"):
                table.drop_column(gone)
        for number in connection.scalars(sa.select(user.c.id)).all():
            connection.execute(sa.update(user).where(user.c.id == number).values(fs_uniquifier=uuid4().hex))
        with op.batch_alter_table("account_user") as table:
            table.alter_column("fs_uniquifier", existing_type=sa.String(length=64), nullable=False)
            table.create_unique_constraint("uq_account_user_fs_uniquifier", ["fs_uniquifier"])
