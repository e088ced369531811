"""Tells delivery reports from mail that somebody wrote: RFC 3464 reports, and the older kinds where they are plain.

A bounce closes a door (barred, or shut when the mailbox is full), so what is not plainly one is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from probes import mailtext

_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_AFTER_CODE = re.compile(r"(?<![\d.])[45]\d\d[ -]+#?([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_DAEMON = re.compile(r"^(mailer[-_]?daemon|post[-_.]?master|mail[-_]?daemon|mail\.daemon)$", re.I)
_FULL = re.compile(
    r"mailbox\s+(is\s+)?(full|exceed)|mailbox (size|quota)|over\s*quota|quota exceeded|exceeded the local limit|"
    r"(邮箱|郵箱|信箱|メールボックス)\s*(已满|已滿|空间不足|が一杯|がいっぱい)",
    re.I,
)
_UNKNOWN = re.compile(
    r"unknown (user|recipient)|user unknown|no such (user|mailbox)|invalid (user|recipient) address|"
    r"no mailbox here|recipient name is not recognized|not listed in|does not exist|user not found|"
    r"(用户|收件人|账号)不存在",
    re.I,
)
_FAILED = re.compile(
    r"undeliver|delivery (has |status |notification[: ]*)?(fail|status)|failure notice|mail (system )?(error|failure)|"
    r"returned mail|(could|can) ?not be delivered|delivery problems|not delivered|blocked by|"
    r"did not reach|was not delivered|error delivering|unable to deliver|permanent (fatal )?error|"
    r"rejected by|invalid user address|unknown user|メールエラー|送信できません|"
    r"退信|无法投递|無法投遞|投递失败|投遞失敗|"
    r"невозможно доставить|не может быть доставлен|недоставлен",
    re.I,
)
_LATER = re.compile(
    r"delivery[^\n]{0,30}(delay|incomplete)|message (is )?delayed|delayed mail|not (yet )?been delivered|"
    r"will (keep|continue) (trying|to try)|still being retried|(投递|发送)延迟|继续尝试",
    re.I,
)
_ORIGINAL = re.compile(
    r"^\W*(original message|this is a copy of the message|message headers follow|"
    r"the header of the original message|(以下|下面)是原邮件|原邮件)",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A delivery report: ``action`` is failed or delayed, ``status`` the RFC 3463 code, ``rule`` how it was told."""

    action: str
    status: str
    rule: str


def report(mail: Message, *, sender: str, empty_return_path: bool) -> Report | None:
    """What a mail reports of a delivery; None for mail that is no report of failure or delay."""
    fields = list(_status_fields(mail))
    if fields:
        return _declared(fields)
    return _undeclared(mail, sender, empty_return_path)


def enclosed(mail: Message) -> Message | None:
    """The returned copy (or its headers) that a report encloses: as a part, or typed into the text."""
    for part in mailtext.parts(mail):
        kind = part.get_content_type()
        if kind == "message/rfc822" and (copies := mailtext.nested(part)):
            return copies[0]
        if kind in ("text/rfc822-headers", "message/rfc822"):
            return mailtext.parse(mailtext.content_of(part).encode("utf-8", "replace").lstrip())
    if mail.is_multipart():
        return None
    text = _source(mail)
    mark = _ORIGINAL.search(text)
    after = text[mark.end() :].partition("\n")[2].lstrip() if mark else ""
    return mailtext.parse(after.encode("utf-8", "replace")) if after else None


def _status_fields(mail: Message) -> Iterator[dict[str, str]]:
    """The field groups of every message/delivery-status part (RFC 3464, 2.1)."""
    for part in _reports(mail):
        for group in mailtext.nested(part) or [mailtext.parse(mailtext.content_of(part).encode("utf-8", "replace"))]:
            fields = {name.lower(): mailtext.words(str(value)) for name, value in group.items()}
            if "action" in fields:
                yield fields


def _reports(mail: Message) -> Iterator[Message]:
    return (p for p in mailtext.parts(mail) if p.get_content_type().startswith("message/delivery-status"))


def _declared(fields: list[dict[str, str]]) -> Report | None:
    for action in ("failed", "delayed"):
        for group in fields:
            if group["action"].split(";")[0].split()[:1] == [action] or group["action"].lower() == action:
                return Report(action=action, status=_status(group, action), rule="rfc3464")
    return None


def _status(group: dict[str, str], action: str) -> str:
    """The declared code; where it says nothing (x.0.0, or none), the code or the words of the diagnosis."""
    declared = _STATUS.search(group.get("status", ""))
    diagnosis = group.get("diagnostic-code", "")
    if declared and not declared[1].endswith(".0.0"):
        return declared[1]
    told = _told(diagnosis)
    if told.endswith(".0.0"):
        return declared[1] if declared else ("4.0.0" if action == "delayed" else told)
    return told


def _told(text: str) -> str:
    """The code that a text tells, or the one its words mean; 5.0.0 for none."""
    code = _AFTER_CODE.search(text) or _STATUS.search(text)
    if code and not code[1].endswith(".0.0"):
        return code[1]
    if _FULL.search(text):
        return "5.2.2"
    return "5.1.1" if _UNKNOWN.search(text) else "5.0.0"


def _undeclared(mail: Message, sender: str, empty_return_path: bool) -> Report | None:
    """Reports of before RFC 3464: a daemon speaks and its words say failure, or a failed recipient is named."""
    subject = mailtext.header(mail, "Subject")
    text = _own_words(mail)
    named = bool(mail.get("X-Failed-Recipients"))
    speaker = sender.partition("@")[0] or mailtext.header(mail, "From").partition("<")[0].strip(' "')
    daemon = bool(_DAEMON.match(speaker)) or (not sender and empty_return_path)
    says = (bool(_FAILED.search(subject)), bool(_FAILED.search(text)))
    returned = any(p.get_content_type() == "message/rfc822" for p in mailtext.parts(mail))
    a_reply = re.match(r"\s*(re|回复|答复)\s*[:：]", subject, re.I) is not None
    if not (named or (daemon and any(says)) or (all(says) and returned and not a_reply)):
        if daemon and _LATER.search(f"{subject}\n{text}"):
            return Report(action="delayed", status="4.0.0", rule="daemon")
        return None
    if _LATER.search(f"{subject}\n{text}") and "permanent" not in text and _told(text).startswith(("4", "5.0.0")):
        return Report(action="delayed", status="4.0.0", rule="daemon")
    return Report(action="failed", status=_told(text), rule="failed-recipients" if named else "daemon")


def _own_words(mail: Message) -> str:
    """What the daemon itself says, without the mail it returns."""
    text = mailtext.body(mail)
    mark = _ORIGINAL.search(text)
    return text[: mark.start()] if mark else text


def _source(mail: Message) -> str:
    return mailtext.content_of(mail).replace("\r\n", "\n")
