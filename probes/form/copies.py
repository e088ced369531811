"""The same answer by mail and on the ticket's page counts once; two that merely read alike stay two.

A mail and a post are one if they say the same and may have come at the same time, and each is paired only once: a
sentence that was written twice is twice on the page and twice in the mailbox, and stays two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from probes.form import ticket
from probes.form.page import TicketPage
from probes.form.ticket import Post
from probes.interface import Message

SLACK = timedelta(minutes=10)  # between a post and the mail that tells of it


def pair(page: TicketPage, mails: Sequence[Message]) -> None:
    """Find the mail of each post, in the order of both; what was paired stays so."""
    taken = {post.copy_of for post in page.posts if post.copy_of}
    for number, post in enumerate(page.posts):
        if post.copy_of:
            continue
        for mail in mails:
            key = key_of(mail)
            if key not in taken and _may_be(post, mail):
                page.replace(number, copy_of=key)
                taken.add(key)
                break


def is_copy(page: TicketPage | None, mail: Message) -> bool:
    """True for a mail whose post was handed out before it came."""
    if page is None:
        return False
    return any(post.given and post.copy_of == key_of(mail) for post in page.posts)


def key_of(mail: Message) -> str:
    """What names a mail within its inquiry, whatever else comes."""
    return f"mail {mail.ordinal}"


def _may_be(post: Post, mail: Message) -> bool:
    in_time = post.seen_after - SLACK <= mail.seen_by <= post.seen_by + SLACK
    return in_time and ticket.same_words(post.text, mail.text)
