"""The canonical form of a message: what two sendings of one template have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.labels.wording import reply

_URL = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_HELLO = re.compile(
    r"^(?:(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day))\b[^,.!?\n，]{0,40}(?:[,.!，]|\n|$)\s*"
    r"|(?:尊敬的|亲爱的)[^，,。！!\n]{0,12}(?:[，,。！!\n~～:：]|$)\s*"
    r"|(?:亲+|您好|你好|哈喽|嗨)(?:[，,。！!~～\s:：]+|(?=亲|您好|你好)|$))+",
)
_GOODBYE = re.compile(
    r"(?:(?:(?:best|kind|warm)? ?regards|sincerely|cheers|have an? (?:nice|great|good|lovely) \w+"
    r"|(?:many )?thanks|thank you)"
    r"[^.!?\n]{0,40}[.!]?\s*"
    r"|(?:祝您?|感谢您?|谢谢您?)[^。！!，,\n]{0,14}[。！!~～]?\s*)+$",
)
_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")


def canonical(text: str, ours: Sequence[str] = ()) -> str:
    """NFKC, lower case, own words only; numbers are 0; no URL, punctuation, greeting or closing.

    Empty for a text that only says hello.
    """
    own = _URL.sub(" ", reply(text, ours).lower()).strip()
    body = _HELLO.sub("", own).strip()
    return _folded(_GOODBYE.sub("", body)) or _folded(body)


def _folded(text: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in _DIGITS.sub("0", text))
    spaced = " ".join(words.split())
    return re.sub(r"(?<=[\u2e80-\U0003ffff]) | (?=[\u2e80-\U0003ffff])", "", spaced)
