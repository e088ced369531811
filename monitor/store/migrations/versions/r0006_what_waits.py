"""What waits and what is leased is found among its like alone, however many visits were made before."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITS = "outcome = '' AND lease_until IS NULL"


def upgrade() -> None:
    op.drop_index("ix_visits_outcome_due_at", "visits")
    op.drop_index("ix_visits_lease_until", "visits")
    order = ["due_at", "inquiry_id", "number"]
    _index("ix_visits_to_read", order, f"number > 0 AND {WAITS}")
    _index("ix_visits_to_send", order, f"number = 0 AND {WAITS}")
    _index("ix_visits_leased", ["lease_until"], "lease_until IS NOT NULL")


def _index(name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "visits", columns, sqlite_where=only, postgresql_where=only)
