"""Classes: groups with teachers, assistants and students, and a last day"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

CLASSROOM, MEMBER, ASSIGNMENT = "deliberate_classroom", "deliberate_class_member", "deliberate_assignment"
SUBMISSION, CHECK = "deliberate_submission", "deliberate_voice_check"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("deliberate_group", sa.Column("is_class", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        CLASSROOM,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", KEY, nullable=False),
        sa.Column("asks_names", sa.Boolean(), nullable=False),
        sa.Column("joining", sa.Boolean(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(CLASSROOM, "group_id", "deliberate_group"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CLASSROOM}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{CLASSROOM}_public_id")),
        sa.UniqueConstraint("group_id", name=op.f(f"uq_{CLASSROOM}_group_id")),
        sa.UniqueConstraint("author_id", "submission", name=op.f(f"uq_{CLASSROOM}_author_id_submission")),
    )
    op.create_index(op.f(f"ix_{CLASSROOM}_keep_until"), CLASSROOM, ["keep_until"])
    op.create_table(
        MEMBER,
        sa.Column("classroom_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        _leads_to(MEMBER, "classroom_id", CLASSROOM),
        sa.PrimaryKeyConstraint("classroom_id", "actor_id", name=op.f(f"pk_{MEMBER}")),
    )
    op.create_index(op.f(f"ix_{MEMBER}_actor_id"), MEMBER, ["actor_id"])
    _assignments()


def _assignments() -> None:
    op.create_table(
        ASSIGNMENT,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("classroom_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("takes_late", sa.Boolean(), nullable=False),
        sa.Column("post_first", sa.Boolean(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(ASSIGNMENT, "classroom_id", CLASSROOM),
        _leads_to(ASSIGNMENT, "article_id", "deliberate_article"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ASSIGNMENT}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{ASSIGNMENT}_public_id")),
        sa.UniqueConstraint("author_id", "submission", name=op.f(f"uq_{ASSIGNMENT}_author_id_submission")),
    )
    op.create_index(op.f(f"ix_{ASSIGNMENT}_classroom_id"), ASSIGNMENT, ["classroom_id"])
    op.create_index(op.f(f"ix_{ASSIGNMENT}_article_id"), ASSIGNMENT, ["article_id"])
    op.create_table(
        SUBMISSION,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        _leads_to(SUBMISSION, "assignment_id", ASSIGNMENT),
        sa.PrimaryKeyConstraint("assignment_id", "actor_id", name=op.f(f"pk_{SUBMISSION}")),
    )
    op.create_index(op.f(f"ix_{SUBMISSION}_actor_id"), SUBMISSION, ["actor_id"])
    op.create_table(
        CHECK,
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _leads_to(CHECK, "claim_id", "deliberate_proposition"),
        sa.PrimaryKeyConstraint("claim_id", "actor_id", name=op.f(f"pk_{CHECK}")),
    )
    op.create_index(op.f(f"ix_{CHECK}_actor_id"), CHECK, ["actor_id"])


def _leads_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in (CHECK, SUBMISSION, ASSIGNMENT, MEMBER):
        op.drop_table(table)
    op.drop_table(CLASSROOM)
    op.drop_column("deliberate_group", "is_class")
