"""What a page says while it shows no form: who is let in, and who is not; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from probes.form import words
from probes.form.meaning import opens_account
from probes.form.survey import Sight, Survey
from probes.interface import Barred, BarredReason, Shut

_SHORT = 1500  # letters: a page that says little but that nobody is let in


def wall(sights: Sequence[Sight], address: str, now: datetime) -> Shut | Barred | None:
    """Why there is no form to be seen, if the page says so: captcha, block page, login wall, or closed."""
    text = "\n".join(f"{sight.survey.title}\n{sight.survey.text}" for sight in sights)
    if any(sight.survey.challenges for sight in sights):
        return Barred(reason=BarredReason.CAPTCHA, at=now)
    if len(text) < _SHORT:
        for key, reason in (
            ("captcha", BarredReason.CAPTCHA),
            ("checking", BarredReason.BLOCKED),
            ("blocked", BarredReason.BLOCKED),
        ):
            if words.says("barred", key, text):
                return Barred(reason=reason, at=now)
    asks_password = any(f.type == "password" and f.visible for sight in sights for f in sight.survey.fields)
    if words.says("barred", "login_required", text) and (asks_password or len(text) < _SHORT):
        return Barred(reason=BarredReason.LOGIN_REQUIRED, at=now)
    if asks_password and _moved(sights, address):
        return Barred(reason=BarredReason.LOGIN_REQUIRED, at=now)
    if words.says("barred", "closed", text):
        return Shut(reason="form_closed", at=now)
    return None


def lets_in_first(sights: Sequence[Sight], address: str) -> bool:
    """The page itself is where people are asked to write, or what leads there ended here, and it shows no place for it
    but only who may come in."""
    fields = [f for sight in sights for f in sight.survey.fields if f.visible]
    asks_password = any(field.type == "password" for field in fields)
    written = any(field.tag in ("textarea", "editable") for field in fields)
    if any(opens_account(sight.survey) for sight in sights):
        return True
    if _moved(sights, address) and not written and any(_logs_in(sight.survey) for sight in sights):
        return True
    return asks_password and not written and words.says("buttons", "opens", sights[0].survey.title)


def _moved(sights: Sequence[Sight], address: str) -> bool:
    """The page stands at another path than where we came in."""
    return bool(sights) and urlsplit(sights[0].survey.url).path.rstrip("/") != urlsplit(address).path.rstrip("/")


def _logs_in(survey: Survey) -> bool:
    """A form is sent by a button that logs in, also where no password is asked for."""
    in_sight = [button for button in survey.buttons if button.visible]
    doors = {button.form for button in in_sight if words.says("buttons", "logs_in", button.text)}
    return any(field.form in doors for field in survey.fields if field.visible and field.writable)
