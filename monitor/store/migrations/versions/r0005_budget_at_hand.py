"""Whom we asked in a week is found without reading the whole study: the budget asks before every first contact."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_inquiries_week_platform", "inquiries", ["week", "platform"])
