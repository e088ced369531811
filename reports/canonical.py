"""The canonical form of a message: what two sendings of one template have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.labels.wording import reply

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
_SENTENCE_END = re.compile(r"(?<=[.!?。~,])\s*|\n+")
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")


def canonical(text: str, ours: Sequence[str] = ()) -> str:
    """NFKC, lower case, own words only; numbers are 0; no URL, punctuation, greeting or closing.

    Empty for a text that only says hello.
    """
    own = _URL.sub(" ", reply(text, ours).lower()).strip()
    body = _HELLO.sub("", own).strip()
    return _folded(_without_goodbye(body)) or _folded(body)


def _without_goodbye(body: str) -> str:
    sentences = [sentence for sentence in _SENTENCE_END.split(body) if sentence.strip()]
    while sentences and _GOODBYE.fullmatch(sentences[-1].strip()):
        sentences.pop()
    return " ".join(sentences)


def _folded(text: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in _DIGITS.sub("0", text))
    spaced = " ".join(words.split())
    return re.sub(r"(?<=[\u2e80-\U0003ffff]) | (?=[\u2e80-\U0003ffff])", "", spaced)
