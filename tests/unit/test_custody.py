"""Exhibits go when their time is up and nothing else does; redactions change working copies alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.proof.custody import RedactionRefused, applying, forget, redact, redacted, rule_of
from monitor.proof.verifying import verify
from monitor.store.custody import Redaction
from tests.unit.packed_study import Packed, now, packed

KEEP = timedelta(days=60)
LATER = timedelta(days=61)


@pytest.fixture
def house(tmp_path: Path) -> Packed:
    return packed(tmp_path / "evidence")


def on_disk(house: Packed) -> set[str]:
    return {path.name for path in house.evidence.folder.rglob("*") if path.is_file()}


class TestRetention:
    def test_in_time(self, house: Packed) -> None:
        """Nothing goes before its time."""
        before = on_disk(house)
        assert list(forget(house.store, house.evidence, KEEP, now())) == []
        assert on_disk(house) == before

    def test_time_is_up(self, house: Packed, tmp_path: Path) -> None:
        """Files go, rows stay, each deletion is logged by its inquiry; a pack tells it and verifies."""
        gone = forget(house.store, house.evidence, KEEP, now() + LATER)
        assert on_disk(house) == set()
        assert {act.sha256 for act in house.store.acts()} == set(gone)
        assert {act.what for act in house.store.acts()} == {"deleted"}
        assert {act.reason for act in house.store.acts()} == {"kept longer than 60 days"}
        assert [exhibit.role for exhibit in house.store.exhibits("aaa")] == ["baseline", "sent", "environment"]
        made = house.write(tmp_path / "out")
        assert verify(made, unstamped=True).findings == []
        assert "按保存期限删除" in (made / "data/index.html").read_text(encoding="utf-8")
        assert list(forget(house.store, house.evidence, KEEP, now() + LATER)) == []

    def test_of_one_that_is_open(self, house: Packed) -> None:
        """While an inquiry waits, all that it holds stays, also what others hold too."""
        house.store._inquiries["aaa"] = type(house.store._inquiries["aaa"])(  # type: ignore[attr-defined]
            plan=house.store._inquiries["aaa"].plan, t0=house.at(4)  # type: ignore[attr-defined]
        )  # fmt: skip
        kept = {exhibit.sha256 for exhibit in house.store.exhibits("aaa")}
        forget(house.store, house.evidence, KEEP, now() + LATER)
        assert on_disk(house) == kept

    def test_of_what_is_still_needed(self, house: Packed) -> None:
        """A file that another inquiry has had for less long stays; editions' files always stay."""
        [shared] = [e for e in house.store.exhibits("ccc") if e.role == "baseline"]
        content = house.evidence.path(shared.sha256).read_bytes()
        young = now() + LATER - timedelta(days=1)
        house.store.keep("young", house.evidence.keep(content, "image/png", "baseline", at=young))
        edition = house.evidence.keep(b"edition", "application/zip", "edition", at=house.begun)
        house.store.keep("edition-1", edition)
        forget(house.store, house.evidence, KEEP, now() + LATER)
        assert on_disk(house) == {shared.sha256, edition.sha256}

    def test_after_a_crash(self, house: Packed) -> None:
        """A deletion that was logged and not made is made at the next run, and not logged again."""
        unlink, calls = Path.unlink, []

        class Crash(Exception):
            pass

        def crash(self: Path, missing_ok: bool = False) -> None:
            calls.append(self)
            raise Crash

        Path.unlink = crash  # type: ignore[method-assign]
        try:
            with pytest.raises(Crash):
                forget(house.store, house.evidence, KEEP, now() + LATER)
        finally:
            Path.unlink = unlink  # type: ignore[method-assign]
        logged = len(house.store.acts())
        assert calls[0].exists()
        gone = forget(house.store, house.evidence, KEEP, now() + LATER)
        assert calls[0].name in gone
        assert len({act.sha256 for act in house.store.acts()}) == len(gone)
        assert len([a for a in house.store.acts() if a.sha256 == calls[0].name]) <= logged


def rule(text: str, *, kind: str = "literal", scope: str = "", word: str = "x") -> Redaction:
    return rule_of(scope=scope, kind=kind, text=text, word=word, reason="asked for", editor="Li", since=now())


class TestRedaction:
    def test_literal_and_pattern(self) -> None:
        """A literal stands for itself, a pattern for what it matches; who was used is told."""
        rules = [rule("a.b", word="letters"), rule(r"1\d{10}", kind="pattern", word="phone"), rule("nothing")]
        text, used = redacted("a.b aXb 13812345678", rules)
        assert text == "[letters] aXb [phone]"
        assert list(used) == [rules[0].id, rules[1].id]

    def test_word_is_no_template(self) -> None:
        """What stands in the place is what was written, whatever signs it holds."""
        assert redacted("abc", [rule("b", word=r"\1\g<0>")])[0] == r"a[\1\g<0>]c"

    def test_scope(self) -> None:
        """A rule holds for everything, a platform, or an inquiry."""
        rules = [rule("a"), rule("b", scope="shop"), rule("c", scope="aaa"), rule("d", scope="other")]
        assert [r.text for r in applying(rules, platform="shop", inquiry_id="aaa")] == ["a", "b", "c"]

    @pytest.mark.parametrize("bad", [("", "literal"), ("(", "pattern"), ("x*", "pattern"), ("a" * 501, "literal")])
    def test_refused(self, house: Packed, bad: tuple[str, str]) -> None:
        """What is no rule is refused before it is remembered."""
        with pytest.raises(RedactionRefused):
            redact(house.store, rule(bad[0], kind=bad[1]))
        assert list(house.store.redactions()) == []

    @given(text=st.text(alphabet="abc", max_size=40), literal=st.text(alphabet="abc", min_size=1, max_size=3))
    def test_nothing_is_left(self, text: str, literal: str) -> None:
        """After a literal's redaction it stands nowhere any more."""
        left, used = redacted(text, [rule(literal, word="\u2588")])
        assert literal not in left
        assert bool(used) == (literal in text)
