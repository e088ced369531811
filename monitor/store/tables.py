"""The tables of a study's database; a column bears the name of the record's field that it keeps.

``migrations/`` builds them, this file describes them: a contract test holds the two together.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from monitor.store.columns import WORDS, Moment

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS, primary_key=True)


def _of_inquiry() -> sa.Column[str]:
    return sa.Column("inquiry_id", sa.ForeignKey("inquiries.id"), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, WORDS, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, Moment, nullable=nullable)


nights = sa.Table("nights", metadata, _key("id"), _text("week"), _moment("planned_at"), _text("settings_hash"))

# One row a target, nothing but a lock: whoever leases a sending visit holds the row until it commits.
targets = sa.Table("targets", metadata, _key("id"))

inquiries = sa.Table(
    "inquiries",
    metadata,
    _key("id"),
    sa.Column("night", sa.ForeignKey("nights.id"), nullable=False, index=True),
    _text("week"),
    _text("time_cell"),
    _text("pair_id"),
    sa.Column("target", sa.ForeignKey("targets.id"), nullable=False, index=True),
    _text("platform"),
    _text("channel"),
    _text("question"),
    _text("topic"),
    _text("language"),
    sa.Column("paraphrase", sa.Integer, nullable=False),
    _text("subject"),
    _text("text"),
    _moment("due_at"),
    _moment("latest_start"),
    _text("observer"),
    sa.Column("in_published_hours", sa.Boolean),
    _moment("t0", nullable=True),
    _text("witness"),
    sa.Column("ending", WORDS, nullable=False, index=True),
    _text("reason"),
    _moment("ended_at", nullable=True),
    _moment("platform_ended_at", nullable=True),
    sa.Column("forgets_visitor", sa.Boolean, nullable=False),
    sa.Index(None, "week", "platform"),  # the budget asks before every first contact
)

intents = sa.Table(
    "intents",
    metadata,
    _of_inquiry(),
    _moment("intended_at"),
    sa.Column("attempt", sa.Integer, nullable=False),
    _text("holder"),
)

# What we said after the question. ``visit`` and ``attempt`` tell who is saying it now: one sender a target.
follow_ups = sa.Table(
    "follow_ups",
    metadata,
    _of_inquiry(),
    _key("kind"),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("text"),
    _moment("intended_at"),
    sa.Column("visit", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    _text("holder"),
    _moment("sent_at", nullable=True),
)

sessions = sa.Table("sessions", metadata, _of_inquiry(), sa.Column("session", sa.LargeBinary, nullable=False))

visits = sa.Table(
    "visits",
    metadata,
    _of_inquiry(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("checkpoint", sa.Integer),
    _moment("due_at"),
    _moment("latest_start"),
    sa.Column("attempt", sa.Integer, nullable=False),
    _text("holder"),
    _text("observer"),
    _moment("lease_until", nullable=True),
    _moment("started_at", nullable=True),
    _moment("ended_at", nullable=True),
    _moment("looked_since", nullable=True),
    _moment("looked_until", nullable=True),
    _text("outcome"),
    _text("note"),
)  # its indexes: ``due.py``

messages = sa.Table(
    "messages",
    metadata,
    _of_inquiry(),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    _text("speaker"),
    _text("text"),
    _moment("seen_after"),
    _moment("seen_by"),
    sa.Column("before_t0", sa.Boolean, nullable=False),
    _moment("claimed_at", nullable=True),
    sa.Column("marks", sa.JSON, nullable=False),
    sa.Column("answer_key", WORDS),  # what came by another channel: its exhibit, once an inquiry
    sa.UniqueConstraint("inquiry_id", "answer_key"),
)

verdicts = sa.Table(
    "verdicts",
    metadata,
    _key("target"),
    _key("week"),
    _text("state"),
    _text("inquiry_id"),
    _moment("decided_at", nullable=True),
)

controls = sa.Table(
    "controls",
    metadata,
    _key("night"),
    _key("observer"),
    _key("channel"),
    sa.Column("at", Moment, primary_key=True),
    sa.Column("passed", sa.Boolean, nullable=False),
    _text("detail"),
    sa.Column("network_path", sa.Boolean, nullable=False),
)

pauses = sa.Table(
    "pauses",
    metadata,
    _key("platform"),
    sa.Column("since", Moment, primary_key=True),
    _moment("until", nullable=True),
    _text("reason"),
    sa.Column("kind", WORDS, nullable=False, server_default="pause"),
)

approvals = sa.Table(
    "approvals",
    metadata,
    _key("text_hash"),
    _key("approved_by"),
    _text("target"),
    _text("question"),
    _moment("approved_at"),
)

# No foreign key: the positive controls of a night leave exhibits too, and are no planned inquiries.
exhibits = sa.Table(
    "exhibits",
    metadata,
    _key("inquiry_id"),
    _key("sha256"),
    _key("role"),
    sa.Column("taken_at", Moment, primary_key=True),
    _text("media_type"),
)

labels = sa.Table(
    "labels",
    metadata,
    _of_inquiry(),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    _key("rules_version"),
    _text("body"),
)

pen = sa.Table(
    "pen",
    metadata,
    _key("key"),
    _text("platform"),
    _moment("arrived_at"),
    _moment("released_at", nullable=True),
    sa.Column("score", sa.Float, nullable=False),
    _text("summary"),
)

notices = sa.Table("notices", metadata, _key("notice"), _moment("told_at"))

memory = sa.Table("memory", metadata, _key("key"), _text("value"))

# No foreign keys: an entry stays whatever becomes of what it covers.
ledger = sa.Table(
    "ledger",
    metadata,
    _key("observer"),
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    _text("previous"),
    _moment("at"),
    _text("kind"),
    sa.Column("subject", WORDS, nullable=False, index=True),
    _text("digest"),
)

# The remembered heads; the row is also the lock of its chain.
chains = sa.Table(
    "chains", metadata, _key("observer"), sa.Column("sequence", sa.BigInteger, nullable=False), _text("hash")
)

stamps = sa.Table(
    "stamps",
    metadata,
    _key("observer"),
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    _key("authority"),
    _text("hash"),
    _moment("asked_at"),
    _moment("stamped_at", nullable=True),
    sa.Column("token", sa.LargeBinary, nullable=False),
    _text("failure"),
)

custody = sa.Table(
    "custody",
    metadata,
    sa.Column("at", Moment, primary_key=True),
    _key("what"),
    _key("subject"),
    _key("sha256"),
    _key("detail"),
    _text("who"),
    _text("reason"),
)

redactions = sa.Table(
    "redactions",
    metadata,
    _key("id"),
    _text("scope"),
    _text("kind"),
    _text("text"),
    _text("word"),
    _text("reason"),
    _text("editor"),
    _moment("since"),
)
