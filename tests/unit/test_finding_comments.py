"""By which words a place where readers write in public is told; a chat's own words tell none."""

from __future__ import annotations

import pytest

from probes.webchat.finding import words


@pytest.mark.parametrize(
    ("heading", "public"),
    [
        ("Leave a comment", True),
        ("Leave a Reply", True),
        ("3 Comments", True),
        ("Comments (12)", True),
        ("No comments yet", True),
        ("Customer reviews", True),
        ("Write a review of this tea", True),
        ("Join the discussion", True),
        ("Sign our guestbook", True),
        ("发表评论", True),
        ("全部评论（3）", True),
        ("共 12 条评论", True),
        ("商品评价", True),
        ("Deja un comentario", True),
        ("Questions or comments? Write to us and we will answer.", False),
        ("Write a reply", False),
        ("Messages", False),
        ("在线咨询", False),
        ("满意度评价已收到，谢谢", False),
    ],
)
def test_a_heading_over_readers_words(heading: str, public: bool) -> None:
    assert words.has("comment", "headings", heading) == public


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ("Post comment", True),
        ("Comment", True),
        ("Submit review", True),
        ("Post reply", True),
        ("发表评论", True),
        ("发表回复", True),
        ("Send", False),
        ("Post", False),
        ("发表", False),
        ("Submit", False),
        ("Reply", False),
        ("提交", False),
        ("评价", False),
        ("回复", False),
    ],
)
def test_a_button_that_publishes(said: str, public: bool) -> None:
    assert words.has("comment", "buttons", said) == public


@pytest.mark.parametrize(
    ("home", "public"),
    [
        ("comment-form", True),
        ("comments", True),
        ("comment Box", True),
        ("post-comments area", True),
        ("wp-comments-post.php", True),
        ("guestbook", True),
        ("review-form", True),
        ("no-comments", False),
        ("chat-input message-box", False),
        ("recommendations", False),
        ("preview-panel", False),
    ],
)
def test_what_its_makers_call_it(home: str, public: bool) -> None:
    assert words.has("comment", "marks", home) == public
