"""Stored sessions are sealed, and the key is found, made or missed plainly."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from cryptography.fernet import Fernet
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from monitor.vault import SERVICE, VARIABLE, SessionKeyMissing, SessionKeyWrong, Vault, make_key

KEY = Fernet.generate_key().decode()


class Drawer(KeyringBackend):
    """A keyring that keeps its passwords in a dictionary."""

    priority = -1  # never taken by itself: other tests must not meet it

    def __init__(self) -> None:
        super().__init__()
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    """No test touches the keyring of whoever runs it."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def drawer() -> Drawer:
    drawer = Drawer()
    keyring.set_keyring(drawer)
    return drawer


class TestVault:
    def test_opens_what_it_sealed(self) -> None:
        """What was sealed comes back, and is not to be read before."""
        sealed = Vault.of_key(KEY).seal("会话".encode())
        assert "会话".encode() not in sealed
        assert Vault.of_key(KEY).open(sealed).decode() == "会话"

    def test_of_another_key(self) -> None:
        """A session sealed with another key is refused with what to do."""
        sealed = Vault.of_key(KEY).seal(b"x")
        with pytest.raises(SessionKeyWrong, match="cannot be opened") as refused:
            Vault.of_key(Fernet.generate_key().decode()).open(sealed)
        assert VARIABLE in refused.value.hint

    @pytest.mark.parametrize("key", ["secret", "ключ", "A" * 42])
    def test_of_no_key(self, key: str) -> None:
        """What is not a key is called so, without repeating it."""
        with pytest.raises(SessionKeyWrong, match="32 bytes") as refused:
            Vault.of_key(key)
        assert key not in str(refused.value)

    def test_repr(self) -> None:
        """A logged vault does not tell its key."""
        assert KEY not in repr(Vault.of_key(KEY))


class TestFind:
    def test_in_the_environment(self, drawer: Drawer) -> None:
        """The environment comes first."""
        drawer.set_password(SERVICE, "study", Fernet.generate_key().decode())
        found = Vault.find("study", environ={VARIABLE: KEY + "\n"})
        assert Vault.of_key(KEY).open(found.seal(b"x")) == b"x"

    def test_in_the_keyring(self, drawer: Drawer) -> None:
        """Each study has a key of its own in the keyring."""
        drawer.set_password(SERVICE, "study", KEY)
        assert Vault.of_key(KEY).open(Vault.find("study", environ={}).seal(b"x")) == b"x"
        with pytest.raises(SessionKeyMissing):
            Vault.find("another", environ={})

    def test_nowhere(self) -> None:
        """Without a keyring and a variable the error names both."""
        with pytest.raises(SessionKeyMissing, match=VARIABLE) as refused:
            Vault.find("study", environ={})
        assert "silence init" in refused.value.hint

    def test_in_a_file(self, tmp_path: Path) -> None:
        """A study of controls makes its key file once, for the owner alone."""
        file = tmp_path / ".session-key"
        sealed = Vault.find("demo", fallback_file=file, environ={}).seal(b"x")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert Vault.find("demo", fallback_file=file, environ={}).open(sealed) == b"x"

    def test_in_an_open_file(self, tmp_path: Path) -> None:
        """A key file that others can read is refused."""
        file = tmp_path / ".session-key"
        file.write_text(KEY)
        file.chmod(0o644)
        with pytest.raises(SessionKeyWrong, match="read by others") as refused:
            Vault.find("demo", fallback_file=file, environ={})
        assert "chmod 600" in refused.value.hint


class TestMakeKey:
    def test_with_a_keyring(self, drawer: Drawer) -> None:
        """The key goes into the keyring and is not shown; a second call changes nothing."""
        assert make_key("study") is None
        first = dict(drawer.passwords)
        assert make_key("study") is None
        assert drawer.passwords == first
        Vault.find("study", environ={})

    def test_without_a_keyring(self) -> None:
        """Where there is no keyring the key is given back, to be kept by the user."""
        key = make_key("study")
        assert key is not None
        Vault.find("study", environ={VARIABLE: key})

    def test_with_a_keyring_that_forgets(self) -> None:
        """A keyring that swallows what it is given counts as none."""
        keyring.set_keyring(null.Keyring())
        assert make_key("study") is not None
