"""The lint of cautious words: the report says what was observed, never what anybody meant by it."""

from __future__ import annotations

import re

_INTENT = {
    "en": re.compile(
        r"\b(ignor\w*|refus\w*|intent\w*|deliberat\w*|purposely|on purpose|wilful\w*|malic\w*|neglect\w*|evad\w*"
        r"|evasi\w*|dodg\w*|stonewall\w*|conceal\w*|decei\w*|decept\w*|cheat\w*|fraud\w*|scam\w*|swindl\w*|lie[sd]?"
        r"|lying|liar\w*|dishonest\w*|bad faith|brush(ed|es)? off|contempt\w*|fob\w* off|guilt\w*|culprit\w*)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"无视|忽视|漠视|忽略|不理|拒绝|拒不|拒答|故意|蓄意|恶意|有意|存心|敷衍|推诿|推卸|欺骗|欺诈|诈骗|骗|逃避|回避"
        r"|糊弄|搪塞|装死|冷漠|隐瞒|撒谎|说谎|失信|黑心|罪魁"
    ),
}


def words_of_intent(prose: str) -> list[str]:
    """Words in generated prose, of either language, that impute a motive; quotations are not prose."""
    return [found.group() for pattern in _INTENT.values() for found in pattern.finditer(prose)]
