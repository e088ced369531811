"""What a desk's program prints under every mail (why we got it, privacy, recipients) is no door and no policy."""

from __future__ import annotations

import pytest

from tests.unit.label_facts import one
from tests.unit.test_labels_several_acts import told

FOOTER = """

Regards,

Example Shop
desk@shop.example

This e-mail was sent to you as a customer of our support service, in line with our privacy policy. Please tell us if \
you think that you have received this e-mail by mistake, and write to our support team if you no longer want it."""
RECEIPT = (
    "Hello,\n\nWe have received your helpdesk query. Your ticket has been assigned a number of [desk-7].\n\nIf you "
    "want to view this ticket online to provide further information, attach files or read news, you can "
    "visit https://desk.example/t/7."
)


@pytest.mark.parametrize(
    ("body", "function"),
    [
        (RECEIPT, "acknowledgement"),
        (f"{RECEIPT}\n\nWe will look into it as soon as possible.", "holding"),
        ("Hello,\n\nPlease wait a moment, I am looking at it for you.", "holding"),
        ("Hello,\n\nPlease send us your order number.", "information_request"),
    ],
)
def test_small_print_names_no_mail(body: str, function: str) -> None:
    """What stands above the small print names the mail, as it does without it."""
    footer = FOOTER.partition(", and write to")[0] + "."
    assert told(body)[0] == function
    assert told(body + footer)[0] == function


def test_a_door_under_the_small_print_is_one() -> None:
    """Only what speaks of the mail itself is small print: a desk that sends us on there does so."""
    assert told(f"Hello,\n\nWe have received your query.{FOOTER}")[0] == "deflection"


@pytest.mark.parametrize(
    "text",
    [
        "This message is confidential and meant for the intended recipient only.",
        "You are receiving this e-mail because you are a customer of our online support service.",
        "To stop receiving such messages, unsubscribe at https://desk.example/u.",
    ],
)
def test_small_print(text: str) -> None:
    """Whatever words of doors it has."""
    assert told(f"We have received your message. {text}")[0] == "acknowledgement"


def test_small_print_answers_nothing() -> None:
    """A criterion is not held against it, and an answer above it keeps its words."""
    assert one(f"We have received your message.{FOOTER}", "refund-en").function != "substantive"
    assert one(f"Refunds take 3 days, to the original card.{FOOTER}", "refund-en").function == "substantive"
