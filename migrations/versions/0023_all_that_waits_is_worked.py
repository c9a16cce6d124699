"""All that waits is noted, put off and handed on; what took the place of what was appealed; looks are counted"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NOTE, DECISION, LOOK = "deliberate_queue_note", "deliberate_decision", "deliberate_curation_look"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(NOTE, sa.Column("kind", sa.String(24), nullable=True))
    op.add_column(NOTE, sa.Column("subject_id", sa.BigInteger(), nullable=True))
    op.execute("UPDATE deliberate_queue_note SET kind = 'contribution', subject_id = contribution_id")
    with op.batch_alter_table(NOTE) as table:
        table.alter_column("kind", existing_type=sa.String(24), nullable=False)
        table.alter_column("subject_id", existing_type=sa.BigInteger(), nullable=False)
        table.alter_column("contribution_id", existing_type=KEY, nullable=True)
    op.create_index(f"ix_{NOTE}_subject", NOTE, ["kind", "subject_id"])
    # A proposal waits on what it is about, as an appeal does; the clocks work its priority out within the hour.
    op.execute(
        "UPDATE deliberate_queue_entry SET contribution_id = (SELECT p.contribution_id FROM deliberate_item_proposal p"
        " WHERE p.id = deliberate_queue_entry.subject_id) WHERE kind = 'proposal'"
    )
    with op.batch_alter_table(DECISION) as table:
        table.add_column(sa.Column("replaces_id", KEY, nullable=True))
        table.create_foreign_key(op.f(f"fk_{DECISION}_replaces_id"), DECISION, ["replaces_id"], ["id"])
    op.create_index(f"ix_{DECISION}_replaces_id", DECISION, ["replaces_id"])
    op.add_column("deliberate_lock", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        LOOK,
        sa.Column("id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LOOK}")),
    )
    op.create_index(f"ix_{LOOK}_actor_id", LOOK, ["actor_id"])


def downgrade() -> None:
    op.drop_table(LOOK)
    with op.batch_alter_table("deliberate_lock") as table:
        table.drop_column("until")
    op.drop_index(f"ix_{DECISION}_replaces_id", DECISION)
    with op.batch_alter_table(DECISION) as table:
        table.drop_constraint(op.f(f"fk_{DECISION}_replaces_id"), type_="foreignkey")
        table.drop_column("replaces_id")
    op.execute("UPDATE deliberate_queue_entry SET contribution_id = NULL WHERE kind = 'proposal'")
    op.execute("DELETE FROM deliberate_queue_note WHERE kind <> 'contribution'")
    op.drop_index(f"ix_{NOTE}_subject", NOTE)
    with op.batch_alter_table(NOTE) as table:
        table.alter_column("contribution_id", existing_type=KEY, nullable=False)
        table.drop_column("subject_id")
        table.drop_column("kind")
