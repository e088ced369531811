"""docs/method-tests.md says what holds each sentence of the method: every test and module that it names is there."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.unit.test_reliability import names_in

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/method-tests.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| Sentence", "|---"))]
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)+)`", PAGE)))
CODE = sorted(set(re.findall(r"`((?:monitor|reports|probes)(?:\.\w+)+)`", PAGE)))


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip()[:60] for row in ROWS])
def test_every_sentence_names_code_and_a_test(row: str) -> None:
    sentence, code, tests = (cell.strip() for cell in row.strip("|").split("|"))
    assert sentence
    assert code.count("`") >= 2
    assert tests.count("`tests/") == len(re.findall(r"`tests/[\w/]+\.py(?:::\w+)+`", tests)) > 0


@pytest.mark.parametrize("name", TESTS)
def test_every_test_that_is_named_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert test in names_in(ROOT / file)


@pytest.mark.parametrize("name", CODE)
def test_every_module_or_function_that_is_named_exists(name: str) -> None:
    module, _, last = name.rpartition(".")
    if find_spec(module) and (ROOT / (module.replace(".", "/") + ".py")).is_file():
        text = (ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
        assert re.search(rf"^(def|class) {last}\b", text, re.MULTILINE)
    else:
        assert find_spec(name)
