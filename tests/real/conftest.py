"""Everything in this folder runs foreign software: marked ``real``, installed first, never begun without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real import install

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that ``make test`` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real)
            item.add_marker(pytest.mark.timeout(1200))


@pytest.fixture(scope="session")
def installed() -> None:
    """The foreign software; what is missing is installed, or the test fails and says what to do."""
    try:
        install.install()
    except install.InstallError as problem:
        pytest.fail(str(problem), pytrace=False)
