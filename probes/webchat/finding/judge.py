"""Judges what on a surveyed page is the chat's input, what sends, and what opens it; pure, and only by facts.

Scores are sums of published weights: what a person would take for a chat has several signs at once. Below the
threshold nothing is called anything: a part that was not found is said to be missing, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from probes.webchat.finding import comments, forms, sends, words
from probes.webchat.finding.beginning import begins_chat, chosen, leads_on, lone
from probes.webchat.finding.boxes import close, middle
from probes.webchat.finding.layers import bears_a_sign, shows_little
from probes.webchat.finding.survey import Panel, Rect, Survey, Thing

INPUT_NEEDS = 4.5
GENERATED = re.compile(r"(css|sc|jss|emotion|svelte|jsx)-|_")  # class names out of a machine: words in them are chance
LAUNCHER_NEEDS = 2.5
LOWER = 1.5  # for a lower corner of the window
APART = 120  # pixels between two fields of one form, where no form element says so
WRITTEN = 40  # characters: an editable that holds as many is a document, and no place for a message
CLOSES = re.compile(
    r"(close|minimi[sz]e|hide) (the |this )?chat( \w+)?|(关闭|收起|最小化).{0,2}(聊天|客服|对话|咨询).{0,2}",
    re.IGNORECASE,
)
MENU = re.compile(r"((toggle|open|show|main) )?(the )?menu|(打开|展开)?菜单", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of the frame a survey was taken in."""

    main: bool = True  # the page itself, no iframe
    popup: bool = False
    rect: Rect = (0, 0, 1024, 720)  # of the iframe in its window
    fixed: bool = False
    marks: str = ""  # title, name and address of the iframe
    fresh: Collection[int] = ()  # names of things that were not in sight before the last press
    added: str = ""  # text that the last press has brought
    opened: bool = False  # something was pressed that may have opened the chat
    layer: bool = False  # the frame lies over its whole page

    @property
    def small(self) -> bool:
        return not self.main and self.rect[2] <= 260 and self.rect[3] <= 180


def speaks(*said: str, marks: str = "") -> bool:
    """Words or marks of a chat alone: a contact form is opened by "Contact us" too."""
    return words.has("launcher", "chat", *said) or words.has("launcher", "chat_marks", marks)


def chat_words(*texts: str) -> bool:
    return words.has("launcher", "strong", *texts) or words.has("input", "marks", *texts)


# -- the input --------------------------------------------------------------------------------------------------------


def chat_input(survey: Survey, setting: Setting) -> tuple[float, Thing] | None:
    """The field to write into, with its score; None if no field is one."""
    rated = [(_input_score(survey, setting, thing), thing) for thing in survey.things if is_text_field(thing)]
    good = [each for each in rated if each[0] >= INPUT_NEEDS]
    good = [each for each in good if not each[1].disabled] or good  # a text area nobody can write in may hold the lines
    low = max((thing.rect[1] for _, thing in good), default=0)  # one writes below the lines; above may stand a topic
    return max(good, key=lambda each: each[0] + (each[1].rect[1] == low), default=None)


def is_text_field(thing: Thing) -> bool:
    kinds = ("textarea", "text", "editable", "", "search")
    return thing.kind == "field" and thing.seen and thing.type in kinds and thing.tag != "select"


def _input_score(survey: Survey, setting: Setting, thing: Thing) -> float:
    beside = [one for one in survey.fields(thing.group) if _of_one_form(one, thing) and one.type not in MINOR]
    others = [one for one in beside if not one.shows]
    if thing.search or words.has("input", "never", thing.label, thing.type) or forms.asks_who(thing):
        return -9
    chat = _of_a_chat(survey, setting, thing)
    public = comments.is_public(survey, thing, setting.marks, chat=chat)
    if (
        public
        or forms.lets_in(survey, thing)
        or any(forms.asks_who(field) or field.type in ("email", "tel", "password") for field in others)
    ):
        return -9  # a form that asks who we are is no place for a message
    if any(_of_the_same_question(setting, field, thing) for field in survey.things if field.kind == "field"):
        return -9
    score = {"textarea": 2.0, "editable": 2.0, "text": 1.0}.get(thing.type, 0.5)
    score -= 2 * (thing.type == "editable" and len(thing.text) >= WRITTEN)
    score += 3 * words.has("input", "strong", thing.label) + 1.5 * words.has("input", "marks", thing.marks)
    log = thing.log or any(one.shows and not thing.shows for one in survey.things)
    score += {0: 0.0, 1: 1.5, 2: 3.0}[log]
    score += 1 if not others else -4
    score += _surroundings(survey, setting, thing)
    sent = any(sends.beside(press, thing) for press in survey.things if press.kind == "press")
    own = thing.framed and not (log or sent or chat)  # a page may have a document of its own to edit
    return -9 if own else score + 1.5 * sent


def _of_a_chat(survey: Survey, setting: Setting, thing: Thing) -> bool:
    """The page, the frame or the surface that it lies on is one by its name, or came with what we pressed."""
    panel = survey.panel(thing)
    named = speaks(survey.title, marks=f"{setting.marks} {panel.marks if panel else ''}")
    return named or setting.popup or (setting.opened and bool(panel and panel.fixed))


def _of_one_form(field: Thing, thing: Thing) -> bool:
    """Another field of the same form: one element holds both, or, where none does, they stand together."""
    return field is not thing and ((field.form and thing.form) or close(field.rect, thing.rect, APART))


def _of_the_same_question(setting: Setting, field: Thing, thing: Thing) -> bool:
    """Where to answer to is asked beside it, in a box of its own; or in another step of the same form."""
    mail = field.type == "email" or (words.has("field", "mail", field.label) and forms.asks_who(field))
    if field is thing or not mail or field.form != thing.form:
        return False
    if field.seen:
        return not field.form and field.panel == thing.panel and close(field.rect, thing.rect, APART)
    return field.form and field.group == thing.group and field.type == "email" and not setting.opened


SEARCH = re.compile("search", re.IGNORECASE)
MINOR = ("checkbox", "radio", "file", "range", "search", "select-one")


def _surroundings(survey: Survey, setting: Setting, thing: Thing) -> float:
    """Signs around a field that it belongs to a chat; a lone text box on a page is no chat."""
    panel = survey.panel(thing)
    framed = not setting.main and not setting.small
    signs = [
        2.0 * bool(panel and (panel.fixed or panel.modal or panel.log)),
        1.5 * framed,
        2.0 * setting.popup,
        2.0 * (thing.name in setting.fresh and _is_news(survey, setting)),
        1.0 * (setting.main and not panel and chat_words(survey.title, survey.url)),
        1.0 * chat_words(setting.marks, panel.text[:80] if panel else "", panel.marks if panel else ""),
    ]
    found = sum(signs)
    alone = not found and not thing.log and not words.has("input", "marks", thing.marks)
    return -2 if alone and not chat_words(survey.text[:600]) else found


def _is_news(survey: Survey, setting: Setting) -> bool:
    """What is in sight at the first look is new on any page: it tells something where hardly more is said there."""
    return setting.opened or not setting.main or len(survey.text) < comments.LONG


# -- what opens the chat ----------------------------------------------------------------------------------------------


def launchers(survey: Survey, setting: Setting, *, inside: bool = True) -> Iterator[tuple[float, Thing]]:
    """Things that may open the chat, with their scores; ``inside`` also those on a surface that has opened already.

    There only what says that it begins a chat counts: a ready-made question beside it would be sent if it were pressed.
    """
    for thing in survey.things:
        begins = begins_chat(thing) or chosen(survey, _fresh(setting), thing) + leads_on(survey, thing) >= 3
        begins = begins or lone(survey, _fresh(setting), thing)
        if _within_chat(survey, setting, thing) and not (inside and begins):
            continue
        if thing.group >= 0 and _sends_off(survey.fields(thing.group), thing):
            continue  # pressed, it would send the form
        if thing.kind == "press" and thing.seen and not thing.disabled:
            score = _launcher_score(survey, setting, thing)
            if score >= LAUNCHER_NEEDS:
                yield score, thing


def _sends_off(fields: Sequence[Thing], button: Thing) -> bool:
    """The button of a contact form, or of one of its steps that asks who we are."""
    asks = any(field.type == "email" or forms.asks_who(field) for field in fields)
    steps = asks and button.type == "submit" and not words.has("form", "begins", button.said)
    return steps or forms.is_contact(fields, button)


def _launcher_score(survey: Survey, setting: Setting, thing: Thing) -> float:
    if thing.card or _leads_away(thing) or thing.type in ("checkbox", "radio") or thing.role in ("checkbox", "radio"):
        return -9
    if _mislabelled(survey, setting, thing):
        return LAUNCHER_NEEDS
    mark = thing.marks.split(" ")[0]
    if words.has("launcher", "strong", thing.said):
        mark = SEARCH.sub("", mark)  # a search that grew a chat is still called one by its maker
    if words.has("launcher", "never", thing.said, "" if GENERATED.match(mark) else mark):
        return -9
    score = max(_said_score(thing), chosen(survey, _fresh(setting), thing)) + leads_on(survey, thing)
    score = max(score, 3.0 * lone(survey, _fresh(setting), thing))
    score += 2.0 * words.has("launcher", "marks", thing.marks) + 2.0 * (setting.small and chat_words(setting.marks))
    panel = survey.panel(thing)
    floating = bool(panel and panel.fixed and _holds_little(panel, survey)) or (setting.small and setting.fixed)
    score += 2.0 * floating + corner(survey, setting, thing)
    size = thing.rect[2:]
    score += 1.0 * (24 <= size[0] <= 220 and 24 <= size[1] <= 110) + 0.5 * (not thing.text and thing.has <= 12)
    score += 3.0 * (thing.name in setting.fresh and setting.opened and score > 0 and bool(thing.said))
    opens = thing.tag == "button" and words.has("launcher", "strong", thing.said)  # a link in a menu leads elsewhere
    score -= 1.5 * (thing.nav and not opens) + 2.0 * (len(thing.text) > 60) + 2.0 * _framed(survey, setting)
    score -= 1.5 * bool(panel and not floating and not setting.opened)
    score += 2.0 * (setting.small and _alone(survey, thing))
    return score


def _mislabelled(survey: Survey, setting: Setting, thing: Thing) -> bool:
    """A launcher in the corner whose label, for both of its states, says that it closes a chat, or is a chat's menu."""
    panel = survey.panel(thing)
    small = panel is not None and panel.fixed and panel.rect[2] <= 110 and panel.rect[3] <= 110
    if not small or setting.opened or not setting.main or any(other.rect[3] >= 240 for other in survey.panels):
        return False
    if MENU.fullmatch(thing.label) and not thing.text and speaks(marks=thing.marks):
        return not thing.holds and thing.rect[1] > survey.view[1] * 0.6
    named = words.has("launcher", "marks", thing.marks) and CLOSES.fullmatch(thing.label)
    return bool(named) and not thing.holds and corner(survey, setting, thing) >= LOWER


def _within_chat(survey: Survey, setting: Setting, thing: Thing) -> bool:
    panel = survey.panel(thing)
    opened = setting.opened and thing.name in setting.fresh
    large = panel is not None and (panel.rect[3] >= 240 or panel.log)
    return setting.popup or _framed(survey, setting) or opened or large


def _framed(survey: Survey, setting: Setting) -> bool:
    """In a frame that is a chat's own, and no launcher's."""
    waits = (setting.layer and shows_little(survey)) or (setting.fixed and bears_a_sign(survey))
    return not (setting.main or setting.small or waits)


def _fresh(setting: Setting) -> Collection[int] | None:
    """Once something was opened, what has come since."""
    return setting.fresh if setting.opened else None


def _alone(survey: Survey, thing: Thing) -> bool:
    """A small frame that holds one thing to press and no words is a launcher, whatever it looks like."""
    return all(other is thing for other in survey.things if other.kind != "frame") and len(survey.text.strip()) < 40


def _said_score(thing: Thing) -> float:
    for entry, weight in (("strong", 4.0), ("good", 2.0), ("weak", 1.0)):
        if words.has("launcher", entry, thing.said, thing.href.rpartition("/")[2]):
            return weight
    return 0.0


def _leads_away(thing: Thing) -> bool:
    return thing.href.startswith(("mailto:", "tel:", "sms:", "tencent:", "weixin:", "skype:", "whatsapp:"))


def _holds_little(panel: Panel, survey: Survey) -> bool:
    """A launcher's surface is small: a header that sticks to the window is none."""
    return panel.rect[2] < survey.view[0] * 0.5 and panel.rect[3] < survey.view[1] * 0.7


def corner(survey: Survey, setting: Setting, thing: Thing) -> float:
    """Chats are opened from the lower corners, or from the window's side."""
    x, y = middle(setting.rect if setting.small else thing.rect)
    across, down = x / max(1, survey.view[0]), y / max(1, survey.view[1])
    if setting.small:
        across, down = x / 1024, y / 720
    side = across > 0.8 or across < 0.15
    return LOWER if side and 0.6 < down <= 1 else 0.5 if side and 0 < down <= 1 else 0.0
