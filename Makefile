# Set up, run and check Communiqué. A bare `make` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

# A virtual environment holds its own path and its Python's version: moved or upgraded, it has to be made again.
WHOLE := $(shell grep -qsF "$(CURDIR)/$(BIN)/" $(BIN)/communique && $(BIN)/python -c 'import hatchling' 2>/dev/null && echo yes)
ANEW := $(if $(WHOLE),,anew)

.PHONY: help setup setup-dev run test bench fuzz lock format anew

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: $(VENV)/.runtime  ## build .venv with what the bot needs to run
setup-dev: $(VENV)/.dev  ## ... and with what the tests need

run: $(VENV)/.runtime    ## start the bot; Ctrl-C ends it
	@exec $(BIN)/communique run

test: $(VENV)/.dev       ## every check: format, lint, types, import contracts, content, tests
	@$(PIP) check || { echo "The lock files lack what pyproject.toml names: make lock" >&2; exit 1; }
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/communique check
	@CHROMIUM=$$(.ci/chromium) || [ "$$CI" != true ] && export CHROMIUM && exec $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

bench: $(VENV)/.dev      ## measure, print ratios
	@exec $(BIN)/python -m tests.bench $(ARGS)

fuzz: $(VENV)/.dev       ## throw twenty thousand hostile files, pages and feeds at the readers (a quarter of an hour)
	@HOSTILE=1000 $(BIN)/pytest -q --timeout 1200 tests/sources/test_hostile.py $(ARGS)
	@$(PIP) install --editable '.[fuzz]' && exec $(BIN)/python -m tests.fuzz

format: $(VENV)/.dev     ## put the code in its usual form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url
lock: | $(BIN)/uv        ## remake both lock files (ARGS=--upgrade takes newer releases)
	$(UV) pyproject.toml --group build --output-file requirements.lock $(ARGS)
	$(UV) pyproject.toml --group build --extra dev --constraint requirements.lock --output-file requirements-dev.lock $(ARGS)

$(BIN)/uv:
	@$(MAKE) setup-dev

$(VENV)/.runtime: requirements.lock pyproject.toml $(ANEW)
	@$(if $(WHOLE),,.ci/venv $(VENV))
	@echo "Installing what requirements.lock names ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what requirements-dev.lock names ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@
