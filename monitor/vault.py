"""Seals stored sessions, so that a copied database opens nobody's conversation.

The key never lies in the database or the configuration: it comes from the environment variable
``SILENCE_SESSION_KEY`` or from the keyring (service ``silence``, name = study id). Only a study whose every
target is a control of our own may keep it in a file beside its database.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import keyring
from cryptography.fernet import Fernet, InvalidToken
from keyring.errors import KeyringError

from monitor.errors import MonitorError

VARIABLE = "SILENCE_SESSION_KEY"
SERVICE = "silence"


class SessionKeyMissing(MonitorError):
    """There is no key to encrypt stored sessions with."""


class SessionKeyWrong(MonitorError):
    """The key that was found does not fit."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Encrypts and decrypts with one key (Fernet: AES-128-CBC with HMAC-SHA-256)."""

    _fernet: Fernet

    @classmethod
    def of_key(cls, key: str) -> Vault:
        """The vault of a key as ``make_key`` makes them. Raises ``SessionKeyWrong``."""
        try:
            return cls(Fernet(key.strip().encode()))
        except ValueError as error:
            raise SessionKeyWrong(
                "the key for stored sessions is not 32 bytes in URL-safe base64", f"see {VARIABLE}, or make one anew"
            ) from error

    @classmethod
    def find(
        cls, study_id: str, *, fallback_file: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> Vault:
        """The study's vault: key from the environment, else ``fallback_file`` (made if missing), else the keyring.

        Raises ``SessionKeyMissing`` where there is none, ``SessionKeyWrong`` where it is no key or open to others.
        """
        key = environ.get(VARIABLE) or (_from_file(fallback_file) if fallback_file else _from_keyring(study_id))
        if not key:
            raise SessionKeyMissing(
                f"there is no key for stored sessions: neither in {VARIABLE} nor in the keyring",
                f"put the key that `silence init` printed into {VARIABLE}, or run `silence init` where a keyring is",
            )
        return cls.of_key(key)

    def seal(self, content: bytes) -> bytes:
        """The content, encrypted."""
        return self._fernet.encrypt(content)

    def open(self, sealed: bytes) -> bytes:
        """The content of what ``seal`` gave. Raises ``SessionKeyWrong``."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise SessionKeyWrong(
                "a stored session cannot be opened with this key", f"use the key the study began with ({VARIABLE})"
            ) from error


def make_key(study_id: str) -> str | None:
    """Make the study's key and put it into the keyring; a key that is there already stays.

    Returns None when the keyring has it, else the key itself: there is no keyring here, so the caller must tell
    the user to put it into ``SILENCE_SESSION_KEY``.
    """
    if _from_keyring(study_id):
        return None
    key = Fernet.generate_key().decode()
    try:
        keyring.set_password(SERVICE, study_id, key)
    except KeyringError:
        return key
    # Some backends swallow what they are given: only what comes back is kept.
    return None if _from_keyring(study_id) == key else key


def _from_keyring(study_id: str) -> str | None:
    try:
        return keyring.get_password(SERVICE, study_id)
    except KeyringError:
        return None


def _from_file(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_private(path)
    key = Fernet.generate_key().decode()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


def _read_private(path: Path) -> str:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SessionKeyWrong(f"the key file {path} can be read by others", f"run `chmod 600 {path}`")
    return path.read_text()
