# Everything runs from .venv, which holds exactly what the lock files name. The stamps in it say how far it
# has come: nothing is installed again until a lock file or pyproject.toml changes.

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14 python3.15; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps

.PHONY: help demo run test lint types contracts bench wheel lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

demo: .venv/project ## open the TUI on a demo room that is thrown away afterwards
	@$(BIN)/noc demo

run: .venv/project ## open the TUI on your own store
	@$(BIN)/noc

test: lint types contracts ## everything that must hold; with NOC_TEST_ALL=1 the external tests too
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/dev ## ruff
	$(BIN)/ruff check

types: .venv/dev ## mypy --strict
	$(BIN)/mypy

contracts: .venv/dev ## which folder may import which
	$(BIN)/lint-imports --no-logo

bench: .venv/dev ## the measures of bench/README.md, at sizes that take five minutes
	$(BIN)/python -m bench.demo
	$(BIN)/python -m bench.intake
	@if command -v task >/dev/null; then $(BIN)/python -m bench.cli_list; else echo "No taskwarrior (task): no list"; fi
	@if $(BIN)/python -c "import pandas" 2>/dev/null; then $(BIN)/python -m bench.business_time; else echo "No pandas: no business time"; fi
	$(BIN)/python -m bench.queue_screen
	$(BIN)/python -m bench.triage --tickets 20000

wheel: .venv/project ## dist/*.whl and dist/*.tar.gz
	$(BIN)/hatchling build

lock: ## write both lock files anew, with the newest versions that pyproject.toml allows
	$(PYTHON) scripts/lock.py

clean: ## remove what was made here
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# --clear: a package that left the lock leaves .venv too.
.venv/runtime: requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Python 3.11 or newer is needed. If it is not in PATH, name it: make PYTHON=/path/to/python3.11" >&2; \
	exit 1; }
	@echo "Making .venv from requirements.lock"
	@"$(PYTHON)" -m venv --clear .venv
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

.venv/project: .venv/runtime pyproject.toml noc_tui/__init__.py
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime | .venv/project
	@echo "Adding requirements-dev.lock to .venv"
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@
