"""The platforms of the night: which system each runs on, and what its agents do when a question arrives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing an agent says, ``after`` seconds from hearing; ``kind`` is METHOD's function name."""

    after: float
    kind: str = "substantive"
    typing: float = 0.0  # seconds of typing indicator before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One platform on one foreign system."""

    id: str
    system: str  # xmpp | webchat | desk | form; of ALONE the widget's name
    says: tuple[Line, ...]
    greets: bool = False
    keeps: bool = False  # its page finds the visitor's conversation again after a reload
    mails: bool = True  # its answers come by mail too, not on the ticket's page alone


STREET = (
    Shop(id="x-prompt", system="xmpp", says=(Line(after=2.5),)),
    Shop(id="x-typing", system="xmpp", says=(Line(after=7, typing=4),), greets=True),
    Shop(id="x-twice", system="xmpp", says=(Line(after=4), Line(after=9))),
    Shop(id="x-stalls", system="xmpp", says=(Line(after=3, kind="holding"), Line(after=17)), greets=True),
    Shop(id="x-silent", system="xmpp", says=(), greets=True),
    Shop(id="w-prompt", system="webchat", says=(Line(after=2),), keeps=True),
    Shop(
        id="w-stalls", system="webchat", says=(Line(after=3, kind="holding"), Line(after=14)), greets=True, keeps=True
    ),
    Shop(id="w-late", system="webchat", says=(Line(after=6, kind="holding"), Line(after=50)), keeps=True),
    Shop(id="w-twice", system="webchat", says=(Line(after=5, typing=3), Line(after=11)), greets=True),
    Shop(id="w-silent", system="webchat", says=(), greets=True, keeps=True),
    Shop(id="d-prompt", system="desk", says=(Line(after=3),)),
    Shop(id="d-slow", system="desk", says=(Line(after=24),)),
    Shop(id="d-stalls", system="desk", says=(Line(after=4, kind="holding"), Line(after=18))),
    Shop(id="d-twice", system="desk", says=(Line(after=6), Line(after=16))),
    Shop(id="d-silent", system="desk", says=()),
    Shop(id="f-prompt", system="form", says=(Line(after=4),)),
    Shop(id="f-stalls", system="form", says=(Line(after=5, kind="holding"), Line(after=22))),
    Shop(id="f-page", system="form", says=(Line(after=14),), mails=False),
    Shop(id="f-silent", system="form", says=()),
)

ALONE = (
    Shop(id="c-page", system="chainlit", says=(Line(after=3, kind="holding"), Line(after=9)), greets=True),
    Shop(id="c-copilot", system="copilot", says=(Line(after=4),), greets=True),
    Shop(id="r-prompt", system="rasa", says=(Line(after=2),)),
    Shop(id="r-stalls", system="rasa", says=(Line(after=3, kind="holding"), Line(after=11))),
    Shop(id="k-deep", system="deep-chat", says=(Line(after=3),)),
    Shop(id="k-n8n", system="n8n-chat", says=(Line(after=3),)),
)
"""More chats, outside the night: each is visited with nothing but its address (``square.py``)."""


def shops(system: str) -> tuple[Shop, ...]:
    """The platforms on one system."""
    return tuple(shop for shop in (*STREET, *ALONE) if shop.system == system)
