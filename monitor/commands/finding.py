"""``discover``, ``teach``, and ``doctor TARGET``: what is where in a chat or a form that nobody has described."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click

from monitor import chats, forms
from monitor.commands import form_parts
from monitor.commands.console import FOUND, USAGE, config_option, fail, harmless, json_option, out, print_json, told
from monitor.errors import SettingsError
from monitor.forms import Tried
from monitor.passing import WordsRefused
from monitor.seeking import chat_or_form
from monitor.settings.addresses import is_own_network
from monitor.settings.saving import form_text, profile_text, save_form, save_profile
from probes.form.looking import FormSeen
from probes.interface import Target
from probes.webchat.finding.discovery import PARTS, Discovery
from probes.webchat.finding.teaching import Teacher

control_option = click.option("--control", is_flag=True, help="A chat or form of your own; it may be on this machine.")
picture_option = click.option(
    "--picture", type=click.Path(path_type=Path, dir_okay=False),
    help="Where the picture with the named parts goes.  [default: chat.png or form.png]",
)  # fmt: skip
save_option = click.option("--save", is_flag=True, help="Put the profile below the target with this address.")
CONTROL = "of your own? Say --control, or mark its platform with control = true"
CHAT, FORM = Path("chat.png"), Path("form.png")


@click.command(short_help="Find the chat or the form on a page, and show what was found.")
@config_option
@click.argument("url")
@click.option("--say", default="", metavar="TEXT", help="Write TEXT into it, once; without it nothing is sent.")
@click.option("--form", "form_alone", is_flag=True, help="Show the contact form, also where there is a chat.")
@click.option("--save", is_flag=True, help="Put the profile, or a form's target, into the configuration.")
@picture_option
@control_option
@json_option
@told
def discover(
    config: Path, url: str, say: str, form_alone: bool, save: bool, picture: Path | None, control: bool, as_json: bool
) -> None:  # fmt: skip
    """Open URL, find its chat, and show launcher, frame, form, input, way to send, transcript and messages.

    Where there is no chat, or with --form: the contact form, what leads to it, and what each field was taken for.

    Sends nothing unless told --say TEXT, and that to a control alone. A form before the chat is filled with the persona
    of the configuration; a contact form is not.
    """
    _web_address(url)
    _can_save(config, save)
    target = forms.targeted(config, url, control=control)
    _allow(config, target, say)
    _reachable(target)
    seen = asyncio.run(forms.shown(config, target, text=say, entries=form_alone))
    if not form_alone:
        stands = seen.whole
        look = partial(chats.discovered, config, url, say=say, control=control, beside_form=stands)
        with _within_guards():
            if stands:
                chat = asyncio.run(look())
            else:
                led = partial(forms.shown, config, target, text=say, brief=True)
                chat, led_to = asyncio.run(chat_or_form(look, led))
                seen = led_to or seen
        if chat.door != "not found" or (seen.button is None and seen.door == "not found"):
            _tell_chat(config, chat, picture or CHAT, beside=stands, save=save, as_json=as_json)
            return
    found = _tell_form(config, target, seen, say=say, picture=picture or FORM, as_json=as_json)
    if seen.missing or (found and found.at is None):
        raise SystemExit(FOUND)
    if save:
        _put_in(config, target, as_json=as_json)


@click.command(short_help="Point at the parts of a chat in a browser; get a profile.")
@config_option
@click.argument("url")
@save_option
@control_option
@told
def teach(config: Path, url: str, save: bool, control: bool) -> None:
    """Open URL in a browser window and ask for launcher, input, send button and one message of theirs."""
    _web_address(url)
    _can_save(config, save)
    _reachable(forms.targeted(config, url, control=control))
    teacher = click.get_current_context().find_object(Teacher)  # tests bring one; a person points at a screen
    if teacher is None and sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        fail("there is no screen on which a browser window could open", "run it at a desktop, or over `ssh -X`", USAGE)
    profile = asyncio.run(chats.taught(config, url, control=control, teacher=teacher))
    out.print(profile_text(profile), markup=False)
    if "agent" not in profile:
        out.print("no `agent`: nothing that was pointed at says whose it is; lines are told by their build")
    if save:
        save_profile(config, url, profile)
        out.print(f"saved in {harmless(str(config))}")


def examine(config: Path, target: str, picture: Path | None, *, say: str, as_json: bool) -> None:
    """Print a chat's profile or a form part by part; exit code 1 names the first that broke."""
    if form := forms.target_of(config, target):
        _examine_form(config, form, picture or FORM, say=say, as_json=as_json)
        return
    with _within_guards():
        found = asyncio.run(chats.examined(config, target, say=say))
    origin = chats.origin(config, target)
    if as_json:
        known = {"vendor": found.vendor, "verified": found.verified, "profile": origin}
        told = {"target": target, "door": found.door, "missing": found.missing, "parts": dict(found.parts)}
        print_json(told | known)
    else:
        out.print(f"vendor: {harmless(_vendor(found))}")
        out.print(f"profile: {origin}")
        _print_parts(found)
        if not say:
            out.print("nothing was said: way to send and own message were not tried (--say TEXT)", style="dim")
    _keep(found.picture, picture or CHAT, quiet=as_json)
    if found.missing:
        fail(found.missing, "look at the picture; `silence discover` or `silence teach` makes a new profile", FOUND)


def _examine_form(config: Path, target: Target, picture: Path, *, say: str, as_json: bool) -> None:
    """Page, entry, form, fields, button, then the mail account to which the answers come."""
    _allow(config, target, say)
    seen = asyncio.run(forms.shown(config, target, text=say))
    fault = asyncio.run(forms.mailbox_fault(config, target))
    found = _tell_form(config, target, seen, say="" if fault else say, picture=picture, as_json=as_json, mail=fault)
    if seen.missing:
        fail(f"{seen.broken}: {seen.missing}", f"look at the picture: {picture}", FOUND)
    if fault:
        fail(f"mail account: {fault}", "`silence doctor` tries every account", FOUND)
    if found and found.at is None:
        raise SystemExit(FOUND)


def _tell_form(
    config: Path, target: Target, seen: FormSeen, *, say: str, picture: Path, as_json: bool, mail: str | None = None
) -> Tried | None:  # fmt: skip
    """Print the form's parts, keep the picture, then send if that was said; ``mail``: the account was tried."""
    _keep(seen.picture, picture, quiet=True)
    if not as_json:
        form_parts.show(seen)
        if mail is not None:
            out.print(f"{'mail account':15} {harmless(mail) or 'answers'}")
        elif not seen.missing:
            out.print(form_text(target.address, target.account), markup=False)
        if seen.picture:
            out.print(f"picture: {harmless(str(picture))}")
    found = _try(config, target, say, picture) if say and not seen.missing else None
    if as_json:
        print_json(form_parts.as_data(seen, found) | ({} if mail is None else {"mail": mail}))
    elif found:
        form_parts.show_tried(found)
    return found


def _allow(config: Path, target: Target, say: str) -> None:
    """Refuse what may not be said before anything is opened."""
    if say:
        with _within_guards():
            forms.allow_words(config, target)


@contextmanager
def _within_guards() -> Iterator[None]:
    try:
        yield
    except WordsRefused as refused:
        fail(str(refused), refused.hint, USAGE)


def _try(config: Path, target: Target, say: str, picture: Path) -> Tried:
    with _within_guards():
        found = asyncio.run(forms.tried(config, target, say))
    _keep(found.picture, picture.with_stem(f"{picture.stem}-after"), quiet=True)
    return found


def _put_in(config: Path, target: Target, *, as_json: bool) -> None:
    save_form(config, target.address, target.account)
    if not as_json:
        out.print(f"saved in {harmless(str(config))}")


def _tell_chat(config: Path, found: Discovery, picture: Path, *, beside: bool, save: bool, as_json: bool) -> None:
    _show(found, picture, beside=beside, as_json=as_json)
    if found.profile is None:
        raise SystemExit(FOUND)
    if save:
        save_profile(config, found.address, found.profile)
        out.print(f"saved in {harmless(str(config))}")


def _show(found: Discovery, picture: Path, *, beside: bool, as_json: bool) -> None:
    if as_json:
        print_json(
            {"kind": "chat", "form": beside, "address": found.address, "seconds": found.seconds, "door": found.door}
            | {"vendor": found.vendor, "verified": found.verified}
            | {"missing": found.missing, "parts": dict(found.parts), "profile": found.profile, "said": found.said}
        )
    else:
        out.print(f"vendor: {harmless(_vendor(found))}")
        _print_parts(found)
        for speaker, text in found.said:
            out.print(f"  {speaker}: {harmless(' '.join(text.split()))}")
        if found.profile is not None:
            out.print(profile_text(found.profile), markup=False)
        if found.missing:
            out.print(f"[red]{harmless(found.missing)}[/red]")
        if beside:
            out.print("the page has a contact form too: --form shows it")
        elif found.door == "not found":
            out.print("no contact form was found either")
    _keep(found.picture, picture, quiet=as_json)


def _vendor(found: Discovery) -> str:
    if not found.vendor:
        return "not recognised; found by structure"
    return f"{found.vendor} ({'verified ' + found.verified if found.verified else 'unverified: a hint only'})"


def _print_parts(found: Discovery) -> None:
    out.print(f"door: {harmless(found.door)}, after {found.seconds:.1f} s")
    for name in PARTS:
        where = found.parts.get(name)
        out.print(f"{name:15} {'[green]found[/green]' if where is not None else '[dim]not seen[/dim]'}", end="")
        out.print(f"  {harmless(where)}" if where else "")


def _keep(taken: bytes, picture: Path, *, quiet: bool) -> None:
    if taken:
        picture.write_bytes(taken)
        if not quiet:
            out.print(f"picture: {harmless(str(picture))}")


def _reachable(target: Target) -> None:
    """A private address that no control has would only be refused by every visit."""
    if not target.control and is_own_network(urlsplit(target.address).hostname or ""):
        fail(f"{target.address} is no public address; only controls may be private", CONTROL, USAGE)


def _can_save(config: Path, save: bool) -> None:
    """Said before anything is opened, sent or pointed at."""
    if save and not config.is_file():
        raise SettingsError([(str(config), "there is no such file to save in", "write one with: silence init")])


def _web_address(url: str) -> None:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        fail(f"{url!r} is no http(s) address", "write it with https:// in front", USAGE)
