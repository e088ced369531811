"""Secrets are named in the configuration and never written there: ``env:NAME`` or ``keyring:service/user``."""

from __future__ import annotations

import os
import re
from typing import Annotated

import keyring
import keyring.errors
from pydantic import AfterValidator, WithJsonSchema

from monitor.errors import SettingsError
from monitor.settings.notation import mistake

REFERENCE = r"^(env:[A-Za-z_][A-Za-z0-9_]*|keyring:[^/\s]+/\S+)$"


def _refuse_literal(text: str) -> str:
    if re.match(REFERENCE, text) is None:
        raise mistake("is a secret written out", "write env:NAME or keyring:service/user and keep the secret there")
    return text


Secret = Annotated[str, AfterValidator(_refuse_literal), WithJsonSchema({"type": "string", "pattern": REFERENCE})]


def reveal(reference: str, path: str) -> str:
    """Fetch the secret that ``reference`` names; ``path`` is its place in the configuration, for the error.

    Raises SettingsError when the environment variable or the keyring entry is not there.
    """
    kind, _, name = reference.partition(":")
    if kind == "env":
        secret = os.environ.get(name)
        todo = f"export {name}=… before starting"
    else:
        service, _, user = name.partition("/")
        secret = _from_keyring(service, user, path)
        todo = f"store it with: keyring set {service} {user}"
    if secret is None:
        raise SettingsError([(path, f"the secret {reference} is not there", todo)])
    return secret


def _from_keyring(service: str, user: str, path: str) -> str | None:
    try:
        return keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        wrong = f"the keyring cannot be asked for {service}/{user}: {error}"
        raise SettingsError([(path, wrong, "set up a keyring, or use env:NAME")]) from error
