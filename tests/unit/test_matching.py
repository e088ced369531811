"""Which inquiry a mail belongs to: signs in their order, knowledge that is learned, and guesses that stay guesses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.mailfacts import MailFacts, ticket_in
from probes.matching import (
    Asked,
    Match,
    Matcher,
    inquiry_in,
    message_id,
    nonce_for,
    nonces_in,
    same_house,
    tag_of,
    tagged,
)

ADDRESS = "probe@study.test"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20)


def mail(
    *,
    to: str = ADDRESS,
    subject: str = "hello",
    refers: tuple[str, ...] = (),
    own_id: str = "",
    sender: str = "a@shop.test",
    text: str = "",
    original: str = "",
    returned: tuple[str, ...] = (),
) -> MailFacts:
    marks = {"ticket": ticket_in(subject)} if ticket_in(subject) else {}
    return MailFacts(
        message_id=own_id,
        references=refers,
        original_ids=returned,
        original_subject=original,
        sender=sender,
        recipients=(to,),
        subject=subject,
        claimed_at=None,
        text=text,
        marks=marks,
    )


def matcher(*inquiries: str, separator: str = "+") -> Matcher:
    known = Matcher(address=ADDRESS, separator=separator)
    for number, inquiry in enumerate(inquiries):
        known.add(
            Asked(
                inquiry=inquiry,
                subject="Refund policy",
                platform=f"shop{number}",
                domain="shop.test",
                asked_at=NOON + timedelta(hours=number),
            )
        )
    return known


@given(IDS)
def test_nonce_is_found_again(inquiry: str) -> None:
    """An id's nonce is always the same, and is found in any surroundings and in any case."""
    nonce = nonce_for(inquiry)
    assert nonces_in(f"回复：退款[{nonce}]谢谢 {nonce.lower()}") == (nonce,)


@given(IDS, st.integers(1, 7), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_nonce_checks_itself(inquiry: str, place: int, letter: str) -> None:
    """A single letter misread makes it no nonce at all."""
    nonce = nonce_for(inquiry)
    misread = nonce[:place] + letter + nonce[place + 1 :]
    assert nonces_in(misread) == ((nonce,) if misread == nonce else ())


@given(IDS, st.integers(0, 9))
def test_our_message_ids_tell_their_inquiry(inquiry: str, number: int) -> None:
    """A reference to our mail needs no memory; a foreign id of the same look is none of ours."""
    assert inquiry_in(message_id(inquiry, number, ADDRESS)) == inquiry
    assert inquiry_in(f"<{inquiry}.qqqqqqqq.0@study.test>") == ""


@given(IDS, st.sampled_from(["+", "-", "="]))
def test_tag_is_found_again(inquiry: str, separator: str) -> None:
    """What the address says, the recipient list gives back."""
    assert tag_of([tagged(ADDRESS, inquiry, separator).upper()], ADDRESS, separator) == inquiry


@given(IDS.filter(lambda inquiry: inquiry != "probe"))
def test_tag_of_a_catch_all_domain(inquiry: str) -> None:
    """With an empty separator the whole local part is the tag, and our own bare address is none."""
    assert tagged(ADDRESS, inquiry, "") == f"{inquiry}@study.test"
    assert tag_of([ADDRESS, f"{inquiry}@study.test"], ADDRESS, "") == inquiry


@pytest.mark.parametrize(
    "recipient",
    ["probe@study.test", "other+x1@study.test", "probe+x1@elsewhere.test", "probe+@study.test", "probe+a-b@study.test"],
)
def test_addresses_without_a_tag_of_ours(recipient: str) -> None:
    """Somebody else's tag is not ours."""
    assert tag_of([recipient], ADDRESS, "+") == ""


def test_a_catch_all_domain_takes_no_other_name_for_a_tag() -> None:
    """A mail to info@ waits in the pen; a tag that was asked before a restart is known by its length."""
    known = matcher("asked1", separator="")
    assert known.match(mail(to="info@study.test")) is None
    assert known.match(mail(to="asked1@study.test")) == Match(inquiry="asked1", how="tag")
    assert known.match(mail(to="abcdefgh2345@study.test")) == Match(inquiry="abcdefgh2345", how="tag")


def test_signs_in_order() -> None:
    """Tag before nonce, nonce before ticket, ticket before references."""
    known = matcher("tag1", "nonce1", "ticket1", "ref1")
    known.learn(mail(subject="[s #1] x"), Match(inquiry="ticket1", how="tag"))
    refers = (message_id("ref1", 0, ADDRESS),)
    subject = f"[s #1] x {nonce_for('nonce1')}"
    to = tagged(ADDRESS, "tag1", "+")
    assert known.match(mail(to=to, subject=subject, refers=refers)) == Match(inquiry="tag1", how="tag")
    assert known.match(mail(subject=subject, refers=refers)) == Match(inquiry="nonce1", how="nonce")
    assert known.match(mail(subject="[s #1] x", refers=refers)) == Match(inquiry="ticket1", how="ticket")
    assert known.match(mail(refers=refers)) == Match(inquiry="ref1", how="reference")
    assert known.match(mail()) is None


def test_tag_and_reference_need_no_memory() -> None:
    """After a restart, before anything is known, tag and reference still lead home; a nonce waits to be known."""
    empty = matcher()
    assert empty.match(mail(to=tagged(ADDRESS, "x1", "+"))) == Match(inquiry="x1", how="tag")
    assert empty.match(mail(refers=(message_id("x1", 0, ADDRESS),))) == Match(inquiry="x1", how="reference")
    stranger = mail(subject=nonce_for("x1"))
    assert empty.match(stranger) is None
    assert empty.names_a_stranger(stranger)
    assert not matcher("x1").names_a_stranger(stranger)


def test_returned_mail() -> None:
    """A report that reached only our bare address is known by what it returns."""
    known = matcher("x1")
    assert known.match(mail(sender="", returned=(message_id("x1", 0, ADDRESS),))) == Match(
        inquiry="x1", how="reference"
    )
    assert known.match(mail(sender="", original=f"Refunds [{nonce_for('x1')}]")) == Match(inquiry="x1", how="nonce")


def test_ticket_belongs_to_its_desk() -> None:
    """The same number at another domain is another ticket."""
    known = matcher("x1")
    assert known.learn(mail(subject="[#7] x"), Match(inquiry="x1", how="tag"))
    assert known.match(mail(subject="Re: [#7] x")) == Match(inquiry="x1", how="ticket")
    assert known.match(mail(subject="Re: [#7] x", sender="a@other.test")) is None


def test_what_names_two_names_none() -> None:
    """A ticket number, thread or subject that stands for two inquiries decides nothing."""
    known = matcher("x1", "x2")
    for inquiry in ("x1", "x2"):
        known.learn(mail(subject="[#7] x", refers=("<t@shop.test>",)), Match(inquiry=inquiry, how="tag"))
    assert known.match(mail(subject="[#7] x")) is None
    assert known.match(mail(refers=("<t@shop.test>",))) is None
    assert known.match(mail(subject=f"{nonce_for('x1')} {nonce_for('x2')}")) is None
    assert known.match(mail(text=f"{nonce_for('x1')} {nonce_for('x2')}")) is None


def test_ambiguous_sign_leaves_the_word_to_the_next() -> None:
    """Where one sign names two, a weaker one may still name one."""
    known = matcher("x1", "x2")
    refers = (message_id("x2", 0, ADDRESS),)
    assert known.match(mail(subject=f"{nonce_for('x1')} {nonce_for('x2')}", refers=refers)) == Match(
        inquiry="x2", how="reference"
    )


def test_guess_prefers_the_house_that_was_asked() -> None:
    """The sender's domain weighs most; then the subject, then the time."""
    known = matcher("x1", "x2")
    later = NOON + timedelta(hours=2)
    score, likely = known.candidate(mail(subject="Refund policy", sender="a@mail.shop.test"), later)
    assert likely is not None
    assert likely.inquiry == "x2"
    stranger, _ = known.candidate(mail(subject="Buy now", sender="a@elsewhere.test"), later)
    assert 0 <= stranger < 0.5 < score <= 1
    assert known.candidate(mail(), NOON - timedelta(hours=1)) == (0.0, None)


def test_forgetting() -> None:
    """What was asked long ago no longer claims tickets, threads or nonces."""
    known = matcher("x1", "x2")
    known.learn(mail(subject="[#7] x"), Match(inquiry="x1", how="tag"))
    known.forget(NOON + timedelta(minutes=1))
    assert known.match(mail(subject="[#7] x")) is None
    assert known.match(mail(subject=nonce_for("x1"))) is None
    assert known.match(mail(subject=nonce_for("x2"))) == Match(inquiry="x2", how="nonce")


def test_our_own_mail() -> None:
    """A copy of what we sent is no answer; what somebody else sends is, whatever id it bears."""
    known, ours = matcher("x1"), message_id("x1", 0, ADDRESS)
    assert known.is_own(mail(own_id=ours, sender=tagged(ADDRESS, "x1", "+")))
    assert known.is_own(mail(own_id=ours, sender=ADDRESS))
    assert not known.is_own(mail(own_id=ours, sender="a@shop.test"))
    assert not known.is_own(mail(own_id="<1@shop.test>", sender=ADDRESS))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("shop.test", "shop.test", True),
        ("mail.shop.test", "shop.test", True),
        ("Shop.test", "desk.shop.test", True),
        ("workshop.test", "shop.test", False),
        ("", "shop.test", False),
        ("", "", False),
    ],
)
def test_same_house(one: str, other: str, same: bool) -> None:
    """A domain and what lies under it are one house; a common ending is not."""
    assert same_house(one, other) is same
