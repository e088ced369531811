"""What was found is to be saved: without a configuration that is said before anything is opened, sent or pointed at."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import main
from monitor.commands.console import USAGE


@pytest.mark.parametrize("command", [("discover", "--say", "hello", "--control"), ("teach",)])
def test_a_configuration_that_is_not_there(command: tuple[str, ...], tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    name, *options = command
    told = CliRunner().invoke(main, [name, "http://127.0.0.1:9/", *options, "--save", "--config", str(config)])
    assert told.exit_code == USAGE, told.output
    assert "there is no such file to save in" in told.output
    assert "silence init" in told.output
