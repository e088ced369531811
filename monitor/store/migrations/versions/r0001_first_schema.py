"""The first schema.

Frozen: what was once released is never edited, a change of the schema is a revision of its own.
"""

import sqlalchemy as sa
from alembic import op

from monitor.store.columns import WORDS, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _approvals()
    _controls()
    _exhibits()
    _memory()
    _nights()
    _notices()
    _pauses()
    _pen()
    _targets()
    _verdicts()
    _inquiries()
    _intents()
    _labels()
    _messages()
    _sessions()
    _visits()


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("text_hash", WORDS, nullable=False),
        sa.Column("approved_by", WORDS, nullable=False),
        sa.Column("target", WORDS, nullable=False),
        sa.Column("question", WORDS, nullable=False),
        sa.Column("approved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "approved_by", name="pk_approvals"),
    )


def _controls() -> None:
    op.create_table(
        "controls",
        sa.Column("night", WORDS, nullable=False),
        sa.Column("observer", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("detail", WORDS, nullable=False),
        sa.Column("network_path", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("night", "observer", "channel", "at", name="pk_controls"),
    )


def _exhibits() -> None:
    op.create_table(
        "exhibits",
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.Column("media_type", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("inquiry_id", "sha256", "role", "taken_at", name="pk_exhibits"),
    )


def _memory() -> None:
    op.create_table(
        "memory",
        sa.Column("key", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_memory"),
    )


def _nights() -> None:
    op.create_table(
        "nights",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("week", WORDS, nullable=False),
        sa.Column("planned_at", Moment(), nullable=False),
        sa.Column("settings_hash", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nights"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("notice", WORDS, nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("notice", name="pk_notices"),
    )


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("platform", WORDS, nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("reason", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("platform", "since", name="pk_pauses"),
    )


def _pen() -> None:
    op.create_table(
        "pen",
        sa.Column("key", WORDS, nullable=False),
        sa.Column("platform", WORDS, nullable=False),
        sa.Column("arrived_at", Moment(), nullable=False),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("summary", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_pen"),
    )


def _targets() -> None:
    op.create_table("targets", sa.Column("id", WORDS, nullable=False), sa.PrimaryKeyConstraint("id", name="pk_targets"))


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("target", WORDS, nullable=False),
        sa.Column("week", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("target", "week", name="pk_verdicts"),
    )


def _inquiries() -> None:
    op.create_table(
        "inquiries",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("night", WORDS, nullable=False),
        sa.Column("week", WORDS, nullable=False),
        sa.Column("time_cell", WORDS, nullable=False),
        sa.Column("pair_id", WORDS, nullable=False),
        sa.Column("target", WORDS, nullable=False),
        sa.Column("platform", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("question", WORDS, nullable=False),
        sa.Column("topic", WORDS, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("paraphrase", sa.Integer(), nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("latest_start", Moment(), nullable=False),
        sa.Column("observer", WORDS, nullable=False),
        sa.Column("in_published_hours", sa.Boolean(), nullable=True),
        sa.Column("t0", Moment(), nullable=True),
        sa.Column("witness", WORDS, nullable=False),
        sa.Column("ending", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("platform_ended_at", Moment(), nullable=True),
        sa.Column("forgets_visitor", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["nights.id"], name="fk_inquiries_night"),
        sa.ForeignKeyConstraint(["target"], ["targets.id"], name="fk_inquiries_target"),
        sa.PrimaryKeyConstraint("id", name="pk_inquiries"),
    )
    op.create_index("ix_inquiries_ending", "inquiries", ["ending"], unique=False)
    op.create_index("ix_inquiries_night", "inquiries", ["night"], unique=False)
    op.create_index("ix_inquiries_target", "inquiries", ["target"], unique=False)


def _intents() -> None:
    op.create_table(
        "intents",
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("intended_at", Moment(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("holder", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name="fk_intents_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", name="pk_intents"),
    )


def _labels() -> None:
    op.create_table(
        "labels",
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rules_version", WORDS, nullable=False),
        sa.Column("body", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name="fk_labels_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "ordinal", "rules_version", name="pk_labels"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("speaker", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("seen_after", Moment(), nullable=False),
        sa.Column("seen_by", Moment(), nullable=False),
        sa.Column("before_t0", sa.Boolean(), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("answer_key", WORDS, nullable=True),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name="fk_messages_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "ordinal", name="pk_messages"),
        sa.UniqueConstraint("inquiry_id", "answer_key", name="uq_messages_inquiry_id_answer_key"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name="fk_sessions_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", name="pk_sessions"),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Integer(), nullable=True),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("latest_start", Moment(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("holder", WORDS, nullable=False),
        sa.Column("observer", WORDS, nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("looked_since", Moment(), nullable=True),
        sa.Column("looked_until", Moment(), nullable=True),
        sa.Column("outcome", WORDS, nullable=False),
        sa.Column("note", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name="fk_visits_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "number", name="pk_visits"),
    )
    op.create_index("ix_visits_lease_until", "visits", ["lease_until"], unique=False)
    op.create_index("ix_visits_outcome_due_at", "visits", ["outcome", "due_at"], unique=False)
