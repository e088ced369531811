"""What the pages of verified chats bore when they were visited: each is told by its own name, with a part of it too."""

from __future__ import annotations

from collections import Counter

import pytest

from probes.webchat.finding.vendors import Traces, of
from probes.webchat.vendor import vendors

SHOP = "https://shop.example"
# As the visits found them, on the shop's host in place of ours; what no visit saw says where it is from.
SEEN = {
    "Amazon Connect chat interface": [
        Traces(globals=frozenset({"connect.ChatInterface.initiateChat", "connect.ChatSession.create"})),
    ],
    "ChatWiki": [
        Traces(
            scripts=frozenset({f"{SHOP}/sdk/ai-chat-sdk.js", f"{SHOP}/chat/checkChatRequestPermission"}),
            selectors=frozenset({"#ai_chat_js", "#zm_chat-wiki-iframe", ".zm_chat-wiki-avatar-wrapper"}),
        ),
        Traces(selectors=frozenset({"#ai_chat_js", ".zm_chat-wiki-avatar-wrapper"})),  # its script: before it is opened
        Traces(  # its page for telephones
            scripts=frozenset(
                {f"{SHOP}/chat/checkChatRequestPermission", f"{SHOP}/manage/getCookieTip?position=webapp"}
            )
        ),
    ],
    "Dynamics 365 Omnichannel Live Chat": [
        Traces(  # Microsoft Web Chat lies within
            selectors=frozenset(
                {"#oc-lcw", "#oc-lcw-footer", "#oc-lcw-header", ".webchat__basic-transcript", ".webchat__surface"}
            )
        ),
        Traces(selectors=frozenset({"#oc-lcw", "#oc-lcw-chat-button"})),  # its script: before it is opened
    ],
    "GOFLY LIVE CHAT": [
        Traces(
            scripts=frozenset({f"{SHOP}/static/js/chat-widget.js", f"{SHOP}/livechat?user_id=agent"}),
            selectors=frozenset({"#chat-widget-iframe", 'iframe[src*="/livechat?user_id="]'}),
        ),
    ],
    "Inkeep": [Traces(globals=frozenset({"Inkeep.ChatButton", "Inkeep.EmbeddedChat"}))],
    "kefu.js": [
        Traces(
            globals=frozenset({"kefu.ui.chat.entry", "kefu.chat.sendButtonClick"}), selectors=frozenset({"#shuruType"})
        ),
    ],
    "Kore.ai": [
        Traces(
            globals=frozenset({"KoreChatSDK.chatWindow"}), selectors=frozenset({".kore-chat-window", ".kore-chat-body"})
        ),
    ],
    "Libredesk": [
        Traces(
            scripts=frozenset({f"{SHOP}/api/v1/widget/chat/settings/launcher?inbox_id=1"}),
            globals=frozenset({"initLibredesk", "LibredeskSettings"}),
            selectors=frozenset({'iframe[src*="/widget?inbox_id="]'}),
        ),
    ],
    "MaxKB": [
        Traces(scripts=frozenset({f"{SHOP}/chat/api/application/profile"}), globals=frozenset({"MaxKB.prefix"})),
        Traces(  # its embedding, by the script that its server gives out: not visited
            scripts=frozenset({f"{SHOP}/chat/api/embed?protocol=https&host=shop.example&token=1"}),
            selectors=frozenset({"#maxkb-chat-container"}),
        ),
    ],
    "Onyx": [Traces(scripts=frozenset({f"{SHOP}/w/onyx-widget.js"}), selectors=frozenset({"onyx-chat-widget"}))],
    "OpenTiny TinyRobot": [Traces(selectors=frozenset({".tr-container", ".tr-bubble", ".tr-bubble-list"}))],
    "TDesign 智能对话": [Traces(selectors=frozenset({"t-chatbot", "#__TDESIGN_ICON_STYLE__"}))],
    "Tock": [
        Traces(
            scripts=frozenset({f"{SHOP}/tock/tock-react-kit-standalone.umd.js"}),
            globals=frozenset({"TockReact.renderChat"}),
        ),
    ],
    "Typebot": [Traces(globals=frozenset({"Typebot.initBubble"}), selectors=frozenset({"typebot-bubble"}))],
    "Zammad": [
        Traces(globals=frozenset({"ZammadChat", "zammadChatTemplates"}), selectors=frozenset({".zammad-chat"})),
    ],
    "阿里 ChatUI": [Traces(selectors=frozenset({".ChatApp", ".Composer", ".MessageContainer"}))],
    "有道 QAnything": [
        Traces(scripts=frozenset({f"{SHOP}/qanything/assets/index.js", f"{SHOP}/api/local_doc_qa/get_bot_info"})),
    ],
}


@pytest.mark.parametrize(("title", "traces"), [(title, one) for title, seen in SEEN.items() for one in seen])
def test_a_verified_chat_is_told_by_its_page(title: str, traces: Traces) -> None:
    """No other vendor has as many signs on it."""
    assert [vendor.title for vendor in of(traces)] == [title]


def test_no_sign_stands_in_two_files() -> None:
    """One sign that two share would make either of them the other."""
    signs = Counter(
        sign
        for vendor in vendors()
        for sign in (*vendor.signature.scripts, *vendor.signature.globals, *vendor.signature.selectors)
    )
    assert [sign for sign, count in signs.items() if count > 1] == []


def test_an_address_of_the_page_alone_names_nobody() -> None:
    """A shop may have a path of that name: one of each vendor's paths, and nothing else, is no proof of it."""
    for vendor in vendors():
        for path in (one for one in vendor.signature.scripts if one.startswith("/")):
            assert of(Traces(scripts=frozenset({SHOP + path.replace("*", "a")}))) == [], path
