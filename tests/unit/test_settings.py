"""The configuration: what is accepted, what it gives, and every mistake told in exact words."""

from __future__ import annotations

import copy
import json
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import keyring
import keyring.backend
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.check import check
from monitor.errors import SettingsError
from monitor.settings import Settings, load, parse, read_duration, schema_text, validate, write_duration
from monitor.settings.addresses import host_of, is_loopback, is_own_network, is_placeholder, is_web_address
from monitor.settings.panel import ServiceHours
from probes.interface import ChannelKind
from probes.webchat import vendor
from reports.dataset import CHECKPOINTS

ROOT = Path(__file__).parents[2]
BAD = sorted((ROOT / "tests" / "bad_configs").glob("*.toml"))
GOOD = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))


def changed(change: Any) -> Settings:
    data = copy.deepcopy(GOOD)
    change(data)
    return validate(data)


def told(file: Path) -> list[tuple[str, str, str]]:
    """The problems written in the head of a bad configuration."""
    lines = file.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    values = [line.split(": ", 1)[1] for line in lines]
    return [(values[n], values[n + 1], values[n + 2]) for n in range(0, len(values), 3)]


def problems(file: Path) -> list[tuple[str, str, str]]:
    try:
        settings = load(file)
    except SettingsError as error:
        return error.problems
    return [(p.path, p.wrong, p.todo) for p in check(settings) if p.severity == "error"]


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_bad_config(file: Path) -> None:
    """Each bad configuration is refused with exactly the words in its head."""
    assert problems(file) == told(file)


def test_bad_configs_are_many_and_each_expects_something() -> None:
    """A head that expects nothing would let any file pass."""
    assert len(BAD) > 60
    assert all(told(file) for file in BAD)


def test_every_mistake_at_once() -> None:
    """Mistakes of form and broken rules between sections are told together."""
    places = {path for path, _, _ in problems(ROOT / "tests" / "bad_configs" / "many_mistakes.toml")}
    assert {"study.zone", "study.other_hours", "platforms[1].targets[0].account"} <= places


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is one problem with the command that makes one."""
    with pytest.raises(SettingsError) as error:
        load(tmp_path / "config.toml")
    assert error.value.problems[0][1:] == ("there is no such file", "write one with: silence init")


def test_file_of_another_encoding(tmp_path: Path) -> None:
    """A file that is not UTF-8 is a problem, not a crash."""
    (tmp_path / "config.toml").write_bytes("名".encode("gbk"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "config.toml")


def test_example_is_valid() -> None:
    """The repository's documented example loads."""
    settings = load(ROOT / "config.toml")
    assert settings.path == ROOT / "config.toml"
    assert settings.study.starts == date(2026, 12, 7)
    assert settings.study.working_hours == (time(9), time(18))
    assert settings.platforms[0].promised_reply == timedelta(minutes=10)


def test_settings_are_frozen() -> None:
    """Nothing changes the configuration after it was read."""
    with pytest.raises(ValueError, match="frozen"):
        validate(GOOD).study.seed = 1


def test_checkpoints_default_to_the_method() -> None:
    """Without [study.checkpoints] the method's own apply, and they are the example's."""
    without = changed(lambda data: data["study"].pop("checkpoints"))
    assert without.study.checkpoints.webchat == CHECKPOINTS["webchat"]
    assert without.study.checkpoints.of("mail") == CHECKPOINTS["mail"]
    assert validate(GOOD).study.checkpoints == without.study.checkpoints


def test_timing_in_the_example_is_the_default() -> None:
    """The example shows the defaults as they are."""
    assert changed(lambda data: data["study"].pop("timing")).study.timing == validate(GOOD).study.timing


def test_target_ids() -> None:
    """A target is named platform-channel, and -2, -3 … for several doors of a kind."""

    def more(data: dict[str, Any]) -> None:
        data["platforms"][2]["targets"] *= 3

    ids = [target.id for target in changed(more).targets()]
    assert ids[-3:] == ["shop-c-mail", "shop-c-mail-2", "shop-c-mail-3"]
    assert len(set(ids)) == len(ids)


def test_profile_by_name() -> None:
    """A vendor's profile that comes with the package is known by its name, and other names are refused."""

    def named(name: str) -> Settings:
        return changed(lambda data: data["platforms"][0]["targets"][0].update(profile=name))

    name = vendor.shipped()[0]
    assert named(name).targets()[0].profile == vendor.shipped_profile(name)
    with pytest.raises(SettingsError) as error:
        named("no-such-vendor")
    assert [path for path, _, _ in error.value.problems] == ["platforms[0].targets[0].profile"]


def test_targets_carry_profile_and_account() -> None:
    """A web chat's inline profile and the mail account reach the probes."""
    chat, mail = validate(GOOD).targets()[:2]
    assert chat.channel is ChannelKind.WEBCHAT
    assert chat.profile is not None
    assert chat.profile["input"] == "#chat textarea"
    assert (mail.channel, mail.profile, mail.account) == (ChannelKind.MAIL, None, "desk")


def test_question_bank() -> None:
    """The bank keeps the file's order, wordings and criteria."""
    bank = validate(GOOD).question_bank()
    assert [question.id for question in bank] == [row["id"] for row in GOOD["questions"]]
    first = GOOD["questions"][0]
    assert list(bank[0].paraphrases) == [*first["paraphrases"], *(new["text"] for new in first["new_wording"])]


def test_relative_paths(tmp_path: Path) -> None:
    """Paths and an SQLite file are relative to the configuration file."""
    settings = parse((ROOT / "config.toml").read_text(encoding="utf-8"), tmp_path / "config.toml")
    assert settings.resolve(settings.files.log) == tmp_path / "log" / "silence.log"
    assert settings.database_url() == f"sqlite:///{tmp_path}/silence.db"


def test_database_url_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database URL may be a secret."""
    monkeypatch.setenv("SILENCE_DATABASE_URL", "postgresql+psycopg://silence:secret@db/silence")
    settings = changed(lambda data: data["database"].update(url="env:SILENCE_DATABASE_URL"))
    assert settings.database_url() == "postgresql+psycopg://silence:secret@db/silence"


def test_accounts_fetch_secrets_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading needs no secret; asking for the accounts does, and names the missing one."""
    monkeypatch.delenv("SILENCE_MAIL_PASSWORD", raising=False)
    settings = validate(GOOD)
    with pytest.raises(SettingsError) as error:
        settings.accounts()
    wrong = "the secret env:SILENCE_MAIL_PASSWORD is not there"
    todo = "export SILENCE_MAIL_PASSWORD=… before starting"
    assert error.value.problems == [("mail_accounts[0].password", wrong, todo)]
    monkeypatch.setenv("SILENCE_MAIL_PASSWORD", "s3cret")
    assert settings.accounts()["desk"].password == "s3cret"


@pytest.mark.parametrize("separator", ["+", "-", "=", ""])
def test_tags_that_a_mail_server_can_take(separator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty: every address of the domain reaches the mailbox."""
    monkeypatch.setenv("SILENCE_MAIL_PASSWORD", "s3cret")
    settings = changed(lambda data: data["mail_accounts"][0].update(tag_separator=separator))
    assert settings.accounts()["desk"].tag_separator == separator


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = -1  # never taken by itself: other tests must not meet it

    def get_password(self, service: str, username: str) -> str | None:
        return "from the ring" if (service, username) == ("silence", "desk") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def ring() -> Any:
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def test_secret_from_the_keyring(ring: None) -> None:
    """keyring:service/user asks the keyring, and says how to store what is not there."""

    def password(reference: str) -> Settings:
        return changed(lambda data: data["mail_accounts"][0].update(password=reference))

    assert password("keyring:silence/desk").accounts()["desk"].password == "from the ring"
    with pytest.raises(SettingsError) as error:
        password("keyring:silence/other").accounts()
    assert error.value.problems[0][2] == "store it with: keyring set silence other"


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings' text nor their hash holds a secret's value."""
    monkeypatch.setenv("SILENCE_MAIL_PASSWORD", "s3cret")
    assert "s3cret" not in repr(validate(GOOD)) + validate(GOOD).model_dump_json()


METHOD_CHANGES = {
    "seed": lambda data: data["study"].update(seed=1),
    "hours": lambda data: data["study"].update(working_hours=["09:30", "18:00"]),
    "checkpoints": lambda data: data["study"]["checkpoints"].update(mail=["1h", "4h", "12h", "24h", "48h"]),
    "criterion": lambda data: data["questions"][0].update(criterion=[["x"]]),
    "wording": lambda data: data["questions"][0]["paraphrases"].append("请问支持哪些付款方式？"),
    "address": lambda data: data["platforms"][0]["targets"][1].update(address="other@shop-a.example"),
    "promise": lambda data: data["platforms"][0].update(promised_reply="11m"),
}


@pytest.mark.parametrize("change", METHOD_CHANGES.values(), ids=METHOD_CHANGES)
def test_hash_changes_with_the_method(change: Any) -> None:
    """What matters to the method changes the hash."""
    assert changed(change).hash() != validate(GOOD).hash()


MEANS_CHANGES = {
    "observer": lambda data: data["study"].update(observer="observer-2"),
    "database": lambda data: data["database"].update(url="sqlite:///other.db"),
    "password": lambda data: data["mail_accounts"][0].update(password="env:OTHER"),
    "notation": lambda data: data["study"]["timing"].update(live="300s"),
    "report": lambda data: data["report"].update(hour=9),
    "phone": lambda data: data["persona"].update(phone="+49 30 1234"),
    "forms": lambda data: data["study"]["checkpoints"].update(form=["1h", "2h", "3h", "4h", "5h"]),  # none is asked
}


@pytest.mark.parametrize("change", MEANS_CHANGES.values(), ids=MEANS_CHANGES)
def test_hash_ignores_our_own_means(change: Any) -> None:
    """Our own means, and another notation of the same value, leave the hash alone."""
    assert changed(change).hash() == validate(GOOD).hash()


@given(st.integers(min_value=1, max_value=10**10))
def test_durations_survive_their_notation(milliseconds: int) -> None:
    """Any duration of whole milliseconds reads back as written."""
    duration = timedelta(milliseconds=milliseconds)
    assert read_duration(write_duration(duration)) == duration


@pytest.mark.parametrize(
    ("text", "seconds"), [("250ms", 0.25), ("2.5s", 2.5), ("5m", 300), ("1h", 3600), ("3d", 259200)]
)
def test_duration_notation(text: str, seconds: float) -> None:
    """The five units."""
    assert read_duration(text) == timedelta(seconds=seconds)


def test_schema_is_committed() -> None:
    """docs/config.schema.json is what the models say (write it anew with schema_text())."""
    assert (ROOT / "docs" / "config.schema.json").read_text(encoding="utf-8") == schema_text()


def test_schema_knows_every_key_of_the_example() -> None:
    """An editor that follows the schema does not mark the example's keys."""
    schema = json.loads(schema_text())
    assert set(GOOD) <= set(schema["properties"])
    assert set(GOOD["study"]) <= set(schema["$defs"]["Study"]["properties"])
    assert schema["$defs"]["Timing"]["properties"]["live"]["default"] == "5m"


OWN = [
    "localhost",
    "a.localhost",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "10.1.2.3",
    "::1",
    "169.254.169.254",
]
OWN += ["fe80::1", "intranet", "printer.local", "0.0.0.0", "100.64.0.1", "::ffff:10.0.0.1"]


@pytest.mark.parametrize("host", OWN)
def test_own_network(host: str) -> None:
    """No notation of a loopback or private host passes for a public one."""
    assert is_own_network(host)


@pytest.mark.parametrize("host", ["shop-a.example", "8.8.8.8", "2606:4700::1111", "123.example", "dead.beef.example"])
def test_public_hosts(host: str) -> None:
    """Names and numbers that a stranger can reach."""
    assert not is_own_network(host)


def test_hosts_of_addresses() -> None:
    """The host of a URL or a mailbox, whatever its case, port or brackets."""
    assert host_of("https://Shop.Example:8443/chat?x=1") == "shop.example"
    assert host_of("http://[::1]:80/") == "::1"
    assert host_of("Help@Shop.Example") == "shop.example"
    assert host_of("help@[127.0.0.1]") == "127.0.0.1"
    assert is_loopback("127.8.8.8")
    assert not is_loopback("10.0.0.1")
    assert is_placeholder("mail.example.org")
    assert not is_placeholder("notexample.org")
    assert not is_web_address("https://shop.example:99999/")


def hours(opens: str, closes: str, days: list[int]) -> ServiceHours:
    return ServiceHours.model_validate({"days": days, "opens": opens, "closes": closes, "zone": "Europe/Berlin"})


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))  # the 7th is a Monday


def test_service_hours_within_a_day() -> None:
    """Opening is inside, closing is outside, other weekdays are outside."""
    week = hours("09:00", "17:00", [1, 2, 3, 4, 5])
    assert week.cover(berlin(7, 9))
    assert not week.cover(berlin(7, 17))
    assert not week.cover(berlin(12, 12))


def test_service_hours_past_midnight() -> None:
    """Hours that pass midnight belong to the day on which they began."""
    night = hours("20:00", "02:00", [1])
    assert night.cover(berlin(7, 23))
    assert night.cover(berlin(8, 1, 59))
    assert not night.cover(berlin(7, 1))
    assert not night.cover(berlin(8, 23))


def test_service_around_the_clock() -> None:
    """Opening and closing at the same hour, or at 24:00, covers whole days."""
    always = hours("00:00", "24:00", [1, 2, 3, 4, 5, 6, 7])
    assert all(always.cover(berlin(7, hour)) for hour in range(24))
