"""Exercises with a key, and everybody's tries at them"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

EXERCISE, TRY = "deliberate_exercise", "deliberate_exercise_try"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        EXERCISE,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", KEY, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("material", sa.JSON(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("most_tries", sa.Integer(), nullable=True),
        sa.Column("shows_peers", sa.Boolean(), nullable=False),
        sa.Column("shows_key", sa.Boolean(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(EXERCISE, "classroom_id", "deliberate_classroom"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EXERCISE}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{EXERCISE}_public_id")),
        sa.UniqueConstraint("author_id", "submission", name=op.f(f"uq_{EXERCISE}_author_id_submission")),
    )
    op.create_index(op.f(f"ix_{EXERCISE}_classroom_id"), EXERCISE, ["classroom_id"])
    op.create_table(
        TRY,
        sa.Column("id", KEY, nullable=False),
        sa.Column("exercise_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _leads_to(TRY, "exercise_id", EXERCISE),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TRY}")),
        sa.UniqueConstraint("exercise_id", "actor_id", "number", name=op.f(f"uq_{TRY}_exercise_id_actor_id_number")),
    )
    op.create_index(op.f(f"ix_{TRY}_actor_id"), TRY, ["actor_id"])


def _leads_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    op.drop_table(TRY)
    op.drop_table(EXERCISE)
