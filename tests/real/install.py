"""Puts on a Debian machine what ``make real`` runs against: real servers by apt, real chat widgets by npm.

Standard library only, quick when all is there already. Daemons are kept from starting: nothing listens
until the tests start it themselves, on loopback. Versions and contents of the npm packages are pinned.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
POLICY = Path("/usr/sbin/policy-rc.d")

DEBIAN = {
    "prosody": "/usr/bin/prosody",
    "postfix": "/usr/sbin/postfix",
    "dovecot-imapd": "/usr/lib/dovecot/imap",
    "dovecot-lmtpd": "/usr/lib/dovecot/lmtp",
    "request-tracker5": "/usr/bin/rt-mailgate-5",
    "rt5-standalone": "/usr/share/perl5/Starlet/Server.pm",
    "rt5-db-sqlite": "/usr/share/doc/rt5-db-sqlite",
    "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
    "libatomic1": "/usr/lib/*/libatomic.so.1",  # Playwright's own Node needs it, and a small Debian is without
}
"""Debian package → a file (pattern) that shows it is installed."""

WIDGETS = {
    "axe-core": (
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    ),
    "converse.js": (
        "10.1.2",
        "sha512-L6yQL6znCCAn1MI6iJam2G1Ucj/uGN2mCP6xg1u/AeIULUrXAi7p8BgU0aG2UvwGu5rAALC8LpR/ytnQ4TqMNA==",
    ),
    "botframework-webchat": (
        "4.18.1",
        "sha512-7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==",
    ),
    "rasa-webchat": (
        "1.0.1",
        "sha512-Ld1zVJvTAaTrs6A5p8t70agNNrKYRyXlvqXZRgBoDvKKUXbA0jhJKECi5bdPGlaR6jsmqWtVylHS+YqIqo0x8w==",
    ),
    "deep-chat": (
        "2.4.2",
        "sha512-wQNd6Z6HDoH7OMeoQKpmxDm9XdWrRjMkBJ2yl5tsYND9Dz2UCv/BdGVM8vK2V0mhO1u+OniHYPWDGvjlNxjCeQ==",
    ),
    "@n8n/chat": (
        "1.37.0",
        "sha512-V1EQxDp/+rW6o/5OZgbwDfgPJXG8Jrn3TIdq7Z/26QTP90Uo3g2gv8CMnaQcphdTQVR+K06X34DOCRHXa8Tqnw==",
    ),
}
"""npm package of a browser bundle → version and SHA-512 of its archive."""


HELPDESK = ("django-helpdesk==2.6.1", "Django==5.2.19")
"""What the helpdesk's own environment holds, with whatever these need."""


CHAINLIT = HERE / "chatservers" / "pins.txt"
"""Everything in Chainlit's own environment, exactly: nothing is resolved, nothing more is fetched."""


class InstallError(Exception):
    """Something could not be installed; the message says what to do."""


def cache() -> Path:
    """The folder outside the checkout that keeps the npm packages (``SILENCE_REAL_CACHE`` overrides it)."""
    chosen = os.environ.get("SILENCE_REAL_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "silence-real"


def widget(name: str) -> Path:
    """The unpacked browser bundle ``name``."""
    return _unpacked(name) / "package"


def _unpacked(name: str) -> Path:
    return cache() / f"{name.replace('@', '').replace('/', '-')}-{WIDGETS[name][0]}"


def version(package: str) -> str:
    """The pinned release of a widget, or of Chainlit."""
    if package in WIDGETS:
        return WIDGETS[package][0]
    pins = dict(line.split("==") for line in CHAINLIT.read_text(encoding="utf-8").split("\n") if "==" in line)
    return pins[package]


def direct_line() -> Path:
    """The folder whose ``node_modules`` holds the offline Direct Line server."""
    return cache() / "directline"


def helpdesk() -> Path:
    """The folder that holds the helpdesk's own Python (``bin``) and its empty database (``db.sqlite``)."""
    return cache() / "helpdesk"


def chainlit() -> Path:
    """The folder that holds Chainlit's own Python (``bin``); its web server and Socket.IO serve other widgets too."""
    return cache() / "chainlit"


def install() -> None:
    """Install what is missing. Raises ``InstallError`` when that is not possible."""
    wanted = [package for package, proof in DEBIAN.items() if not any(Path("/").glob(proof[1:]))]
    wanted += [tool for tool in ("nodejs", "npm") if shutil.which({"nodejs": "node"}.get(tool, tool)) is None]
    if wanted:
        _apt(wanted)
    for name in WIDGETS:
        if not (widget(name) / "package.json").exists():
            _fetch_widget(name)
    lock = HERE / "directline" / "package-lock.json"
    installed = direct_line() / "package-lock.json"
    done = direct_line() / "node_modules" / "offline-directline"
    if not done.exists() or installed.read_bytes() != lock.read_bytes():
        _fetch_direct_line()
    made = helpdesk() / "pins"  # written last
    if not made.exists() or made.read_text(encoding="ascii") != _pins():
        _fetch_helpdesk()
    made = chainlit() / "pins"
    if not made.exists() or made.read_bytes() != CHAINLIT.read_bytes():
        _fetch_chainlit()


def _apt(packages: list[str]) -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise InstallError(
            "make real needs these Debian packages: " + " ".join(packages) + ". Install them, or run it as root "
            "on Debian 12."
        )
    print("Installing from Debian:", " ".join(packages), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _daemons_stay_down():
        _run(["apt-get", "update", "-q"], env=environment)
        _run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], env=environment)


@contextmanager
def _daemons_stay_down() -> Iterator[None]:
    """Let ``policy-rc.d`` forbid every start of a daemon; leave an existing file as it is."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def _fetch_widget(name: str) -> None:
    version, integrity = WIDGETS[name]
    folder = _unpacked(name)
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted run left
    folder.mkdir(parents=True, exist_ok=True)
    print(f"Fetching {name} {version}", flush=True)
    _run(["npm", "pack", f"{name}@{version}", "--loglevel=error", "--pack-destination", str(folder)])
    archive = next(folder.glob("*.tgz"))
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        archive.unlink()
        raise InstallError(f"{name} {version} is not what was pinned: expected {integrity}, got {found}.")
    with tarfile.open(archive) as packed:  # its content is pinned, so it may unpack as it likes
        packed.extractall(folder / "unpacking")
    shutil.move(folder / "unpacking" / "package", folder / "package")
    (folder / "unpacking").rmdir()
    archive.unlink()


def _fetch_direct_line() -> None:
    folder = direct_line()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / "directline" / name, folder / name)
    print("Fetching offline-directline", flush=True)
    _run(
        ["npm", "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
    )


def _pins() -> str:
    return "\n".join(HELPDESK)


def _fetch_helpdesk() -> None:
    """An environment of its own: a customer's helpdesk shares no library with what measures it."""
    folder = helpdesk()
    shutil.rmtree(folder, ignore_errors=True)
    print("Fetching", *HELPDESK, flush=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    python = str(folder / "bin" / "python")
    _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *HELPDESK])
    settings = {"DJANGO_SETTINGS_MODULE": "settings", "HELPDESK_FOLDER": str(folder)}
    _run([python, "prepare.py", "tables"], env={**os.environ, **settings}, cwd=HERE / "helpdesk")
    (folder / "pins").write_text(_pins(), encoding="ascii")


def _fetch_chainlit() -> None:
    folder = chainlit()
    shutil.rmtree(folder, ignore_errors=True)
    print("Fetching Chainlit", flush=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--no-deps", "-r", str(CHAINLIT)])
    for strays in folder.glob("lib/python*/site-packages/tests"):  # tests that a package brings would hide ours
        shutil.rmtree(strays)
    shutil.copyfile(CHAINLIT, folder / "pins")


def _run(command: list[str], *, env: dict[str, str] | None = None, cwd: Path | None = None) -> None:
    done = subprocess.run(
        command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900, check=False
    )
    if done.returncode:
        raise InstallError(
            f"{' '.join(command[:3])} … failed ({done.returncode}):\n{(done.stdout + done.stderr)[-2000:]}"
        )


if __name__ == "__main__":
    try:
        install()
    except InstallError as problem:
        sys.exit(str(problem))
    print("All that make real runs against is installed; widgets are in", cache())
