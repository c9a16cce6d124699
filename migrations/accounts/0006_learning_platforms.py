"""Learning platforms, launches on their way from them, and what of their courses is what here"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_lti_invitation",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("trusts_teachers", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account_lti_invitation")),
    )
    op.create_index(op.f("ix_account_lti_invitation_expires_at"), "account_lti_invitation", ["expires_at"])

    op.create_table(
        "account_lti_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_lti_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_account_lti_key_kid")),
    )
    op.create_table(
        "account_lti_platform",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("auth_url", sa.Text(), nullable=False),
        sa.Column("token_url", sa.Text(), nullable=False),
        sa.Column("jwks_url", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("deployments", sa.JSON(), nullable=False),
        sa.Column("trusts_teachers", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_lti_platform")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_account_lti_platform_issuer_client_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_lti_platform_public_id")),
    )
    op.create_table(
        "account_lti_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("deployment", sa.String(length=255), nullable=False),
        sa.Column("context", sa.String(length=255), nullable=False),
        sa.Column("classroom", sa.Uuid(), nullable=True),
        sa.Column("memberships_url", sa.Text(), nullable=True),
        sa.Column("lineitems_url", sa.Text(), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("roster_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roster_problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["account_lti_platform.id"], name=op.f("fk_account_lti_course_platform_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_lti_course")),
        sa.UniqueConstraint(
            "platform_id", "deployment", "context", name=op.f("uq_account_lti_course_platform_id_deployment_context")
        ),
    )
    op.create_index(op.f("ix_account_lti_course_classroom"), "account_lti_course", ["classroom"])
    op.create_index(op.f("ix_account_lti_course_platform_id"), "account_lti_course", ["platform_id"])

    op.create_table(
        "account_lti_launch",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("framed", sa.Boolean(), nullable=False),
        sa.Column("storage", sa.String(length=255), nullable=False),
        sa.Column("stage", sa.String(24), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=True),
        sa.Column("luggage", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["account_lti_platform.id"], name=op.f("fk_account_lti_launch_platform_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["account_user.id"], name=op.f("fk_account_lti_launch_user_id")),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_account_lti_launch")),
        sa.UniqueConstraint("nonce", name=op.f("uq_account_lti_launch_nonce")),
        sa.UniqueConstraint("ticket", name=op.f("uq_account_lti_launch_ticket")),
    )
    op.create_index(op.f("ix_account_lti_launch_expires_at"), "account_lti_launch", ["expires_at"])
    op.create_index(op.f("ix_account_lti_launch_platform_id"), "account_lti_launch", ["platform_id"])
    op.create_index(op.f("ix_account_lti_launch_user_id"), "account_lti_launch", ["user_id"])

    op.create_table(
        "account_lti_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=255), nullable=False),
        sa.Column("assignment", sa.Uuid(), nullable=True),
        sa.Column("lineitem", sa.Text(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["account_lti_course.id"], name=op.f("fk_account_lti_link_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_lti_link")),
        sa.UniqueConstraint("course_id", "link", name=op.f("uq_account_lti_link_course_id_link")),
    )
    op.create_index(op.f("ix_account_lti_link_assignment"), "account_lti_link", ["assignment"])
    op.create_index(op.f("ix_account_lti_link_course_id"), "account_lti_link", ["course_id"])

    op.create_table(
        "account_lti_place",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["account_lti_course.id"], name=op.f("fk_account_lti_place_course_id")),
        sa.PrimaryKeyConstraint("course_id", "actor_id", name=op.f("pk_account_lti_place")),
        sa.UniqueConstraint("course_id", "subject", name=op.f("uq_account_lti_place_course_id_subject")),
    )
    op.create_index(op.f("ix_account_lti_place_actor_id"), "account_lti_place", ["actor_id"])

    op.create_table(
        "account_lti_score",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("taken", sa.JSON(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["account_lti_link.id"], name=op.f("fk_account_lti_score_link_id")),
        sa.PrimaryKeyConstraint("link_id", "actor_id", name=op.f("pk_account_lti_score")),
    )
    op.create_index(op.f("ix_account_lti_score_actor_id"), "account_lti_score", ["actor_id"])


def downgrade() -> None:
    for table in ("score", "place", "link", "launch", "course", "platform", "key", "invitation"):
        op.drop_table(f"account_lti_{table}")
