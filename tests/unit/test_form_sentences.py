"""How real pages put it, with curly marks, slips of the pen and all: what was taken, and what only sounds like it."""

from __future__ import annotations

import pytest

from probes.form import words
from probes.form.evidence import After, Trip
from probes.form.outcome import Kind, judge
from probes.form.survey import Field, Line, Survey

TEXT = "How do you refund a code that does not work?"
POST = Trip(method="POST", document=True, ours=True, status=200)
FORM = Survey(load="a", fields=(Field(number=0, tag="textarea", label="Message", value=TEXT),))


def judged(*lines: str) -> Kind:
    """What a new page of these lines says."""
    now = Survey(load="b", lines=tuple(Line(text=line) for line in lines))
    return judge(After(before=[FORM], now=[now], text=TEXT, trips=(POST,))).kind


SENT = (
    "Thanks! We’ve received your request and will send an answer shortly.", "We’ll get back to you soon",
    "Your message has been correctly sent", "Thank you for the submission.", "Thank you for your contact!",
    "Thanks for your submit. We will response as soon as possible!", "Your comment was succesfully created",
    "Message sent sucessfully", "You have submitted details successfully!!!", "We have recieved your message.",
    "Thank you, your message will be reviewed soon!", "Thank you for adding your comment.",
)  # fmt: skip


@pytest.mark.parametrize("line", SENT)
def test_words_of_success_as_people_write_them(line: str) -> None:
    assert words.says("after", "taken", line)
    assert judged(line) is Kind.TAKEN


SOUNDS_LIKE_IT = (
    "Error : no message was sent.", "Nothing was submitted.", "Submitted Fail", "Mail dose not send successfully",
    "Security check: you filled out a form field that was created to stop spam bots and should be left blank.",
    "Antispam protection prevented this submission. If you think this is an error, contact us. Thank you.",
    "Too many comments received - please try again in an hour", "Your message couldn’t be sent",
    "Transaction submitted from a blocked address.", "The text you submitted has disallowed characters.",
    "Thanks, but we can’t take it: your message wasn’t received", "含有非法字符，谢谢合作！",
    "A technical problem keeps us from this part of the site. Thank you for your patience.",
    "抱歉，您的留言内容违规，谢谢", "Verification mail was just sent to you.", "操作异常，谢谢您的耐心",
)  # fmt: skip


@pytest.mark.parametrize("line", SOUNDS_LIKE_IT)
def test_a_failure_that_sounds_like_success_is_none(line: str) -> None:
    """A success that never was would count as silence."""
    assert judged(line) is not Kind.TAKEN


def test_a_doubt_beside_faint_words_is_one() -> None:
    """A heading says what is wrong, and a line below it gives thanks; elsewhere it is of other things."""
    assert judged("Error", "The data you submitted was empty") is not Kind.TAKEN
    assert judged("提交异常", "谢谢您的耐心") is not Kind.TAKEN
    assert judged("Thanks a lot, Ann", "Home", "Products", "Report a problem") is Kind.TAKEN
    assert judged("Thanks, Ann. Somebody looks at your problem now.", "See your spam folder, too.") is Kind.TAKEN


def test_a_form_that_is_closed_now() -> None:
    closed = "This form is now closed as the maximum number of entries has been received."
    assert words.says("barred", "closed", closed)
    assert judged(closed) is not Kind.TAKEN
