"""The words by which a chat is found on an unknown page (``words.toml``), ready to be asked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

TABLES = ("words.toml", "swept.toml")
LETTERS = r"\p{L}\p{N}_"
Words = Mapping[str, re.Pattern[str]]

# The table is written in the short signs of Chinese; Taiwan and Hong Kong write these the long way.
_LONG = """
专專业業个個临臨为為举舉么麼买買于於仅僅们們价價优優会會传傳体體侧側关關写寫准準击擊册冊创創删刪别別办辦务務
动動协協单單历歷参參发發号號台臺后後员員启啟图圖块塊备備复復处處实實对對导導帐帳广廣库庫开開张張当當录錄态態
户戶报報护護拦攔择擇换換数數断斷无無时時昵暱晓曉暂暫机機条條来來构構标標样樣档檔检檢没沒沟溝满滿点點热熱状狀
献獻现現电電确確碍礙码碼离離称稱筛篩类類线線组組终終经經结結给給络絡绝絕统統继繼续續维維综綜缓緩编編网網联聯
荐薦营營见見订訂议議记記许許论論设設访訪证證评評识識词詞译譯试試话話询詢语語说說请請读讀调調败敗账賬购購费費
资資赞讚车車转轉载載辑輯输輸达達过過还還这這进進连連选選递遞邮郵钟鐘钮鈕链鏈销銷键鍵闭閉问問间間阅閱队隊陆陸
隐隱页頁顶頂项項频頻题題馈饋马馬验驗骤驟咨諮讯訊
并並系係系繫内內吗嗎刚剛帮幫欢歡绪緒织織声聲兴興认認谢謝赞贊门門只隻须須制製复複诉訴该該亲親谈談与與注註启啓
"""
_PAIRS = _LONG.replace("\n", "")
LONG: dict[str, str] = {}  # some are written in two long ways
for _short, _long in zip(_PAIRS[::2], _PAIRS[1::2], strict=True):
    LONG[_short] = LONG.get(_short, "") + _long


@cache
def table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The raw table: section → entry → regular expressions; what was swept from language files (``swept.toml``)
    follows what was met on pages."""
    met, swept = (tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8")) for name in TABLES)
    return {name: _both(met.get(name, {}), swept.get(name, {})) for name in {**met, **swept}}


def _both(met: Mapping[str, Sequence[str]], swept: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    return {entry: [*met.get(entry, []), *swept.get(entry, [])] for entry in {**met, **swept}}


@cache
def of(section: str) -> Words:
    """One section: entry → one pattern, any case."""
    return {entry: re.compile(joined(section, entry), re.IGNORECASE) for entry in table()[section]}


def joined(section: str, entry: str) -> str:
    """One entry as the source of one regular expression, for Python and JavaScript alike."""
    return "|".join(f"(?:{either_way(word)})" for word in table()[section][entry])


def in_a_page(source: str) -> str:
    """An expression for a browser, where ``\\w`` and ``\\W`` would know ASCII alone: a Chinese letter were a mark."""
    made, inside, escaped = "", False, False
    for sign in source:
        if escaped and sign in "wW":
            made = made[:-1] + (LETTERS if inside else f"[{'^' * (sign == 'W')}{LETTERS}]")
        else:
            made += sign
            inside = inside if escaped or sign not in "[]" else sign == "["
        escaped = sign == "\\" and not escaped
    return made


@cache
def either_way(word: str) -> str:
    """The expression with each sign that is written in two ways as either of them."""
    found, inside, escaped = "", False, False
    for sign in word:
        long = LONG.get(sign, "")
        found += f"[{sign}{long}]" if long and not inside else sign + long
        inside = inside if escaped or sign not in "[]" else sign == "["
        escaped = sign == "\\" and not escaped
    return found


def has(section: str, entry: str, *texts: str) -> bool:
    """True if one of the texts holds a word of the entry."""
    pattern = of(section)[entry]
    return any(pattern.search(text) for text in texts if text)


def is_all(section: str, entry: str, text: str) -> bool:
    """True if the text is a word of the entry and nothing more but marks."""
    return _whole(section, entry).fullmatch(text) is not None


@cache
def _whole(section: str, entry: str) -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{joined(section, entry)})[\W_]*", re.IGNORECASE)
