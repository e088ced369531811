"""The canonical form of a message: what two sendings of one template have in common.

Most messages bear no sign of a quotation or signature; they are folded in one pass, without the patterns for these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from reports.labels.wording import LONGEST, reply, without_signature

QUOTES = (
    *(
        ">",
        "wrote",
        "写道",
        "from:",
        "发件人",
        "original message",
        "forwarded message",
        "原始邮件",
        "原邮件",
        "转发邮件",
    ),
    *("-----", "_____", "=====", "*****"),
)
SIGNATURES = ("--", "wishes", "regards", "sincerely", "yours", "cheers", "此致", "祝好", "顺祝商祺")
"""One of these stands in every text with a quotation or a signature; most texts have none."""
TICKETS, LINKS = ("#",), ("://", "www.", "@")
GOODBYES = ("regards", "sincerely", "cheers", "have a", "thank", "祝", "感谢", "谢谢")

_TICKET = re.compile(r"\[[^\]\n]{0,40}#\s?\d+\]|#\d+")
_URL = re.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}")
_HELLO = re.compile(
    r"^(?:(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day))\b[^,.!?\n，]{0,40}(?:[,.!，]|\n|$)\s*"
    r"|(?:尊敬的|亲爱的)[^，,。！!\n]{0,12}(?:[，,。！!\n~～:：]|$)\s*"
    r"|(?:亲+|您好|你好|哈喽|嗨)(?:[，,。！!~～\s:：]+|(?=亲|您好|你好)|$))+",
)
_GOODBYE = re.compile(
    r"(?:(?:best|kind|warm)? ?regards|sincerely|cheers|have an? (?:nice|great|good|lovely)|(?:many )?thanks"
    r"|thank you|祝您?|感谢您?|谢谢您?).{0,44}",
)
_CLOSING = 64  # letters; what _GOODBYE matches has at most 58
_TAIL = 96  # letters at the end of a text that are searched first
_SENTENCE_END = re.compile(r"(?<=[.!?。~,])\s*|\n+")
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_WORDS = re.compile(r"\w+")
_BESIDE_HAN = re.compile(r" (?:(?=[\u2e80-\U0003ffff])|(?<=[\u2e80-\U0003ffff] ))")


def canonical(text: str, ours: Sequence[str] = ()) -> str:
    """NFKC, lower case, own words only; numbers are 0; no URL, punctuation, greeting or closing.

    Empty for a text that only says hello.
    """
    body = opened(own_words(text, ours))
    if _has(body, GOODBYES):
        return _folded(without_goodbye(body)) or _folded(body)
    return _folded(body)


def own_words(text: str, ours: Sequence[str] = ()) -> str:
    """The platform's own words in lower case: no quotation, signature, ticket number or words of ``ours``."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    return reply(text, ours).lower() if ours or _has(folded, QUOTES) else bare(folded)


def bare(folded: str) -> str:
    """A text in NFKC and lower case, without quotation, less its ticket numbers and its signature."""
    folded = _TICKET.sub("", folded) if "#" in folded else folded
    folded = without_signature(folded) if _has(folded, SIGNATURES) else folded
    return UNSEEN.sub("", folded) if not folded.isascii() and UNSEEN.search(folded) else folded


def opened(own: str) -> str:
    """Own words without links and without the greeting at their beginning."""
    return without_hello(_URL.sub(" ", own) if _has(own, LINKS) else own)


def without_hello(text: str) -> str:
    """``text`` without the greeting at its beginning."""
    return _HELLO.sub("", text.strip())


def _has(text: str, signs: Sequence[str]) -> bool:
    """A loop: messages come by here several times, and a generator costs more than the search."""
    for sign in signs:  # noqa: SIM110
        if sign in text:
            return True
    return False


def without_goodbye(body: str) -> str:
    """``body`` up to its closing sentences, which are looked for from its end; of at most _CLOSING letters each."""
    if not _has(body.rstrip()[-_CLOSING:], GOODBYES):
        return body
    end = _closing(body, max(0, len(body) - _TAIL))
    return body[: _closing(body, 0) if end is None else end]


def _closing(body: str, start: int) -> int | None:
    """Where the closing sentences of ``body`` begin; None if that may lie before ``start``."""
    begins = [found.end() for found in _SENTENCE_END.finditer(body, start)]
    if start and begins:
        begins.pop(0)  # a sentence end that lies across the start is seen in part only
    end = len(body)
    for begin in reversed(begins if start else [0, *begins]):
        sentence = body[begin:end].strip()
        if sentence and not _GOODBYE.fullmatch(sentence):
            return end
        end = begin
    return None if start else end


def _folded(text: str) -> str:
    spaced = " ".join(_WORDS.findall(_DIGITS.sub("0", text).replace("_", " ")))
    return spaced if spaced.isascii() else _BESIDE_HAN.sub("", spaced)
