"""The command ``silence``: parses, calls, prints. Exit codes: 0 fine · 1 a check found something · 2 configuration
or usage · 3 we failed."""

from __future__ import annotations

import click

from monitor.commands import (
    asking,
    coding,
    daemon,
    deciding,
    demo,
    explaining,
    finding,
    proving,
    publishing,
    study,
    telling,
    upkeep,
)
from monitor.journal import open_log


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--verbose", is_flag=True, help="Show tracebacks, and log more.")
@click.version_option(package_name="silence-monitor")
def main(verbose: bool) -> None:
    """Ask platforms' public support, time the real answer, and rank platforms by silence.

    A first study: init, check, plan, approve, run, report.

    Exit codes: 0 fine; 1 a check found something; 2 configuration or usage; 3 we failed.
    """
    open_log(None, verbose=verbose)  # a command that works for a study opens its log


for command in (
    study.init, study.check, study.plan, study.approve, asking.ask, daemon.run, daemon.status, telling.report,
    telling.export, publishing.notify, publishing.reply, publishing.publish, explaining.explain, coding.code,
    upkeep.doctor, finding.discover, finding.teach, study.pause, study.resume, deciding.decisions, deciding.decide,
    proving.evidence, proving.verify, proving.custody, proving.redact, upkeep.migrate, upkeep.migrate_store,
    upkeep.backup, upkeep.restore, demo.demo,
):  # fmt: skip
    main.add_command(command)


if __name__ == "__main__":
    main()
