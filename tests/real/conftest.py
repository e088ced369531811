"""Everything in this folder runs foreign software: marked ``real``, installed first, never begun without it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.real import install
from tests.real.figures import NAME, Figure

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that ``make test`` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real)
            item.add_marker(pytest.mark.timeout(1200))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured, at the end, whatever passed."""
    reports = [report for found in terminalreporter.stats.values() for report in found if hasattr(report, "nodeid")]
    for report in (report for report in reports if getattr(report, "when", "") == "call"):
        for name, text in report.user_properties:
            if name == NAME:
                terminalreporter.write_line(f"\n{text}")


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Tell a measured figure; the run prints it at its end."""
    return partial(record_property, NAME)


@pytest.fixture(scope="session")
def installed() -> None:
    """The foreign software; what is missing is installed, or the test fails and says what to do."""
    try:
        install.install()
    except install.InstallError as problem:
        pytest.fail(str(problem), pytrace=False)
