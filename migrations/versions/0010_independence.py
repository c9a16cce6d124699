"""Origins that are suggested, lists that grade publishers, corrections, and acts on sources that can be undone"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _extend_publishers()
    op.add_column("deliberate_source", sa.Column("corrected_at", MOMENT, nullable=True))
    op.add_column("deliberate_source", sa.Column("correction_url", sa.Text(), nullable=True))
    _make_lists()
    _make_suggestions()
    _make_acts()


def downgrade() -> None:
    op.drop_table("deliberate_source_act")
    op.drop_table("deliberate_origin_suggestion")
    op.drop_table("deliberate_list_entry")
    op.drop_table("deliberate_source_list")
    op.drop_column("deliberate_source", "correction_url")
    op.drop_column("deliberate_source", "corrected_at")
    op.drop_index("ix_deliberate_publisher_public_id", "deliberate_publisher")
    for column in ("graded_at", "own_reason", "own_grade", "public_id"):
        op.drop_column("deliberate_publisher", column)


def _extend_publishers() -> None:
    # In place, with a default that no row keeps: SQLite cannot build a table anew that others point at.
    for column in (
        sa.Column("public_id", sa.Uuid(), nullable=False, server_default=sa.text(f"'{'0' * 32}'")),
        sa.Column("own_grade", sa.String(24), nullable=True),
        sa.Column("own_reason", sa.Text(), nullable=True),
        sa.Column("graded_at", MOMENT, nullable=True),
    ):
        op.add_column("deliberate_publisher", column)
    publisher = sa.table(
        "deliberate_publisher",
        sa.column("id", KEY),
        sa.column("public_id", sa.Uuid()),
        sa.column("reliability", sa.String(24)),
        sa.column("own_grade", sa.String(24)),
    )
    connection = op.get_bind()
    for key in connection.scalars(sa.select(publisher.c.id)).all():
        connection.execute(publisher.update().where(publisher.c.id == key).values(public_id=uuid.uuid4()))
    # A grade that is there was this site's own, as there were no lists.
    connection.execute(
        publisher.update().where(publisher.c.reliability != "F").values(own_grade=publisher.c.reliability)
    )
    if connection.dialect.name == "postgresql":
        op.alter_column("deliberate_publisher", "public_id", server_default=None)
    op.create_index(op.f("ix_deliberate_publisher_public_id"), "deliberate_publisher", ["public_id"], unique=True)


def _make_lists() -> None:
    op.create_table(
        "deliberate_source_list",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_source_list")),
        sa.UniqueConstraint("name", name=op.f("uq_deliberate_source_list_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_source_list_public_id")),
    )
    op.create_table(
        "deliberate_list_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(24), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["deliberate_source_list.id"], name=op.f("fk_deliberate_list_entry_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_list_entry")),
        sa.UniqueConstraint("list_id", "domain", name=op.f("uq_deliberate_list_entry_list_id_domain")),
    )
    op.create_index(op.f("ix_deliberate_list_entry_domain"), "deliberate_list_entry", ["domain"])


def _make_suggestions() -> None:
    op.create_table(
        "deliberate_origin_suggestion",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("first_id", KEY, nullable=False),
        sa.Column("second_id", KEY, nullable=False),
        sa.Column("first_item_id", KEY, nullable=False),
        sa.Column("second_item_id", KEY, nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("seconded_by", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_deliberate_origin_suggestion_{name}"))
            for name, table in (
                ("article_id", "deliberate_article"),
                ("first_id", "deliberate_source"),
                ("second_id", "deliberate_source"),
                ("first_item_id", "deliberate_evidence"),
                ("second_item_id", "deliberate_evidence"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_origin_suggestion")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_deliberate_origin_suggestion_first_id_second_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_origin_suggestion_public_id")),
    )
    op.create_index("ix_deliberate_origin_suggestion_article", "deliberate_origin_suggestion", ["article_id", "state"])
    op.create_index(op.f("ix_deliberate_origin_suggestion_second_id"), "deliberate_origin_suggestion", ["second_id"])


def _make_acts() -> None:
    op.create_table(
        "deliberate_source_act",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source_id", KEY, nullable=True),
        sa.Column("publisher_id", KEY, nullable=True),
        sa.Column("suggestion_id", KEY, nullable=True),
        sa.Column("prior", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("self_review", sa.Boolean(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["deliberate_source.id"], name=op.f("fk_deliberate_source_act_source_id")
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["deliberate_publisher.id"], name=op.f("fk_deliberate_source_act_publisher_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["deliberate_origin_suggestion.id"],
            name=op.f("fk_deliberate_source_act_suggestion_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_source_act")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_source_act_public_id")),
    )
    op.create_index("ix_deliberate_source_act_source", "deliberate_source_act", ["source_id"])
    op.create_index("ix_deliberate_source_act_publisher", "deliberate_source_act", ["publisher_id"])
    op.create_index("ix_deliberate_source_act_suggestion", "deliberate_source_act", ["suggestion_id"])
    op.create_index(op.f("ix_deliberate_source_act_actor_id"), "deliberate_source_act", ["actor_id"])
