"""``discover``, ``teach``, and ``doctor TARGET``: what is where in a chat that nobody has described."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import click

from monitor import chats
from monitor.commands.console import FOUND, USAGE, config_option, fail, harmless, json_option, out, print_json, told
from monitor.settings.saving import profile_text, save_profile
from probes.webchat.finding.discovery import PARTS, Discovery
from probes.webchat.finding.teaching import Teacher

control_option = click.option("--control", is_flag=True, help="A chat of your own; it may be on this machine.")
picture_option = click.option(
    "--picture", type=click.Path(path_type=Path, dir_okay=False), default=Path("chat.png"), show_default=True,
    help="Where the picture with the named parts goes.",
)  # fmt: skip
save_option = click.option("--save", is_flag=True, help="Put the profile below the target with this address.")


@click.command(short_help="Find the chat on a page, and show what was found.")
@config_option
@click.argument("url")
@click.option("--say", default="", metavar="TEXT", help="Write TEXT into the chat; without it nothing is sent.")
@save_option
@picture_option
@control_option
@json_option
@told
def discover(
    config: Path, url: str, say: str, save: bool, picture: Path, control: bool, as_json: bool
) -> None:  # fmt: skip
    """Open URL, find its chat, and show launcher, frame, form, input, way to send, transcript and messages.

    Sends nothing unless told --say TEXT. A form before the chat is filled with the persona of the configuration.
    """
    _web_address(url)
    found = asyncio.run(chats.discovered(config, url, say=say, control=control))
    _show(found, picture, as_json=as_json)
    if found.profile is None:
        raise SystemExit(FOUND)
    if save:
        save_profile(config, url, found.profile)
        out.print(f"saved in {harmless(str(config))}")


@click.command(short_help="Point at the parts of a chat in a browser; get a profile.")
@config_option
@click.argument("url")
@save_option
@control_option
@told
def teach(config: Path, url: str, save: bool, control: bool) -> None:
    """Open URL in a browser window and ask for launcher, input, send button and one message of theirs."""
    _web_address(url)
    teacher = click.get_current_context().find_object(Teacher)  # tests bring one; a person points at a screen
    profile = asyncio.run(chats.taught(config, url, control=control, teacher=teacher))
    out.print(profile_text(profile), markup=False)
    if save:
        save_profile(config, url, profile)
        out.print(f"saved in {harmless(str(config))}")


def examine(config: Path, target: str, picture: Path, *, say: str, as_json: bool) -> None:
    """Print a target's profile part by part; exit code 1 names the first that broke."""
    found = asyncio.run(chats.examined(config, target, say=say))
    if as_json:
        print_json({"target": target, "door": found.door, "missing": found.missing, "parts": dict(found.parts)})
    else:
        _print_parts(found)
        if not say:
            out.print("nothing was said, so our own message was not tried (--say TEXT)", style="dim")
    _keep(found, picture, quiet=as_json)
    if found.missing:
        fail(found.missing, "look at the picture; `silence discover` or `silence teach` makes a new profile", FOUND)


def _show(found: Discovery, picture: Path, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {"address": found.address, "vendor": found.vendor, "verified": found.verified, "door": found.door}
            | {"seconds": found.seconds}
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
    _keep(found, picture, quiet=as_json)


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


def _keep(found: Discovery, picture: Path, *, quiet: bool) -> None:
    if found.picture:
        picture.write_bytes(found.picture)
        if not quiet:
            out.print(f"picture: {harmless(str(picture))}")


def _web_address(url: str) -> None:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        fail(f"{url!r} is no http(s) address", "write it with https:// in front", USAGE)
