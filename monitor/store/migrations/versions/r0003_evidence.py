"""The ledger with its heads and stamps, custody, and the redactions of the working copy."""

import sqlalchemy as sa
from alembic import op

from monitor.store.columns import WORDS, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _ledger()
    _custody()


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("observer", WORDS, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("previous", WORDS, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("observer", "sequence", name="pk_ledger"),
    )
    op.create_index("ix_ledger_subject", "ledger", ["subject"])
    op.create_table(
        "chains",
        sa.Column("observer", WORDS, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("observer", name="pk_chains"),
    )
    op.create_table(
        "stamps",
        sa.Column("observer", WORDS, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("authority", WORDS, nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("stamped_at", Moment(), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("failure", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("observer", "sequence", "authority", name="pk_stamps"),
    )


def _custody() -> None:
    op.create_table(
        "custody",
        sa.Column("at", Moment(), nullable=False),
        sa.Column("what", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("detail", WORDS, nullable=False),
        sa.Column("who", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("at", "what", "subject", "sha256", "detail", name="pk_custody"),
    )
    op.create_table(
        "redactions",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("scope", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("word", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("editor", WORDS, nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_redactions"),
    )
