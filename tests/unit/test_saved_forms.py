"""A form that was found, put into the configuration below its platform; nothing else of the file is touched."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.settings.saving import save_form, save_profile

CONFIG = """# a study
[[platforms]]
id = "shop"
public_support_url = "https://www.shop.example/help"

[[platforms.targets]]
channel = "webchat"
address = "https://shop.example/"  # the shop

[platforms.targets.profile]
input = "textarea"

# the other one
[[platforms]]
id = "other"
public_support_url = "https://other.example/help"
[[platforms.targets]]
channel = "mail"
address = "help@other.example"
"""
ADDRESS = "https://help.shop.example/contact"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def test_a_form_is_put_below_the_platform_of_its_host(config: Path) -> None:
    """Also where the form is on a host below it; comments stay where they were."""
    save_form(config, ADDRESS, "desk")

    text = config.read_text(encoding="utf-8")
    shop, other = tomllib.loads(text)["platforms"]
    assert shop["targets"][1] == {"channel": "form", "address": ADDRESS, "account": "desk"}
    assert shop["targets"][0]["profile"] == {"input": "textarea"}
    assert len(other["targets"]) == 1
    assert text.index(ADDRESS) < text.index("# the other one")
    assert "# the shop" in text


def test_the_last_platform_gets_its_form_at_the_end(config: Path) -> None:
    """A file may end with its platforms."""
    save_form(config, "https://other.example/contact", "desk")

    assert tomllib.loads(config.read_text(encoding="utf-8"))["platforms"][1]["targets"][1]["channel"] == "form"


@pytest.mark.parametrize(
    ("address", "account"),
    [("https://nobody.example/", "desk"), (ADDRESS, None), ("https://myshop.example/contact", "desk")],
)
def test_what_belongs_to_no_platform_is_not_put_in(config: Path, address: str, account: str | None) -> None:
    """Nor is a form to which no answer could come."""
    with pytest.raises(SettingsError):
        save_form(config, address, account)

    assert config.read_text(encoding="utf-8") == CONFIG


def test_a_form_is_put_in_once(config: Path) -> None:
    """The second time it is there."""
    save_form(config, ADDRESS, "desk")
    before = config.read_text(encoding="utf-8")

    with pytest.raises(SettingsError):
        save_form(config, ADDRESS, "desk")

    assert config.read_text(encoding="utf-8") == before


def test_a_profile_goes_to_the_chat_and_not_to_the_form_with_its_address(tmp_path: Path) -> None:
    """A page may have both."""
    path = tmp_path / "config.toml"
    page = "https://shop.example/"
    kinds = (f'[[platforms.targets]]\nchannel = "{kind}"\naddress = "{page}"\n' for kind in ("form", "webchat"))
    path.write_text('[[platforms]]\nid = "shop"\n' + "".join(kinds), encoding="utf-8")

    save_profile(path, page, {"input": "textarea"})

    form, chat = tomllib.loads(path.read_text(encoding="utf-8"))["platforms"][0]["targets"]
    assert "profile" not in form
    assert chat["profile"] == {"input": "textarea"}
