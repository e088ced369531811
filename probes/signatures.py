"""The one door to DKIM: checks each signature of a raw mail and keeps the key as the DNS gave it: keys are changed.

Results are named after RFC 8601: none, pass, fail, permerror (the signature or key is malformed, or there is no key),
temperror (the DNS did not answer).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import dkim

from probes.interface import FetchKey

MOST_SIGNATURES = 5  # a mail may carry any number; who signs twice is enough to know
LONGEST_MAIL = 32 << 20
PATIENCE_SECONDS = 5

_SILENT = logging.getLogger("probes.signatures.library")
_SILENT.disabled = True  # the library logs header values, and a log of ours holds no words of mails


def fetch_key(name: str) -> bytes | None:
    """The TXT record at a DNS name. Raises ``OSError`` if the resolver does not answer."""
    try:
        found: bytes | None = dkim.dnsplug.get_txt(name.encode("ascii", "replace"), timeout=PATIENCE_SECONDS)
    except Exception as failure:  # the resolver's library has errors of its own, and another may be installed
        raise OSError(f"{type(failure).__name__}: {failure}") from failure
    return found


def attest(raw: bytes, sha256: str, fetch: FetchKey, now: Callable[[], datetime]) -> bytes:
    """JSON: each signature of the mail with result, domain, selector, and the key's record with its moment.

    Blocks while the DNS is asked: call it in a thread. Never raises for what a mail holds.
    """
    signatures = [] if len(raw) > LONGEST_MAIL else _signatures(raw, fetch, now)
    result = "none" if not signatures else _best([one["result"] for one in signatures])
    told = {"mail": sha256, "result": result, "signatures": signatures, "checked_at": now().isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace")


def _signatures(raw: bytes, fetch: FetchKey, now: Callable[[], datetime]) -> list[dict[str, Any]]:
    try:
        mail = dkim.DKIM(raw, logger=_SILENT, timeout=PATIENCE_SECONDS)
        number = sum(1 for name, _ in mail.headers if name.lower() == b"dkim-signature")
    except Exception:
        return []  # no mail that the library can take apart: it bears no signature that could be checked
    return [_checked(raw, index, fetch, now) for index in range(min(number, MOST_SIGNATURES))]


def _checked(raw: bytes, index: int, fetch: FetchKey, now: Callable[[], datetime]) -> dict[str, Any]:
    keys: list[dict[str, Any]] = []
    records: list[tuple[str, bytes | None]] = []

    def asked(name: bytes | str, timeout: int = PATIENCE_SECONDS) -> bytes | None:
        text = (name.decode("ascii", "replace") if isinstance(name, bytes) else name).rstrip(".")
        record = fetch(text)
        records.append((text, record))
        shown = None if record is None else record.decode("utf-8", "replace")
        keys.append({"name": text, "record": shown, "fetched_at": now().isoformat()})
        return record

    mail = dkim.DKIM(raw, logger=_SILENT, timeout=PATIENCE_SECONDS)
    detail = ""
    try:
        holds = mail.verify(index, dnsfunc=asked)
        result, detail = ("pass", "") if holds else _why_not(records)
    except OSError as failure:
        result, detail = "temperror", str(failure)
    except dkim.ValidationError as failure:
        result, detail = "fail", str(failure)
    except Exception as failure:  # a hostile header must not stop the mail from being read
        result, detail = "permerror", f"{type(failure).__name__}: {failure}"
    fields = getattr(mail, "signature_fields", None) or {}
    named = {word: fields.get(letter, b"").decode("utf-8", "replace") for word, letter in
             (("domain", b"d"), ("selector", b"s"), ("algorithm", b"a"), ("headers", b"h"))}  # fmt: skip
    return {"result": result, "detail": detail[:300], "keys": keys, **named}


def _why_not(records: list[tuple[str, bytes | None]]) -> tuple[str, str]:
    """The library says no, whatever the cause: a key that is missing or none is no failure of the mail."""
    for name, record in records:
        try:
            if not record:
                return "permerror", "there is no key"
            dkim.evaluate_pk(name.encode(), record)
        except Exception as failure:
            return "permerror", f"the key is none: {failure}"
    return "fail", ""


def _best(results: list[str]) -> str:
    """One signature that holds is enough (RFC 6376, 6.1)."""
    return next((name for name in ("pass", "temperror", "fail") if name in results), "permerror")
