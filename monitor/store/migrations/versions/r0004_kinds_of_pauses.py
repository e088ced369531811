"""Why a platform is asked nothing: a pause of ours, or an opt-out of its own, which is published as such."""

import sqlalchemy as sa
from alembic import op

from monitor.store.columns import WORDS

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pauses", sa.Column("kind", WORDS, nullable=False, server_default="pause"))
