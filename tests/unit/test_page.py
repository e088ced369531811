"""The printed page: honest headline, both languages, cautious words, hostile replies without effect."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest

from reports.article import SECTIONS
from reports.cautious import words_of_intent
from reports.dataset import Standing
from reports.edition import Edition
from reports.figures.illustrations import illustrations
from reports.handoff import HandoffRow
from reports.phrases import headline
from reports.readings import readings
from reports.site import pages, render
from reports.wording import wording
from tests.unit.trial_rows import at
from tests.unit.weekly_rows import edition, ranking, standing, standings, study, trial, trials

HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)><svg onload=alert(3)> javascript:alert(4) '
    "</style><style>*{display:none}</style> }body{background:url(http://evil.example/x)} "
    "<a href='javascript:alert(5)'>x</a> {{ 7*7 }} \u202egnp.exe \x1b[31m &lt;b&gt; </blockquote></article>"
)


OWN_ADDRESS = r"(#|(\.\./)?(data|figures|platforms|tables)/|(\.\./)?(index|method|customer)\.html#"
OWN_ADDRESS += r"|datapackage\.json$|CITATION\.cff$|silence-\d{4}-W\d\d\.zip$|standings/index\.json$)"


class Markup(HTMLParser):
    """Every tag with its attributes, and the words by the tag they stand in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.quoted: list[str] = []
        self.prose: list[str] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "source", "br", "use", "path"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("use", "path"):
            return
        assert self._inside.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if "blockquote" in self._inside:
            self.quoted.append(data)
        elif not {"style", "script", "bdi", "title"} & set(self._inside):
            self.prose.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(told: Edition, *, drawn: bool = False) -> str:
    """All pages of the edition, one after another."""
    read = {channel: readings(told, channel) for channel in told.channels()}
    return "\n".join(text for _, text in pages(told, read, illustrations(told, read) if drawn else ()))


def front(told: Edition) -> str:
    return render(told, {channel: readings(told, channel) for channel in told.channels()}, ())


@pytest.fixture(scope="module")
def ordinary() -> str:
    return page(edition(), drawn=True)


def test_headline_names_the_set() -> None:
    """The headline is the set that could be the most silent, and how many are ranked."""
    assert headline(edition(), wording("en")) == "Stone Cards could be the most silent of 2 ranked platforms"
    assert headline(edition(), wording("zh")) == "在2家参与排名的平台中，Stone Cards可能最沉默"


def _lines(ranges: Sequence[tuple[int, int]]) -> list[Standing]:
    return [standing("all", f"p{n}", 90.0 - n, rank_low=low, rank_high=high) for n, (low, high) in enumerate(ranges)]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (_lines([(1, 1)]), "Only p0 can be ranked, so there is nothing to compare"),
        (_lines([(1, 3), (1, 3), (1, 3)]), "No platform stands apart: each of the 3 ranked could be the most silent"),
        (_lines([(1, 5)] * 5 + [(6, 6)]), "5 of 6 ranked platforms could be the most silent"),
        (
            [standing("mail", "stone", None, reason_unpublished="not_enough_data: 9 of 12 nights")],
            "Nothing can be ranked yet: 9 of the 12 nights needed",
        ),
        ([], "Nothing can be ranked yet: no inquiry is in this edition"),
    ],
)
def test_headline_where_there_is_no_winner(lines: list[Standing], told: str) -> None:
    """Where nobody stands out, or nothing can be ranked, the headline says just that."""
    assert headline(edition(lines=lines), wording("en")) == told


def test_demo_says_so(ordinary: str) -> None:
    """A demo bears its banner in both languages; a study does not."""
    assert "these are not real firms" in ordinary
    assert "并非真实企业" in ordinary
    assert "not real firms" not in page(edition(study=study(demo=False)))


def test_both_languages_hold_every_section() -> None:
    """Each section stands in the front page once a language."""
    ids = [attributes["id"] for attributes in Markup(front(edition())).named("section")]
    always = [section for section in SECTIONS if section != "handoff"]
    assert ids == [f"{section}-{language}" for language in ("zh", "en") for section in always]


def test_asking_for_a_human_is_told_where_it_was_done() -> None:
    """The section stands in both languages once there is a row, with its count, interval and time."""
    row = HandoffRow(
        inquiry_id="i1", platform="stone", target="stone-webchat", question="q", language="en", night="2026-11-16",
        phrases=2, asked_at=at(0), reached=True, steps=2, reached_after=at(41), reached_by=at(41),
    )  # fmt: skip
    markup = Markup(front(edition(handoffs=[row])))
    ids = [attributes["id"] for attributes in markup.named("section")]
    assert [i for i in ids if i and i.startswith("handoff")] == ["handoff-zh", "handoff-en"]
    prose = " ".join(markup.prose)
    assert "1/1 (21–100%)" in prose
    assert "41 s" in prose
    assert "接通人工" in prose


def test_ranking_tells_separations(ordinary: str) -> None:
    """A ranked line says how many it is more silent than, and on how many it is undecided."""
    words = re.sub(r"<[^>]+>", "", ordinary)
    assert "more silent than 1, undecided on 0" in words
    assert "比1家更沉默，与0家难分先后" in words


def test_audit_index_and_panel_gap_stand_beside() -> None:
    """With the rankings given, the audit index with its ranks and the panel's mean gap are printed."""
    told = edition(rankings=[ranking("all")])
    words = re.sub(r"<[^>]+>", "", page(told, drawn=True))
    assert "91.5 1–2" in words
    assert "Mean over the ranked platforms: +12.5 points (95 % interval 2.0–23.0)." in words


def test_unranked_are_listed_with_reasons(ordinary: str) -> None:
    """A platform whose door was closed is listed with the count, in both languages."""
    assert "8 of 8 attempts met a closed door or were not let in" in ordinary
    assert "尝试8次，有8次渠道未开放或未能进入" in ordinary


def test_quotable_sentence(ordinary: str) -> None:
    """The page prints how to quote a number: what was observed, within which time, of how many, how sure."""
    sentence = r"Stone Cards, web chat: no substantive answer observed within 16 s in 8 of 8 valid inquiries \(95 % CI "
    assert re.search(sentence + r"\d+ to 100 %\)", ordinary)


def test_pages_fetch_nothing_and_run_two_scripts_of_ours(ordinary: str) -> None:
    """No address but the edition's own files; the policy allows our one style sheet, two scripts and pictures alone."""
    markup = Markup(ordinary)
    assert {tuple(attributes) for attributes in markup.named("script")} == {()}
    assert all(re.match(r"(\.\./)?figures/screen/[\w.-]+\.svg$", str(a["src"])) for a in markup.named("img"))
    assert all(re.match(OWN_ADDRESS, str(a["href"])) for a in markup.named("a"))
    assert not any(name.startswith("on") or name == "style" for _, attributes in markup.tags for name in attributes)
    digests = {}
    for tag, count in (("style", 1), ("script", 2)):
        texts = dict.fromkeys(re.findall(rf"<{tag}>(.*?)</{tag}>", ordinary, flags=re.DOTALL))
        assert len(texts) == count
        digests[tag] = " ".join(f"'sha256-{_digest(text)}'" for text in texts)
    (policy,) = {a["content"] for a in markup.named("meta") if a.get("http-equiv") == "Content-Security-Policy"}
    assert policy == (
        f"default-src 'none'; img-src 'self' file:; style-src {digests['style']}; "
        f"script-src {digests['script']}; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_hostile_reply_is_only_text(ordinary: str) -> None:
    """A reply full of markup, styles and bidi controls adds not one tag: it is shown, character by character."""
    attacked = page(edition(text=HOSTILE), drawn=True)
    markup, plain = Markup(attacked), Markup(ordinary)
    remark = ("span", {"class": "translation"})  # in the article whose language is another than the quotation's
    assert [one for one in markup.tags if one != remark] == [  # the same skeleton; the quotation's language may differ
        (tag, attributes | ({"lang": "en"} if tag == "blockquote" else {}))
        for tag, attributes in plain.tags
        if (tag, attributes) != remark
    ]
    shown = HOSTILE.replace("\u202e", "〔U+202E〕").replace("\x1b", "〔U+001B〕")
    assert set(markup.quoted) == {shown}
    assert len(markup.quoted) == 6  # on the front page, among the tables and on the platform's page, in both languages
    assert "\u202e" not in attacked
    assert "\x1b" not in attacked


def test_hostile_names_are_only_text(ordinary: str) -> None:
    """Names out of the configuration and codes out of the data are escaped as well."""
    platforms = tuple(p.__class__(id=p.id, name=f"{HOSTILE}{p.id}", channels=p.channels) for p in study().platforms)
    rows = [*trials(), trial("quick", "mail", 3, "pre_sale", ending="void", reason=HOSTILE, inquiry_id="v")]
    lines = [*standings(), standing("mail", HOSTILE, None, reason_unpublished=HOSTILE)]
    attacked = page(
        edition(
            study=study(platforms=platforms, title=HOSTILE, id=HOSTILE), trials=rows, lines=lines, notes=(HOSTILE,)
        ),
        drawn=True,
    )
    markup = Markup(attacked)
    assert {tag for tag, _ in markup.tags} == {tag for tag, _ in Markup(ordinary).tags}
    assert not any(name.startswith("on") for _, attributes in markup.tags for name in attributes)
    assert "\u202e" not in attacked


def test_prose_is_cautious(ordinary: str) -> None:
    """Nothing the page says of its own says what a platform meant; names and quotations are not ours."""
    prose = " ".join(Markup(ordinary).prose)
    assert len(prose) > 5000
    assert words_of_intent(prose) == []


def test_after_sale_is_always_worded_in_full(ordinary: str) -> None:
    """Every mention of after-sale matters says that nothing was bought."""
    prose = re.sub(r"\s+", " ", " ".join(Markup(ordinary).prose))
    assert prose.count("after-sale") > 3
    assert re.findall(r"after-sale(?! matters, asked without a purchase)", prose) == []
    assert re.findall(r"售后事项(?!的提问（提问者未购买）)", prose) == []


def test_notice_of_a_closed_door_is_quoted() -> None:
    """A reason read off the platform's page is shown as its words, shortened, not as ours."""
    rows = [trial("shut", "webchat", 0, "pre_sale", reason="We ignore chats at night. " * 9)]
    markup = Markup(page(edition(trials=rows)))
    assert words_of_intent(" ".join(markup.prose)) == []
    assert not any("We ignore" in prose for prose in markup.prose)


def test_edition_without_a_row() -> None:
    """An empty edition still makes a page that says there is nothing to rank."""
    bare = page(edition(trials=(), lines=[], messages=(), labels=(), notes=()))
    assert "Nothing can be ranked yet" in bare
    assert "No text in this edition meets the definition of a canned reply." in bare


def test_unknown_codes_do_not_stop_the_page() -> None:
    """Notes, reasons, functions and channels of a later version are shown as codes."""
    lines = [*standings(), standing("carrier_pigeon", "stone", None, reason_unpublished="eclipse: 3 of 4")]
    told = page(edition(lines=lines, notes=("comet",)))
    assert all(code in told for code in ("carrier_pigeon", "eclipse: 3 of 4", "comet"))


def test_same_rows_same_page() -> None:
    """The page depends on the rows alone, not on the order of trials, messages and labels."""
    told = edition()
    turned = edition(
        trials=told.trials[::-1], messages=told.messages[::-1], labels=told.labels[::-1], lines=told.standings
    )
    assert page(told) == page(turned)
