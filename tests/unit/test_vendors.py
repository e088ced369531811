"""Vendor files: what they may say, how their mistakes are told, and how a page's vendor is recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from probes.webchat import widget
from probes.webchat.finding.vendors import Traces, of, verification
from probes.webchat.vendor import Vendor, check, load, read, shipped, shipped_profile, vendors

ROOT = Path(__file__).parents[2]
LEAST = """
title = "Acme chat"
source = "its manual"
[signature]
scripts = ["cdn.acme.example/chat.js"]
globals = ["AcmeChat"]
selectors = ["#acme"]
"""
SELECTORS = """
[profile]
input = "textarea"
transcript = "#log"
own = ".own"
agent = ".agent"
"""


def acme(text: str = LEAST) -> Vendor:
    return read("acme", text)


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(widget.ProfileInvalid) as caught:
        acme(text)
    assert all(to_do for _, _, to_do in caught.value.problems)
    return [(path, wrong) for path, wrong, _ in caught.value.problems]


def titles(*, scripts: tuple[str, ...] = (), globals: tuple[str, ...] = (), selectors: tuple[str, ...] = ()) -> str:
    traces = Traces(scripts=frozenset(scripts), globals=frozenset(globals), selectors=frozenset(selectors))
    return " or ".join(vendor.title for vendor in of(traces))


# -- the files --------------------------------------------------------------------------------------------------------


def test_every_file_is_read() -> None:
    """At least 15 vendors, Western and Chinese, each recognised by something; verified or a hint with its source."""
    recognised = [vendor for vendor in vendors() if vendor.name != "control"]

    assert len(recognised) >= 15
    assert sum(any("\u4e00" <= letter <= "\u9fff" for letter in vendor.title) for vendor in recognised) >= 8
    for vendor in recognised:
        assert vendor.signature.scripts or vendor.signature.globals or vendor.signature.selectors, vendor.name
        assert vendor.verified or vendor.source, vendor.name


@pytest.mark.parametrize("vendor", vendors(), ids=lambda vendor: vendor.name)
def test_a_file_recognises_its_own_vendor(vendor: Vendor) -> None:
    """What a file says of a page is enough to tell it from every other."""
    signature = vendor.signature
    traces = Traces(
        scripts=frozenset(f"https://{'shop.example' if one.startswith('/') else ''}{one.replace('*', 'a')}"
                          for one in signature.scripts),
        globals=frozenset(signature.globals), selectors=frozenset(signature.selectors),
    )  # fmt: skip

    assert of(traces) == ([vendor] if vendor.name != "control" else [])


@pytest.mark.parametrize("name", shipped())
def test_shipped_profiles(name: str) -> None:
    """Every profile that a target may name is valid and verified."""
    widget.read(shipped_profile(name))
    assert next(vendor for vendor in vendors() if vendor.name == name).verified


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    """A profile that does not exist is told with those that do."""
    with pytest.raises(widget.ProfileInvalid) as caught:
        check("convrse")
    ((path, wrong, to_do),) = caught.value.problems
    assert (path, wrong) == ("profile", "there is no profile called 'convrse'")
    assert "control" in to_do


def test_no_selector_is_taken_from_a_hint() -> None:
    """Neither a file without a profile nor one that nobody has verified can be named by a target."""
    for name, among in (("intercom", vendors()), ("acme", [acme(LEAST + SELECTORS)])):
        with pytest.raises(widget.ProfileInvalid) as caught:
            shipped_profile(name, among)
        assert "no selector of it has been verified" in str(caught.value)

    verified = (LEAST + SELECTORS).replace('source = "its manual"', 'verified = { on = 2026-11-26, against = "1.2" }')
    assert shipped_profile("acme", [acme(verified)])["input"] == "textarea"


def test_what_is_said_of_a_recognised_vendor() -> None:
    """When and against what, of each that it may be; nothing where one of them is only a hint."""
    hint, one = acme(), acme(LEAST.replace('source = "its manual"', 'verified = { on = 2026-11-26, against = "1.2" }'))
    two = acme(LEAST.replace('source = "its manual"', 'verified = { on = 2026-11-27, against = "3.0" }'))

    assert verification([one]) == "2026-11-26 against 1.2"
    assert verification([one, two]) == "2026-11-26 against 1.2 or 2026-11-27 against 3.0"
    assert verification([hint]) == verification([one, hint]) == verification([]) == ""


def test_the_guide_names_the_verified_ones() -> None:
    """And counts the others as hints; the control's own chat is nobody's software."""
    others = [vendor for vendor in vendors() if vendor.name != "control"]
    verified = sorted((vendor.title for vendor in others if vendor.verified), key=str.casefold)
    hints = len(others) - len(verified)
    told = " ".join((ROOT / "docs/profiles.md").read_text(encoding="utf-8").split())

    assert f"Verified are {', '.join(verified)}; the other {hints} are hints." in told


def test_a_stranger_adds_a_file(tmp_path: Path) -> None:
    """A vendor is one file in the folder; what is wrong with any of them is told all at once."""
    (tmp_path / "acme.toml").write_text(LEAST, encoding="utf-8")
    assert [vendor.name for vendor in load(tmp_path)] == ["acme"]

    (tmp_path / "bad.toml").write_text("title = ", encoding="utf-8")
    (tmp_path / "worse.toml").write_text('title = "W"', encoding="utf-8")
    with pytest.raises(widget.ProfileInvalid) as caught:
        load(tmp_path)
    assert {path.split(":")[0] for path, _, _ in caught.value.problems} == {"bad.toml", "worse.toml"}


def test_mistakes_have_their_file_and_place() -> None:
    """What is wrong, where, and what to do."""
    assert problems('title = "Acme chat"') == [
        ("acme.toml: signature", "is missing"),
        ("acme.toml: verified", "is missing"),
    ]
    assert problems(LEAST + 'colour = "red"')[0] == ("acme.toml: signature.colour", "is no key of a profile")
    wrong = LEAST.replace("cdn.acme", "https://cdn.acme").replace('"AcmeChat"', '"window[0]"')
    assert problems(wrong) == [
        ("acme.toml: signature.scripts[0]", "is no address of a script: https://cdn.acme.example/chat.js"),
        ("acme.toml: signature.globals[0]", "is no name of a script: window[0]"),
    ]
    assert problems(LEAST + SELECTORS.replace('own = ".own"\n', "")) == [("acme.toml: profile.own", "is missing")]
    dateless = LEAST.replace('source = "its manual"', 'verified = { on = "lately", against = "" }')
    assert [path for path, _ in problems(dateless)] == ["acme.toml: verified.on", "acme.toml: verified.against"]


# -- recognising ------------------------------------------------------------------------------------------------------


def test_a_vendor_is_known_by_its_own_host() -> None:
    """An address of the vendor's that the page has loaded is proof; the same words elsewhere in an address are none."""
    assert titles(scripts=("https://widget.intercom.io/widget/x",)) == "Intercom"
    assert titles(scripts=("https://v3.sobot.com/chat/frame/v2/entrance.js?sysnum=1",)) == "智齿 Sobot"
    assert titles(scripts=("https://evil.example/widget.intercom.io.js",)) == ""
    assert titles(scripts=("https://widget.intercom.io.evil.example/",)) == ""
    assert titles(scripts=("https://notembed.tawk.to/",)) == ""


def test_names_and_elements_need_a_second_sign() -> None:
    """A single name may be anybody's; two signs of one vendor are none by chance."""
    assert titles(globals=("drift",)) == ""
    assert titles(scripts=("https://shop.example/packs/js/sdk.js?v=3",)) == ""
    assert titles(scripts=("https://shop.example/packs/js/sdk.js",), globals=("$chatwoot",)) == "Chatwoot"
    assert titles(globals=("_MEIQIA",), selectors=("#MEIQIA-PANEL-HOLDER",)) == "美洽 Meiqia"


def test_the_vendor_with_the_most_signs_is_named() -> None:
    """A page may load more than one; where they are as likely, both are named and nobody chooses."""
    both = ("https://widget.intercom.io/w", "https://js.driftt.com/d.js")
    assert titles(scripts=both) == "Drift or Intercom"
    assert titles(scripts=both, globals=("Intercom",)) == "Intercom"
