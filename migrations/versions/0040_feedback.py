"""Feedback on what a class was set: judgements, comments, reviews by fellow students, stances before and after"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MEMBER, ASSIGNMENT = "deliberate_class_member", "deliberate_assignment"
RUBRIC, FEEDBACK, COMMENT = "deliberate_rubric", "deliberate_feedback", "deliberate_item_comment"
ROUND, REVIEW = "deliberate_review_round", "deliberate_peer_review"
LOOK, KEPT = "deliberate_stance_look", "deliberate_kept_stance"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _name_members()
    op.create_table(
        RUBRIC,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(RUBRIC, "assignment_id", ASSIGNMENT),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f(f"pk_{RUBRIC}")),
    )
    op.create_table(
        FEEDBACK,
        sa.Column("id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("points_by_hand", sa.Numeric(7, 2), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(FEEDBACK, "assignment_id", ASSIGNMENT),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FEEDBACK}")),
        sa.UniqueConstraint("assignment_id", "actor_id", name=op.f(f"uq_{FEEDBACK}_assignment_id_actor_id")),
    )
    op.create_index(op.f(f"ix_{FEEDBACK}_actor_id"), FEEDBACK, ["actor_id"])
    op.create_table(
        COMMENT,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("bearing_id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        _leads_to(COMMENT, "assignment_id", ASSIGNMENT),
        _leads_to(COMMENT, "bearing_id", "deliberate_bearing"),
        sa.PrimaryKeyConstraint("assignment_id", "bearing_id", name=op.f(f"pk_{COMMENT}")),
    )
    _reviews()
    _stances()


def _name_members() -> None:
    """Give whoever is in a class by now a name for addresses."""
    op.add_column(MEMBER, sa.Column("public_id", sa.Uuid(), nullable=True))
    members = sa.table(
        MEMBER, sa.column("classroom_id", KEY), sa.column("actor_id", sa.Text()), sa.column("public_id", sa.Uuid())
    )
    connection = op.get_bind()
    for classroom, person in connection.execute(sa.select(members.c.classroom_id, members.c.actor_id)).all():
        one = members.update().where(members.c.classroom_id == classroom, members.c.actor_id == person)
        connection.execute(one.values(public_id=uuid.uuid4()))
    with op.batch_alter_table(MEMBER) as table:
        table.alter_column("public_id", existing_type=sa.Uuid(), nullable=False)
        table.create_unique_constraint(op.f(f"uq_{MEMBER}_public_id"), ["public_id"])


def _reviews() -> None:
    op.create_table(
        ROUND,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(ROUND, "assignment_id", ASSIGNMENT),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f(f"pk_{ROUND}")),
    )
    op.create_table(
        REVIEW,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("reviewer_id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(REVIEW, "assignment_id", ASSIGNMENT),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REVIEW}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{REVIEW}_public_id")),
        sa.UniqueConstraint(
            "assignment_id", "reviewer_id", "actor_id", name=op.f(f"uq_{REVIEW}_assignment_id_reviewer_id_actor_id")
        ),
    )
    op.create_index(op.f(f"ix_{REVIEW}_actor_id"), REVIEW, ["actor_id"])
    op.create_index(op.f(f"ix_{REVIEW}_reviewer_id"), REVIEW, ["reviewer_id"])


def _stances() -> None:
    op.create_table(
        LOOK,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _leads_to(LOOK, "assignment_id", ASSIGNMENT),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f(f"pk_{LOOK}")),
    )
    op.create_table(
        KEPT,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("before", sa.String(24), nullable=True),
        sa.Column("after", sa.String(24), nullable=True),
        _leads_to(KEPT, "assignment_id", ASSIGNMENT),
        _leads_to(KEPT, "claim_id", "deliberate_proposition"),
        sa.PrimaryKeyConstraint("assignment_id", "claim_id", "actor_id", name=op.f(f"pk_{KEPT}")),
    )
    op.create_index(op.f(f"ix_{KEPT}_actor_id"), KEPT, ["actor_id"])


def _leads_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in (KEPT, LOOK, REVIEW, ROUND, COMMENT, FEEDBACK, RUBRIC):
        op.drop_table(table)
    with op.batch_alter_table(MEMBER) as table:
        table.drop_constraint(op.f(f"uq_{MEMBER}_public_id"), type_="unique")
        table.drop_column("public_id")
