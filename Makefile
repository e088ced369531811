# Two commands do all the set-up: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORES := $(shell getconf _NPROCESSORS_ONLN)
# beside the unit tests a worker waits for four fifths of its time: two cores bear six
WORKERS ?= $(shell expr $(CORES) + 4)
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
# whole modules, in the order of tests/conftest.py
BY_MODULE := --dist loadfile --no-loadscope-reorder
# what failed beside five others (1: all were run, some failed) is printed, and decides when it fails alone too: 0191
AGAIN_ALONE := [ $$? = 1 ] && $(BIN)/pytest --last-failed --last-failed-no-failures none
# without compiled files every process that a test starts compiles the product anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test fast real bench faults soak zoo validity lock clean

demo: $(VENV)/.run
	$(BIN)/silence demo --out demo

test: fast
	$(BIN)/python -m monitor.browsers
	$(BIN)/pytest -n $(WORKERS) $(BY_MODULE) --ignore=tests/unit || { $(AGAIN_ALONE) --ignore=tests/unit; }

fast: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(CORES) --dist worksteal tests/unit

real: $(VENV)/.dev
	$(BIN)/python tests/real/install.py
	$(BIN)/pytest -n 3 $(BY_MODULE) -m real tests/real || { $(AGAIN_ALONE) -m real tests/real; }

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.clock
	$(BIN)/python -m tests.benchmarks.costs
	$(BIN)/python -m tests.benchmarks.carried --waiting 500 5000
	$(BIN)/python -m tests.benchmarks.worn
	$(BIN)/python tests/benchmarks/standings.py
	$(BIN)/python -m tests.benchmarks.claiming
	$(BIN)/python -m tests.benchmarks.dispatched
	$(BIN)/python -m tests.benchmarks.ingest
	$(BIN)/python -m tests.benchmarks.growth
	$(BIN)/python tests/benchmarks/canned.py
	$(BIN)/python tests/benchmarks/labels.py
	$(BIN)/python tests/benchmarks/finding.py
	$(BIN)/python tests/benchmarks/edition_data.py
	$(BIN)/python -m tests.benchmarks.edition

faults: $(VENV)/.dev
	$(BIN)/python -m monitor.browsers
	SILENCE_TEST_KILLS=50 SILENCE_TEST_LATENCY=60 $(BIN)/pytest -rs tests/faults tests/cluster tests/journey/test_kill.py tests/contract/test_kill_saying.py

soak: $(VENV)/.dev
	$(BIN)/python tests/benchmarks/soak.py --inquiries 10000

zoo: $(VENV)/.dev
	$(BIN)/python tests/benchmarks/zoo.py --widgets 200 --demand 0.98
	$(BIN)/python tests/benchmarks/form_zoo.py --forms 200 --demand 0.98

validity: $(VENV)/.dev
	$(BIN)/python tests/benchmarks/validity.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev -c requirements.lock pyproject.toml requirements-build.in -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing the pinned packages into $(VENV) (a minute or two the first time) ..."
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the pinned test tools ..."
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) demo real
