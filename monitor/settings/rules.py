"""The rules between sections that one section alone cannot keep; each rule yields problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from monitor.guard.lint import lint
from monitor.settings.addresses import (
    host_of,
    is_loopback,
    is_mailbox,
    is_own_network,
    is_web_address,
)
from monitor.settings.draft import Draft
from monitor.settings.mistakes import Problem
from monitor.settings.notation import write_duration
from monitor.settings.study import TIME_CELLS, TOPICS, Study
from probes.webchat import vendor, widget

MAXIMUM_PAIRS_PER_WEEK = 4
"""GUARDRAILS G3: at most 8 first contacts a channel and week."""

_WITHOUT_PROFILE = {"mail": "a mailbox", "form": "a form"}
_NEEDED_ACCOUNTS = {"mail": "that asks", "form": "to which answers come"}


def broken_rules(draft: Draft) -> list[Problem]:
    """Every rule between sections that the draft breaks."""
    return [problem for rule in RULES for problem in rule(draft)]


def _ids(draft: Draft) -> Iterator[Problem]:
    for sections in (draft.platforms, draft.questions):
        yield from _twice((f"{path}.id", section.id) for path, section in sections.items())
    yield from _twice((f"{path}.name", account.name) for path, account in draft.accounts.items())
    for path, platform in draft.platforms.items():
        if platform.id == "control":
            yield f"{path}.id", "'control' is the name of the positive control", "choose another id"


def _twice(ids: Iterator[tuple[str, str]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path, id_ in ids:
        if id_ in first:
            yield path, f"{id_!r} is taken by {first[id_]}", "give each its own"
        first.setdefault(id_, path)


def _time_cells(draft: Draft) -> Iterator[Problem]:
    study = draft.study
    if study is None:
        return
    (begins, ends), (opens, closes) = study.working_hours, study.other_hours
    if begins < closes and opens < ends:
        yield "study.other_hours", "overlaps working_hours", "let one end before the other begins"
    if study.compressed is None:
        yield from _room_for_a_pair(study)


def _room_for_a_pair(study: Study) -> Iterator[Problem]:
    """Two messages of a pair, each begun as late as allowed, still keep the minimum gap inside the cell."""
    needed = study.timing.pair_takes()
    for cell in TIME_CELLS:
        begins, ends = (datetime.combine(date.min, end) for end in study.hours(cell))
        if ends - begins <= needed:
            wrong = f"lasts {write_duration(ends - begins)}, and a pair needs more than {write_duration(needed)}"
            yield f"study.{cell}_hours", wrong, "lengthen the hours, or shorten timing.start_within or minimum_gap"


def _burden(draft: Draft) -> Iterator[Problem]:
    study = draft.study
    firms = [platform for platform in draft.platforms.values() if not platform.control]
    if study is None or not firms:
        return
    if study.pairs_per_week > MAXIMUM_PAIRS_PER_WEEK:
        contacts = 2 * study.pairs_per_week
        wrong = f"{study.pairs_per_week} pairs are {contacts} first contacts a channel and week; 8 are allowed"
        yield "study.pairs_per_week", wrong, "write at most 4; only a study of controls alone may ask more"
    if study.compressed is not None:
        wrong = f"compressed nights would press {firms[0].id!r}, which is no control"
        yield "study.compressed", wrong, "remove [study.compressed], or keep to platforms with control = true"


def _public_support(draft: Draft) -> Iterator[Problem]:
    for path, platform in draft.platforms.items():
        if platform.control:
            continue
        if not is_web_address(platform.public_support_url):
            wrong = f"is {platform.public_support_url!r}" if platform.public_support_url else "is missing"
            yield f"{path}.public_support_url", wrong, "give the public page on which the firm offers this support"
        if not platform.reason.strip():
            yield f"{path}.reason", "is missing", "say why this firm is in the panel"


def _doors(draft: Draft) -> Iterator[Problem]:
    for path, (platform, target) in draft.targets.items():
        right = is_mailbox if target.channel == "mail" else is_web_address
        if not right(target.address):
            kind = "one plain mailbox" if target.channel == "mail" else "an http(s) address"
            yield f"{path}.address", f"{target.address!r} is not {kind}", f"write {kind}, without user name or password"
        elif not platform.control and is_own_network(host_of(target.address)):
            wrong = f"{target.address!r} is no public address"
            yield f"{path}.address", wrong, "give a public address, or mark a platform of your own with control = true"


def _profiles(draft: Draft) -> Iterator[Problem]:
    for path, (_, target) in draft.targets.items():
        if target.channel in _WITHOUT_PROFILE:
            if target.profile is not None:
                wrong = f"means nothing to {_WITHOUT_PROFILE[target.channel]}"
                yield f"{path}.profile", wrong, "remove it; profiles are for web chats"
        elif target.profile is not None:
            yield from _inside(path, target.profile)


def _offline_forms(draft: Draft) -> Iterator[Problem]:
    for path, (_, target) in draft.targets.items():
        if target.offline_form and target.channel != "form":
            todo = 'remove it, and add a target with channel = "form" and the chat\'s address'
            yield f"{path}.offline_form", f"means nothing to a {target.channel} target", todo


def _observers(draft: Draft) -> Iterator[Problem]:
    study = draft.study
    if study is None:
        return
    several = len(study.observers) > 1
    if several and draft.database is not None and draft.database.url.startswith("sqlite"):
        yield "database.url", "is a file, and several observers share one study", 'write "postgresql+psycopg://…"'
    for path, (_, target) in draft.targets.items():
        if target.asked_from == "one":
            continue
        if target.channel != "webchat":
            wrong = f"means nothing to a {target.channel} target: the first observer asks it, and reads its mailbox"
            yield f"{path}.asked_from", wrong, "remove it; web chats can be asked from several observers"
        elif not several:
            wrong = f"{target.asked_from!r} needs several observers"
            yield f"{path}.asked_from", wrong, 'name them: study.observers = ["beijing-1", "shanghai-1"]'


def _inside(path: str, profile: Any) -> Iterator[Problem]:
    try:
        vendor.check(profile)
    except widget.ProfileInvalid as error:
        yield from ((f"{path}.{place}", wrong, todo) for place, wrong, todo in error.problems)


def _accounts_of_targets(draft: Draft) -> Iterator[Problem]:
    known = ", ".join(sorted(draft.account_names)) or "none yet"
    for path, (_, target) in draft.targets.items():
        if target.account is None and target.channel in _NEEDED_ACCOUNTS:
            todo = f"name the mail account {_NEEDED_ACCOUNTS[target.channel]} (known: {known})"
            yield f"{path}.account", "is missing", todo
        elif target.account is not None and target.account not in draft.account_names:
            wrong = f"there is no mail account {target.account!r}"
            yield f"{path}.account", wrong, f"add it under [[mail_accounts]] or name another (known: {known})"


def _open_lines(draft: Draft) -> Iterator[Problem]:
    for path, account in draft.accounts.items():
        for name, server in (("smtp", account.smtp), ("imap", account.imap)):
            if server.security == "none" and not is_loopback(server.host.lower()):
                wrong = f"'none' would send the password to {server.host} in the open"
                yield f"{path}.{name}.security", wrong, 'write "tls" or "starttls"; "none" is for loopback only'


def _outside_control(draft: Draft) -> Iterator[Problem]:
    control = draft.control
    if control is None:
        return
    if (control.chat or control.form or control.mailbox) and control.known_delay is None:
        yield "control.known_delay", "is missing", "say after how long the outside control answers"
    for key, address, what in (("chat", control.chat, "chat page"), ("form", control.form, "form")):
        if address and not is_web_address(address):
            wrong = f"{address!r} is not an http(s) address"
            yield f"control.{key}", wrong, f"write the address of the control's {what}"
    if control.mailbox and not is_mailbox(control.mailbox):
        yield "control.mailbox", f"{control.mailbox!r} is not a mailbox", "write the control's plain address"


def _bank(draft: Draft) -> Iterator[Problem]:
    if draft.study is None or not draft.complete_bank:
        return
    there = {(question.language, question.topic) for question in draft.questions.values()}
    for language in draft.study.languages:
        for topic in TOPICS:
            if (language, topic) not in there:
                wrong = f"there is no {topic} question in {language!r}"
                yield "questions", wrong, "add one, or take the language out of study.languages"


def _truthful(draft: Draft) -> Iterator[Problem]:
    """No untruth beyond necessity (GUARDRAILS G4), neither in a question nor in what follows it."""
    for path, question in draft.questions.items():
        yield from _linted({f"{path}.subject": question.subject}, question.language)
        new = tuple(entry.text for entry in question.new_wording)
        own = {"paraphrases": question.paraphrases, "new_wording": new, "follow_ups": question.follow_ups or ()}
        for key, texts in own.items():
            yield from _linted({f"{path}.{key}[{n}]": text for n, text in enumerate(texts)}, question.language)
    for language, said in (("zh", draft.follow_ups.zh), ("en", draft.follow_ups.en)) if draft.follow_ups else ():
        yield from _linted({f"follow_ups.{language}[{n}]": text for n, text in enumerate(said)}, language)


def _linted(texts: Mapping[str, str], language: str) -> Iterator[Problem]:
    for place, text in texts.items():
        for finding in lint(text, language):
            yield place, f"{finding.problem}: {finding.words!r}", finding.hint


def _somewhere_to_ask_for_a_human(draft: Draft) -> Iterator[Problem]:
    if not draft.targets or any(target.channel == "webchat" for _, target in draft.targets.values()):
        return
    for path, question in draft.questions.items():
        if question.handoff:
            yield f"{path}.handoff", "there is no web chat in this study", "remove it; a human is asked for in chats"


def _short_nights(draft: Draft) -> Iterator[Problem]:
    compressed = draft.study.compressed if draft.study else None
    if compressed and compressed.spread > compressed.night_every:
        wrong = f"{write_duration(compressed.spread)} is longer than night_every"
        yield "study.compressed.spread", wrong, "let a night's inquiries be asked before the next night begins"


def _publishing(draft: Draft) -> Iterator[Problem]:
    publishing = draft.publishing
    if publishing is None:
        return
    if publishing.address and not is_web_address(publishing.address):
        wrong = f"{publishing.address!r} is not an http(s) address"
        yield "publishing.address", wrong, "write the address at which the folder is served"
    if publishing.contact and not is_mailbox(publishing.contact):
        yield "publishing.contact", f"{publishing.contact!r} is not a mailbox", "write one plain address"
    if publishing.account is not None and publishing.account not in draft.account_names:
        known = ", ".join(sorted(draft.account_names)) or "none yet"
        wrong = f"there is no mail account {publishing.account!r}"
        yield "publishing.account", wrong, f"add it under [[mail_accounts]] or name another (known: {known})"
    for day in sorted({*publishing.holidays} & {*publishing.workdays}):
        yield "publishing.workdays", f"{day} is a holiday too", "name it in one of the two lists"


def _press(draft: Draft) -> Iterator[Problem]:
    for path, platform in draft.platforms.items():
        if not platform.press_address:
            continue
        if not is_mailbox(platform.press_address):
            wrong = f"{platform.press_address!r} is not a mailbox"
            yield f"{path}.press_address", wrong, "write one plain address, such as press@example.org"
        elif not platform.control and is_own_network(host_of(platform.press_address)):
            wrong = f"{platform.press_address!r} is no public address"
            yield f"{path}.press_address", wrong, "give a public address, or leave it out and deliver by hand"


Rule = Callable[[Draft], Iterator[Problem]]
RULES: tuple[Rule, ...] = (
    _ids,
    _time_cells,
    _burden,
    _public_support,
    _doors,
    _profiles,
    _offline_forms,
    _observers,
    _accounts_of_targets,
    _open_lines,
    _outside_control,
    _bank,
    _truthful,
    _somewhere_to_ask_for_a_human,
    _short_nights,
    _publishing,
    _press,
)
