"""What a visit was made with: code, versions, observer, and how well this machine's clock is kept."""

from __future__ import annotations

import ctypes
import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from monitor.revision import software, source_sha256

PACKAGES = ("playwright", "aiosmtplib", "imapclient", "sqlalchemy", "cryptography", "dkimpy", "rfc3161-client")
_UNSYNCHRONISED, _NANO = 0x0040, 0x2000


def environment(observer: str) -> bytes:
    """The record as JSON: the same for as long as nothing of it changes, so that it lies on disk once."""
    told = {
        "software": software(),
        "source_sha256": source_sha256(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "packages": {name: _version(name) for name in PACKAGES},
        "observer": observer,
        "clock": clock(),
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


class _Timex(ctypes.Structure):
    """Linux's ``struct timex`` up to its status; the rest is room that the kernel writes into."""

    _fields_ = (
        ("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("rest", ctypes.c_byte * 256),
    )  # fmt: skip


def clock() -> dict[str, Any]:
    """What the kernel knows of the clock's offset: milliseconds, by the service that keeps it; nobody is asked."""
    if not sys.platform.startswith("linux"):
        return {"kept": "unknown"}
    told = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (OSError, AttributeError):
        return {"kept": "unknown"}
    if state < 0:
        return {"kept": "unknown"}
    if told.status & _UNSYNCHRONISED:
        return {"kept": "by nobody that the kernel knows of"}
    unit = 1_000_000 if told.status & _NANO else 1000
    return {
        "kept": "synchronised",
        "offset_ms": round(told.offset / unit),
        "largest_error_ms": round(told.maxerror / 1000, -2),  # grows between two corrections: hundreds tell enough
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
