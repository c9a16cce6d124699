"""The tables of every room"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliberate_chain_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_chain_head")),
    )
    op.create_table(
        "deliberate_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("body_digest", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason_digest", sa.Text(), nullable=True),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("case", sa.Text(), nullable=True),
        sa.Column("self_review", sa.Boolean(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_deliberate_event_hash")),
    )
    with op.batch_alter_table("deliberate_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_event_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_event_target"), ["target"], unique=False)

    op.create_table(
        "deliberate_group",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("join_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_group")),
        sa.UniqueConstraint("join_code", name=op.f("uq_deliberate_group_join_code")),
    )
    op.create_table(
        "deliberate_join_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_join_attempt")),
    )
    with op.batch_alter_table("deliberate_join_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_join_attempt_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "deliberate_origin",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_origin")),
        sa.UniqueConstraint("key", name=op.f("uq_deliberate_origin_key")),
    )
    op.create_table(
        "deliberate_pseudonym",
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name=op.f("pk_deliberate_pseudonym")),
        sa.UniqueConstraint("handle", name=op.f("uq_deliberate_pseudonym_handle")),
    )
    op.create_table(
        "deliberate_publisher",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("reliability", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_publisher")),
        sa.UniqueConstraint("domain", name=op.f("uq_deliberate_publisher_domain")),
    )
    op.create_table(
        "deliberate_standing",
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name=op.f("pk_deliberate_standing")),
    )
    op.create_table(
        "deliberate_article",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("audience", sa.String(24), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("premoderated", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("settings_number", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["deliberate_group.id"], name=op.f("fk_deliberate_article_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_article")),
        sa.UniqueConstraint("author_id", "submission", name=op.f("uq_deliberate_article_author_id_submission")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_article_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_deliberate_article_slug")),
    )
    with op.batch_alter_table("deliberate_article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_article_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_article_state"), ["state"], unique=False)

    op.create_table(
        "deliberate_event_reason",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["deliberate_event.id"], name=op.f("fk_deliberate_event_reason_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_deliberate_event_reason")),
    )
    op.create_table(
        "deliberate_group_member",
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["deliberate_group.id"], name=op.f("fk_deliberate_group_member_group_id")
        ),
        sa.PrimaryKeyConstraint("group_id", "actor_id", name=op.f("pk_deliberate_group_member")),
    )
    op.create_table(
        "deliberate_article_editor",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_article_editor_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", "actor_id", name=op.f("pk_deliberate_article_editor")),
    )
    op.create_table(
        "deliberate_article_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_article_version_article_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_article_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_deliberate_article_version_article_id_number")),
    )
    op.create_table(
        "deliberate_contribution",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("substance", sa.Integer(), nullable=False),
        sa.Column("kept_revision", sa.Integer(), nullable=True),
        sa.Column("held_because", sa.Text(), nullable=True),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_contribution_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_contribution_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_contribution")),
        sa.UniqueConstraint("author_id", "submission", name=op.f("uq_deliberate_contribution_author_id_submission")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_contribution_public_id")),
    )
    with op.batch_alter_table("deliberate_contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_contribution_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_contribution_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_deliberate_contribution_queue", ["status", "created_at"], unique=False)

    op.create_table(
        "deliberate_ledger_seen",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_ledger_seen_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", "actor_id", name=op.f("pk_deliberate_ledger_seen")),
    )
    op.create_table(
        "deliberate_speaker",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("party", sa.String(24), nullable=False),
        sa.Column("party_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_speaker_article_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_speaker")),
        sa.UniqueConstraint("article_id", "name", name=op.f("uq_deliberate_speaker_article_id_name")),
    )
    op.create_table(
        "deliberate_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.Column("self_review", sa.Boolean(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prior", sa.JSON(), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_decision_contribution_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["deliberate_event.id"], name=op.f("fk_deliberate_decision_event_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["deliberate_decision.id"], name=op.f("fk_deliberate_decision_lead_id")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["deliberate_decision.id"], name=op.f("fk_deliberate_decision_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_decision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_decision_public_id")),
    )
    with op.batch_alter_table("deliberate_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_decision_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_decision_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_decision_lead_id"), ["lead_id"], unique=False)

    op.create_table(
        "deliberate_proposition",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("claim_kind", sa.String(24), nullable=False),
        sa.Column("modality", sa.String(24), nullable=False),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("said", sa.String(24), nullable=False),
        sa.Column("said_url", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("main_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("split_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_proposition_id")),
        sa.ForeignKeyConstraint(
            ["main_of_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_proposition_main_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["split_from_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_proposition_split_from_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_proposition")),
        sa.UniqueConstraint("main_of_id", name=op.f("uq_deliberate_proposition_main_of_id")),
    )
    op.create_table(
        "deliberate_rating",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("dimension", sa.String(24), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("saw_ledger", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_rating_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_rating")),
        sa.UniqueConstraint(
            "contribution_id",
            "actor_id",
            "dimension",
            name=op.f("uq_deliberate_rating_contribution_id_actor_id_dimension"),
        ),
    )
    with op.batch_alter_table("deliberate_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_rating_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "deliberate_relation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("relation_kind", sa.String(24), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_relation_id")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_relation_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_relation")),
    )
    with op.batch_alter_table("deliberate_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_relation_target_id"), ["target_id"], unique=False)

    op.create_table(
        "deliberate_remark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_remark_id")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_remark_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_remark")),
    )
    with op.batch_alter_table("deliberate_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_remark_target_id"), ["target_id"], unique=False)

    op.create_table(
        "deliberate_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("substantive", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_revision_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_revision")),
        sa.UniqueConstraint("contribution_id", "number", name=op.f("uq_deliberate_revision_contribution_id_number")),
    )
    op.create_table(
        "deliberate_source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("publisher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("origin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("speaker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("archived_url", sa.Text(), nullable=True),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retraction_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["origin_id"], ["deliberate_origin.id"], name=op.f("fk_deliberate_source_origin_id")),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["deliberate_publisher.id"], name=op.f("fk_deliberate_source_publisher_id")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["deliberate_speaker.id"], name=op.f("fk_deliberate_source_speaker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_source")),
        sa.UniqueConstraint("key", name=op.f("uq_deliberate_source_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_source_public_id")),
    )
    with op.batch_alter_table("deliberate_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_source_origin_id"), ["origin_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_source_publisher_id"), ["publisher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_source_speaker_id"), ["speaker_id"], unique=False)

    op.create_table(
        "deliberate_anchor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_anchor_proposition_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["deliberate_article_version.id"], name=op.f("fk_deliberate_anchor_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_anchor")),
        sa.UniqueConstraint(
            "proposition_id",
            "version_id",
            "role",
            "part",
            "ordinal",
            name=op.f("uq_deliberate_anchor_proposition_id_version_id_role_part_ordinal"),
        ),
    )
    with op.batch_alter_table("deliberate_anchor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_anchor_version_id"), ["version_id"], unique=False)

    op.create_table(
        "deliberate_appeal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("self_review", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["deliberate_decision.id"], name=op.f("fk_deliberate_appeal_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_deliberate_appeal_decision_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_appeal_public_id")),
    )
    with op.batch_alter_table("deliberate_appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_appeal_state"), ["state"], unique=False)

    op.create_table(
        "deliberate_empty_search",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("side", sa.String(24), nullable=False),
        sa.Column("where", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_empty_search_proposition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_empty_search")),
        sa.UniqueConstraint(
            "proposition_id", "actor_id", "side", name=op.f("uq_deliberate_empty_search_proposition_id_actor_id_side")
        ),
    )
    op.create_table(
        "deliberate_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("evidence_kind", sa.String(24), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("curation", sa.String(24), nullable=False),
        sa.Column("curated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("curation_url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_evidence_id")),
        sa.ForeignKeyConstraint(["source_id"], ["deliberate_source.id"], name=op.f("fk_deliberate_evidence_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_evidence")),
    )
    with op.batch_alter_table("deliberate_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_evidence_source_id"), ["source_id"], unique=False)

    op.create_table(
        "deliberate_flag",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contribution_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_flag_contribution_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["deliberate_decision.id"], name=op.f("fk_deliberate_flag_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_flag")),
        sa.UniqueConstraint(
            "contribution_id", "actor_id", "revision", name=op.f("uq_deliberate_flag_contribution_id_actor_id_revision")
        ),
    )
    with op.batch_alter_table("deliberate_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_flag_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_flag_settled_by_id"), ["settled_by_id"], unique=False)

    op.create_table(
        "deliberate_relation_premise",
        sa.Column("relation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposition_id"],
            ["deliberate_proposition.id"],
            name=op.f("fk_deliberate_relation_premise_proposition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["deliberate_relation.id"], name=op.f("fk_deliberate_relation_premise_relation_id")
        ),
        sa.PrimaryKeyConstraint("relation_id", "proposition_id", name=op.f("pk_deliberate_relation_premise")),
    )
    with op.batch_alter_table("deliberate_relation_premise", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deliberate_relation_premise_proposition_id"), ["proposition_id"], unique=False
        )

    op.create_table(
        "deliberate_score",
        sa.Column("proposition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("log_odds", sa.Double(), nullable=False),
        sa.Column("balance", sa.JSON(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_score_article_id")),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_score_proposition_id")
        ),
        sa.PrimaryKeyConstraint("proposition_id", name=op.f("pk_deliberate_score")),
    )
    with op.batch_alter_table("deliberate_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_score_article_id"), ["article_id"], unique=False)

    op.create_table(
        "deliberate_stance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("after_weights", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(24), nullable=False),
        sa.Column("first_answer", sa.String(24), nullable=False),
        sa.Column("credence", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_stance_proposition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_stance")),
        sa.UniqueConstraint(
            "proposition_id",
            "actor_id",
            "after_weights",
            name=op.f("uq_deliberate_stance_proposition_id_actor_id_after_weights"),
        ),
    )
    with op.batch_alter_table("deliberate_stance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_stance_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "deliberate_voice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("cue_class", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_voice_proposition_id")
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["deliberate_speaker.id"], name=op.f("fk_deliberate_voice_speaker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_voice")),
        sa.UniqueConstraint("proposition_id", "depth", name=op.f("uq_deliberate_voice_proposition_id_depth")),
    )
    with op.batch_alter_table("deliberate_voice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_voice_speaker_id"), ["speaker_id"], unique=False)

    op.create_table(
        "deliberate_bearing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(24), nullable=False),
        sa.Column("warrant", sa.Text(), nullable=False),
        sa.Column("warrant_html", sa.Text(), nullable=False),
        sa.Column("quote_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["deliberate_evidence.id"], name=op.f("fk_deliberate_bearing_evidence_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_bearing_id")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_bearing_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_bearing")),
        sa.UniqueConstraint(
            "target_id", "side", "quote_key", name=op.f("uq_deliberate_bearing_target_id_side_quote_key")
        ),
    )
    with op.batch_alter_table("deliberate_bearing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_bearing_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_bearing_target_id"), ["target_id"], unique=False)

    op.create_table(
        "deliberate_item_score",
        sa.Column("bearing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("raters", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_item_score_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["bearing_id"], ["deliberate_bearing.id"], name=op.f("fk_deliberate_item_score_bearing_id")
        ),
        sa.PrimaryKeyConstraint("bearing_id", name=op.f("pk_deliberate_item_score")),
    )
    with op.batch_alter_table("deliberate_item_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_item_score_article_id"), ["article_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("deliberate_item_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_item_score_article_id"))

    op.drop_table("deliberate_item_score")
    with op.batch_alter_table("deliberate_bearing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_bearing_target_id"))
        batch_op.drop_index(batch_op.f("ix_deliberate_bearing_evidence_id"))

    op.drop_table("deliberate_bearing")
    with op.batch_alter_table("deliberate_voice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_voice_speaker_id"))

    op.drop_table("deliberate_voice")
    with op.batch_alter_table("deliberate_stance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_stance_actor_id"))

    op.drop_table("deliberate_stance")
    with op.batch_alter_table("deliberate_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_score_article_id"))

    op.drop_table("deliberate_score")
    with op.batch_alter_table("deliberate_relation_premise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_relation_premise_proposition_id"))

    op.drop_table("deliberate_relation_premise")
    with op.batch_alter_table("deliberate_flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_flag_settled_by_id"))
        batch_op.drop_index(batch_op.f("ix_deliberate_flag_actor_id"))

    op.drop_table("deliberate_flag")
    with op.batch_alter_table("deliberate_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_evidence_source_id"))

    op.drop_table("deliberate_evidence")
    op.drop_table("deliberate_empty_search")
    with op.batch_alter_table("deliberate_appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_appeal_state"))

    op.drop_table("deliberate_appeal")
    with op.batch_alter_table("deliberate_anchor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_anchor_version_id"))

    op.drop_table("deliberate_anchor")
    with op.batch_alter_table("deliberate_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_source_speaker_id"))
        batch_op.drop_index(batch_op.f("ix_deliberate_source_publisher_id"))
        batch_op.drop_index(batch_op.f("ix_deliberate_source_origin_id"))

    op.drop_table("deliberate_source")
    op.drop_table("deliberate_revision")
    with op.batch_alter_table("deliberate_remark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_remark_target_id"))

    op.drop_table("deliberate_remark")
    with op.batch_alter_table("deliberate_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_relation_target_id"))

    op.drop_table("deliberate_relation")
    with op.batch_alter_table("deliberate_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_rating_actor_id"))

    op.drop_table("deliberate_rating")
    op.drop_table("deliberate_proposition")
    with op.batch_alter_table("deliberate_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_decision_lead_id"))
        batch_op.drop_index(batch_op.f("ix_deliberate_decision_created_at"))
        batch_op.drop_index(batch_op.f("ix_deliberate_decision_contribution_id"))

    op.drop_table("deliberate_decision")
    op.drop_table("deliberate_speaker")
    op.drop_table("deliberate_ledger_seen")
    with op.batch_alter_table("deliberate_contribution", schema=None) as batch_op:
        batch_op.drop_index("ix_deliberate_contribution_queue")
        batch_op.drop_index(batch_op.f("ix_deliberate_contribution_author_id"))
        batch_op.drop_index(batch_op.f("ix_deliberate_contribution_article_id"))

    op.drop_table("deliberate_contribution")
    op.drop_table("deliberate_article_version")
    op.drop_table("deliberate_article_editor")
    op.drop_table("deliberate_group_member")
    op.drop_table("deliberate_event_reason")
    with op.batch_alter_table("deliberate_article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_article_state"))
        batch_op.drop_index(batch_op.f("ix_deliberate_article_author_id"))

    op.drop_table("deliberate_article")
    op.drop_table("deliberate_standing")
    op.drop_table("deliberate_publisher")
    op.drop_table("deliberate_pseudonym")
    op.drop_table("deliberate_origin")
    with op.batch_alter_table("deliberate_join_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_join_attempt_actor_id"))

    op.drop_table("deliberate_join_attempt")
    op.drop_table("deliberate_group")
    with op.batch_alter_table("deliberate_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_event_target"))
        batch_op.drop_index(batch_op.f("ix_deliberate_event_article_id"))

    op.drop_table("deliberate_event")
    op.drop_table("deliberate_chain_head")
