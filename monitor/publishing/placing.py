"""Puts a finished folder at its address: whole or not at all, what stood there before is handed back or kept."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2


def draft_of(target: Path) -> Path:
    """An empty folder beside ``target`` in which its next content is made; it is not served under any address."""
    folder = target.with_name(f".incoming-{target.name}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def put(draft: Path, target: Path) -> None:
    """Let ``draft`` be ``target``. A reader finds the old folder or the new one, and never a part of either.

    Where the system cannot exchange two folders in one step, the address is empty for a moment.
    """
    if not target.exists():
        draft.rename(target)
        return
    if not _exchanged(draft, target):
        old = target.with_name(f".outgoing-{target.name}")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        draft.rename(target)
        draft = old
    shutil.rmtree(draft)


def write(target: Path, text: str) -> None:
    """One file, whole or not at all."""
    draft = target.with_name(f".incoming-{target.name}")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(target)


def link(source: Path, target: Path) -> None:
    """Copy a folder, sharing the files' space where the file system can; published files are never written again."""
    shutil.copytree(source, target, copy_function=_linked)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux: renameat2); False where that cannot be done."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.EPERM):
        return False
    raise OSError(number, os.strerror(number), str(other))
