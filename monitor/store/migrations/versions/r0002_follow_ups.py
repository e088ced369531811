"""What we say after the question: scripted follow-ups and requests for a human, one intent each."""

import sqlalchemy as sa
from alembic import op

from monitor.store.columns import WORDS, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("inquiry_id", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("intended_at", Moment(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("holder", WORDS, nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiries.id"], name="fk_follow_ups_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "kind", "number", name="pk_follow_ups"),
    )
