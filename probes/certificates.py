"""Fetches the certificates that a web server shows, by a handshake of its own: the browser does not give them out."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any


async def shown_by(host: str, port: int, address: str) -> dict[str, Any]:
    """``chain`` (DER in base64, the server's own first), ``verified`` by this machine's roots, ``protocol``.

    ``address`` is where the server named ``host`` is dialled. Nothing is sent but the handshake. Raises ``OSError``
    where there is no such server.
    """
    place = (host, port, address)
    try:
        return {"verified": True, **await _handshake(place, ssl.create_default_context())}
    except ssl.SSLCertVerificationError as failure:
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        return {"verified": False, "why": failure.verify_message, **await _handshake(place, anyone)}


async def _handshake(place: tuple[str, int, str], context: ssl.SSLContext) -> dict[str, Any]:
    host, port, address = place
    _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=host)
    try:
        tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
        return {"chain": [base64.b64encode(one).decode() for one in _chain(tls)], "protocol": tls.version()}
    finally:
        writer.close()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(writer.wait_closed(), 2)


def _chain(tls: ssl.SSLObject) -> Sequence[bytes]:
    """All that the server sent; no public method before Python 3.13: where there is none, the server's own alone."""
    for source in (tls, getattr(tls, "_sslobj", None)):
        if (ask := getattr(source, "get_unverified_chain", None)) is not None:
            return [one if isinstance(one, bytes) else ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in ask()]
    own = tls.getpeercert(binary_form=True)
    return [own] if own else []
