"""The command ``silence``: parses, calls, prints. Exit codes: 0 fine · 1 a check found something · 2 configuration
or usage · 3 we failed."""

from __future__ import annotations

import click

from monitor.commands.shelf import Shelf
from monitor.journal import open_log


@click.group(cls=Shelf, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--verbose", is_flag=True, help="Show tracebacks, and log more.")
@click.version_option(package_name="silence-monitor")
def main(verbose: bool) -> None:
    """Ask platforms' public support, time the real answer, and rank platforms by silence.

    A first study: init, check, plan, approve, run, report.

    Exit codes: 0 fine; 1 a check found something; 2 configuration or usage; 3 we failed.
    """
    open_log(None, verbose=verbose)  # a command that works for a study opens its log


if __name__ == "__main__":
    main()
