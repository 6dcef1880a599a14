# Every verb does its own set-up: git, make and Python 3.11 or newer are all that must be there before.
PYTHON ?= python3
FUZZ_RUNS ?= 20000

BIN := .venv/bin
READY := .venv/ready
OLDEST_READY := .venv-pandas2/ready
PROJECT := pyproject.toml uv.lock
# A process for each core, up to eight; one that has no tests left takes some of another's.
PARALLEL := --numprocesses logical --maxprocesses 8 --dist worksteal
OLDEST := $(BIN)/uv pip install --quiet --python .venv-pandas2/bin/python
SYNC := UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --quiet --frozen --all-extras

export PIP_DISABLE_PIP_VERSION_CHECK := 1
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-all test-pandas2 lab lint docs notebooks bench fuzz clean

help:  ## list what make can do
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(READY)  ## set up, then write demo/report.html from the sample articles
	$(BIN)/mediakit report data/sample --topic nato-enlargement --out demo
	@echo 'Open this in a browser: $(CURDIR)/demo/report.html'

test: $(READY)  ## set up, then run the tests and the examples in the docstrings, but for what is slow
	$(BIN)/python -m pytest -q $(PARALLEL) -m 'not slow'

test-all: $(READY)  ## every test, the slow ones too: all of the fuzz, every chart in every width, the notebooks
	$(BIN)/python -m pytest -q $(PARALLEL)

test-pandas2: $(OLDEST_READY)  ## every test on pandas 2.2 and the oldest versions that mediakit allows
	.venv-pandas2/bin/python -m pytest -q $(PARALLEL) --disable-warnings

lab: $(READY)  ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab notebooks

lint: $(READY)  ## style, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: $(READY)  ## write docs/api.md, the lists in the docs and the type stubs again from the code
	$(BIN)/python docs/build.py

notebooks: $(READY)  ## run the notebooks again, save what they show, and print what has changed
	$(BIN)/python -m tests.docs.notebooks

bench: $(READY)  ## measure mediakit against its peers, which are installed for this only
	$(SYNC) --inexact --group bench
	$(BIN)/python -m benchmarks

fuzz: $(READY)  ## run the tests with random input for longer (FUZZ_RUNS=20000)
	MEDIAKIT_FUZZ_RUNS=$(FUZZ_RUNS) $(BIN)/python -m pytest -q -m 'fuzz or hypothesis' tests

clean:  ## remove the environments, the demo and every cache
	rm -rf .venv .venv-pandas2 demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find mediakit tests benchmarks docs notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} + 2>/dev/null || true

define CHECK_PYTHON
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo 'mediakit needs Python 3.11 or newer. Install one, then name it: make PYTHON=python3.12 demo' >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
  echo 'This Python cannot make environments. On Debian or Ubuntu: sudo apt-get install python3-venv' >&2; exit 1; }
endef

# The lock decides every version. A machine that cannot get uv, or can reach no index but its own mirror, falls back to pip.
$(READY): $(PROJECT)
	$(CHECK_PYTHON)
	@echo 'Setting up .venv, which takes about a minute the first time.'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet uv && $(SYNC) || { \
	  echo 'The locked set-up failed: installing the newest allowed versions with pip instead.' >&2; \
	  $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' && \
	  $(BIN)/python -m pip install --quiet --editable '.[all]' --group dev; }
	@touch $@

# Wheels only: on a newer Python the oldest version is the oldest one that was ever built for it.
$(OLDEST_READY): $(PROJECT) $(READY)
	@test -x $(BIN)/uv || { echo 'Finding the oldest versions needs uv, which pip could not install.' >&2; exit 1; }
	@echo 'Setting up .venv-pandas2 with the oldest versions.'
	@$(PYTHON) -m venv .venv-pandas2
	@$(OLDEST) --resolution lowest-direct --only-binary :all: --requirements pyproject.toml --all-extras
	@$(OLDEST) --group dev --editable .
	@touch $@
