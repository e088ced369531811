"""What a choice would claim about us: a title, an age, a mark out of five, how we can be reached."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.form.meaning import candidates, contact_form, meaning_of
from probes.form.plan import Entry, Unfit, Words, best, plan
from probes.form.survey import Button, Field, Form, Option, Survey

OURS = Words(name="Support Study", address="probe+x1@study.test", subject="Refunds", nonce="QABC", text="How?")


def field(label: str, tag: str = "input", **facts: object) -> Field:
    return Field(number=0, tag=tag, label=label, **facts)  # type: ignore[arg-type]


def planned(*more: Field) -> Sequence[Entry] | Unfit:
    fields = (field("E-mail"), field("Message", "textarea"), *more)
    survey = Survey(fields=fields, buttons=(Button(number=9, text="Send"),), forms=(Form(number=0),))
    form = contact_form(survey)
    assert form is not None
    return plan(form, survey.forms[0], OURS)


def chosen(label: str, *texts: str, required: str = "attribute", first: str = "Choose") -> str | None:
    """What is chosen of a list; None for nothing, "unfit" where nothing true can be."""
    offered = (Option(text=first, value="" if first == "Choose" else first, selected=True),)
    options = (*offered, *(Option(text=text, value=text) for text in texts))
    entries = planned(field(label, "select", options=options, required=required))
    if isinstance(entries, Unfit):
        return "unfit"
    return next((entry.value for entry in entries if entry.act == "choose"), None)


def ticked(group: str, *labels: str, required: str = "attribute", **facts: object) -> str | None:
    """Which box of a set is ticked; None for none, "unfit" where none is surely true."""
    kind = str(facts.pop("type", "radio"))
    boxes = [field(text, type=kind, name="q", group=group, required=required) for text in labels]
    entries = planned(*boxes)
    if isinstance(entries, Unfit):
        return "unfit"
    return next((entry.field.label for entry in entries if entry.act == "tick"), None)


def test_a_title_and_a_sex_are_nobody_s_to_choose() -> None:
    """The study is neither Mr nor Ms; what is not asked for stays open."""
    assert chosen("Title", "Mr", "Ms", "Dr.", required="") is None
    assert chosen("Title", "Mr", "Ms") == "unfit"
    assert chosen("Salutation", "Mr", "Ms", "Prefer not to say") == "Prefer not to say"
    assert ticked("称谓", "先生", "女士") == "unfit"
    assert ticked("Gender", "Male", "Female", required="") is None


def test_a_mark_is_not_given() -> None:
    """Nobody has served us yet: no stars, neither as a list nor as buttons."""
    assert chosen("How satisfied are you?", "Very", "Hardly") == "unfit"
    assert ticked("Your rating", "1", "2", "3") == "unfit"
    assert ticked("满意度", "满意", "不满意", required="") is None


def test_we_are_reached_by_mail() -> None:
    """Of several ways of answering the one by mail is ours, wherever it stands."""
    assert chosen("Preferred contact method", "Phone", "Email", "SMS", required="") is None
    assert chosen("Preferred contact method", "Phone", "Email", "SMS") == "Email"
    assert ticked("How should we answer?", "Telephone", "By e-mail") == "By e-mail"
    assert ticked("回复方式", "电话", "邮件") == "邮件"
    assert ticked("Preferred contact method", "Phone", "WhatsApp") == "unfit"


def test_yes_and_no_are_said_of_ourselves() -> None:
    """Nobody knows what a yes to an unknown question says; agreeing to the form's own terms is ours."""
    assert ticked("Are you a reseller?", "Yes", "No") == "unfit"
    assert chosen("是否为会员", "是", "否") == "unfit"
    assert ticked("Are you an existing customer?", "Yes", "No") == "No"
    assert ticked("I agree to the privacy policy", "Yes", "No") == "Yes"


def test_a_language_is_that_of_the_question() -> None:
    assert chosen("Language", "Deutsch", "English", "中文") == "English"
    assert chosen("Language", "Deutsch", "Français") == "unfit"


def test_a_list_about_something_unknown_stays_as_it_is() -> None:
    """No word tells what it asks: only if it must be chosen from, and then only what is true of anybody."""
    assert chosen("Browser", "Chrome", "Firefox", required="") is None
    assert chosen("Browser", "Chrome", "Firefox") == "unfit"
    assert chosen("Browser", "Chrome", "Other") == "Other"
    assert chosen("Regarding", "Orders", "Returns") == "Orders"
    assert chosen("", "Billing", "Support") == "Support"


def test_what_stands_in_a_list_of_claims_is_sent_with_it() -> None:
    """A list of countries that stands at its first says where we are: an open entry or "other" is taken, or none."""
    assert chosen("Country", "Norway", required="", first="Chad") == "unfit"
    assert chosen("Country", "Norway", "Other", required="", first="Chad") == "Other"
    assert chosen("Title", "Ms", required="", first="Mr") == "unfit"
    assert chosen("Priority", "High", required="", first="Low") is None


def test_boxes_of_which_one_must_be_ticked() -> None:
    """A set of boxes says what it is about, as round buttons do: the general one."""
    assert ticked("What is it about?", "Orders", "Something else", required="mark", type="checkbox") == "Something else"
    assert ticked("What is it about?", "Orders", "Something else", required="", type="checkbox") is None


SUMS = ["What is 3 plus 4?", "3 + 4", "Solve: 7 - 2", "请计算 3 加 5", "3 + five =", "Sum of 3 and 4", "10乘以2等于几"]
SUMS += ["Security question", "Type the characters you see", "Enter the text in the image", "安全问题", "效验码"]


@pytest.mark.parametrize("label", SUMS)
def test_a_sum_keeps_robots_out(label: str) -> None:
    assert meaning_of(field(label)) == "code"


NAMES = [
    ("First", "first_name"), ("Last *", "last_name"), ("Subject", "subject"), ("Stars", "rating"),
    ("Requester", "name"),
    ("First and last name", "name"), ("Name & Surname", "name"), ("First name", "first_name"), ("投诉人", "name"),
    ("Contact person", "name"), ("Reply-to address", "email"), ("Mail", "email"), ("Mailing address", "place"),
    ("Contact *", "contact"), ("How to reach you", "contact"), ("Reason", "category"), ("所属栏目", "category"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "meaning"), NAMES)
def test_short_labels(label: str, meaning: str) -> None:
    assert meaning_of(field(label)) == meaning


def test_a_long_field_for_the_subject() -> None:
    """Beside the message a long field that is called the subject is the subject."""
    entries = planned(field("Subject", "textarea"))
    assert not isinstance(entries, Unfit)
    assert [entry.value for entry in entries] == [OURS.address, "How?", "Refunds [QABC]"]


def test_ways_of_answering_in_a_drawn_list() -> None:
    assert best(["Phone", "Email"]) == 1
    assert best(["Mr", "Ms"]) is None
    assert best(["1", "2", "3"]) is None
    assert best(["中文", "English"]) == 0


def test_preview_where_nothing_else_leads_on() -> None:
    """A form that only offers to be looked at once more is sent from there; beside a button that sends it never is."""
    asked = (field("E-mail"), field("Message", "textarea"))
    only = Survey(fields=asked, buttons=(Button(number=9, text="Preview"),), forms=(Form(number=0),))
    assert (candidates(only)[0].send, candidates(only)[0].onward) == (None, only.buttons[0])


def test_other_alone_is_no_title() -> None:
    assert chosen("Topic", "Other") == "Other"
    assert chosen("Title", "Mr", "Other", required="") is None


def test_long_fields_for_all_that_is_asked() -> None:
    """Where every field is drawn as a long one, its name says what it is."""
    survey = Survey(
        fields=tuple(field(text, "textarea") for text in ("Your name", "E-mail", "Message")),
        buttons=(Button(number=9, text="Send"),), forms=(Form(number=0),),
    )  # fmt: skip
    form = contact_form(survey)
    assert form is not None
    entries = plan(form, None, OURS)
    assert not isinstance(entries, Unfit)
    assert [entry.value for entry in entries] == ["Support Study", OURS.address, "How?"]


def test_a_button_that_cannot_send_yet_leads_on() -> None:
    """Before the message is asked for, a button of any words leads to the next step; one that says "send" sends."""
    asked = (field("Name"), field("E-mail"))
    for text, leads in (("Go on", True), ("Send", False)):
        button = Button(number=9, text=text, submits=True)
        survey = Survey(fields=asked, buttons=(button,), forms=(Form(number=0, heading="Contact us"),))
        assert (candidates(survey)[0].onward == button) == leads


def test_a_dialog_that_is_closed_with_ok() -> None:
    """Where no word says that it sends, what closes a whole form does; one of several unknown ones is not tried."""
    asked = (field("E-mail"), field("Message", "textarea"))
    for texts, expected in ((("Cancel", "OK"), "OK"), (("×", "Ask us"), "Ask us"), (("Bold", "Quote"), None)):
        buttons = tuple(Button(number=n, text=text) for n, text in enumerate(texts))
        send = candidates(Survey(fields=asked, buttons=buttons, forms=(Form(number=0),)))[0].send
        assert (send.text if send else None) == expected


def test_a_title_that_stands_already() -> None:
    """A set of buttons without a name that stands at "Mr" would say so of us."""
    boxes = [field(text, type="radio", name="q", checked=not n) for n, text in enumerate(("先生", "女士"))]
    assert isinstance(planned(*boxes), Unfit)


def test_a_newsletter_that_is_ticked_already() -> None:
    """A tick of somebody else's would order it in our name."""
    entries = planned(field("Subscribe me to the newsletter", type="checkbox", checked=True))
    assert not isinstance(entries, Unfit)
    assert [entry.act for entry in entries] == ["write", "write", "untick"]


def test_a_button_of_no_form_submits_nothing() -> None:
    """Where the fields stand in no form element a button of unknown words is one of many on the page."""
    buttons = tuple(Button(number=n, text=text, submits=True) for n, text in enumerate(("Use our API", "Settings")))
    asked = (field("E-mail"), field("Message", "textarea"))
    for native, expected in ((True, "Settings"), (False, None)):
        send = candidates(Survey(fields=asked, buttons=buttons, forms=(Form(number=0, native=native),)))[0].send
        assert (send.text if send else None) == expected


def test_a_name_in_brackets_is_read_without_its_holder() -> None:
    """ "issue[...]" says of no list that it asks what the message is about: nobody is assigned by us."""
    people = (Option(text="", selected=True), Option(text="Ann Lee", value="7"))
    assert planned(field("Assignee", "select", options=people, name="issue[assigned_to_id]"))[2:] == []
    assert meaning_of(field("", "select", options=people, name="issue[category_id]")) == "category"
    assert meaning_of(field("", name="fields[email][value]")) == "email"


def test_we_report_no_bug() -> None:
    """Of a tracker's kinds support is taken where it stands at a bug; where nothing fits, what reports least."""
    assert chosen("Tracker", "Feature", "Support", first="Bug") == "Support"
    assert chosen("Tracker", "Feature", first="Bug") is None
    assert best(["urgent", "bug", "feature request", "task"]) == 3


def test_a_subject_of_letters_alone() -> None:
    """A field that takes only letters gets our subject without the sign that it would not take."""
    kinds = {
        "[a-zA-Z]+": "Refunds",
        "[a-zA-Z0-9 ]+": "Refunds QABC",
        r"[\p{L} ]+": "Refunds [QABC]",
        "": "Refunds [QABC]",
    }
    for pattern, written in kinds.items():
        entries = planned(field("Subject", pattern=pattern))
        assert not isinstance(entries, Unfit)
        assert [entry.value for entry in entries if entry.field.label == "Subject"] == [written]


def test_a_name_beside_a_last_name() -> None:
    """ "Name" and "Last" are the halves of one name, which is not written twice."""
    entries = planned(field("Name"), field("Last"))
    assert not isinstance(entries, Unfit)
    assert [entry.value for entry in entries if "@" not in entry.value][1:] == ["Support", "Study"]


def test_a_topic_to_be_written() -> None:
    """What the message is about is our subject where it is written, and no claim where it names a department."""
    entries = planned(field("Topic", required="mark"))
    assert not isinstance(entries, Unfit)
    assert [entry.value for entry in entries if entry.field.label == "Topic"] == ["Refunds [QABC]"]
    both = planned(field("Topic"), field("Subject"))
    assert not isinstance(both, Unfit)
    assert [entry.field.label for entry in both][2:] == ["Subject"]
    assert isinstance(planned(field("Department", required="mark")), Unfit)
