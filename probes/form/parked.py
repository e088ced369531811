"""What a later visit needs of one inquiry by form: the mailbox, and the ticket's page where there is one."""

from __future__ import annotations

from probes.form import page as pages
from probes.form.page import TicketPage
from probes.interface import ProbeError, Session, VoidReason

FORMAT = 1


def pack(letters: Session, ticket: TicketPage | None, ending: str) -> Session:
    """A session as the store keeps it; ``ending``: how the press ended, if without a word."""
    return {"format": FORMAT, "mail": letters, "ticket": ticket.pack() if ticket else None, "wordless": ending}


def unpack(session: Session) -> tuple[Session, TicketPage | None, str]:
    """The mailbox's own session, the ticket's page, and the wordless ending. Raises ``ProbeError(SESSION_LOST)``."""
    try:
        if session["format"] != FORMAT:
            raise ValueError(f"format {session['format']}")
        ticket = pages.unpack(session["ticket"]) if session["ticket"] else None
        return session["mail"], ticket, str(session.get("wordless", ""))
    except (KeyError, TypeError, ValueError) as broken:
        raise ProbeError(VoidReason.SESSION_LOST, f"the stored form session cannot be read: {broken}") from broken
