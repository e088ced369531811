"""The commands by name, each loaded when it is called: ``silence --help`` need not load what a daemon needs.

After click's documentation, "Lazily Loading Subcommands".
"""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "init": ("study", "Write a commented config.toml."),
    "check": ("study", "Name every mistake of the configuration."),
    "plan": ("study", "Show what would be asked; send nothing."),
    "approve": ("study", "Record who approved exactly these texts."),
    "ask": ("asking", "Ask one question now and watch it live."),
    "run": ("daemon", "Run the study until stopped."),
    "status": ("daemon", "Show what the study is at."),
    "report": ("telling", "Write the week's report."),
    "export": ("telling", "Write the published dataset."),
    "notify": ("publishing", "Write to every platform that an edition names."),
    "reply": ("publishing", "Keep a platform's answer, to be printed verbatim."),
    "publish": ("publishing", "Put an edition where readers find it."),
    "explain": ("explaining", "Print the reasoning of one inquiry."),
    "code": ("coding", "Let people label a blind sample."),
    "doctor": ("upkeep", "Examine this machine; say how to mend it."),
    "discover": ("finding", "Find the chat or the form on a page, and show what was found."),
    "teach": ("finding", "Point at the parts of a chat in a browser; get a profile."),
    "pause": ("study", "Ask a platform nothing more."),
    "resume": ("study", "Ask a paused platform again."),
    "decisions": ("deciding", "Show what waits for the operator to decide."),
    "decide": ("deciding", "Decide about a platform that asked who we are."),
    "evidence": ("proving", "Write an evidence pack about a platform or an inquiry."),
    "verify": ("proving", "Verify an evidence pack; needs no network."),
    "custody": ("proving", "Who exported, redacted or deleted evidence, and why."),
    "redact": ("proving", "Add a redaction rule for working copies."),
    "migrate": ("upkeep", "Bring the database to this version's schema."),
    "migrate-store": ("upkeep", "Move a study from SQLite to PostgreSQL."),
    "backup": ("upkeep", "Write database and evidence into one zip."),
    "restore": ("upkeep", "Restore a backup into an empty place."),
    "demo": ("demo", "Run a whole study in small, on this machine."),
}
"""Name → (module of ``monitor.commands``, the command's short help), in the order of a study's life."""


class Shelf(click.Group):
    """A group whose commands lie in ``COMMANDS``; a command is the function of its name in its module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = getattr(import_module(f"monitor.commands.{module}"), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])
