"""`silence publish --withdraw` tells readers why in every language of the report, whichever these are."""

from __future__ import annotations

import pytest

from monitor.commands.publishing import _reasons
from reports.wording import LANGUAGES

SHORT = {"zh": None, "en": None}


def test_each_language_is_told_why() -> None:
    """A reason may itself hold an equals sign; the short options say the same."""
    why = [f"{language}=why in {language}: a=b" for language in LANGUAGES]
    wanted = {language: f"why in {language}: a=b" for language in LANGUAGES}
    assert _reasons(why, SHORT) == wanted
    assert _reasons([each for each in why if each[:2] != "zh"], {**SHORT, "zh": wanted["zh"]}) == wanted


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (["en=The control was wrong."], '--why zh="…"'),
        (["zh=控制平台出错。", "en=  "], '--why en="…"'),
        (["zh=控制平台出错。", "en=Wrong.", "tlh=nuqneH"], "no language 'tlh'"),
        (["zh=控制平台出错。", "en=Wrong.", "Wrong."], "no language 'Wrong.'"),
    ],
)
def test_missing_or_unknown_language_is_refused(why: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The error names the language and what to type."""
    with pytest.raises(SystemExit):
        _reasons(why, SHORT)
    assert told in " ".join(capsys.readouterr().err.split())
