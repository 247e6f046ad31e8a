# Everything a person needs: `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANIFEST := dbt_project/target/manifest.json
MODELS := $(shell find dbt_project/models dbt_project/macros dbt_project/seeds dbt_project/tests dbt_project/*.yml -type f)
unexport PYTHONDONTWRITEBYTECODE

# ORIGIN=sample|archive|live and ARCHIVE=<folder or address> are short for the ALVH_… settings.
ifdef ORIGIN
export ALVH_ORIGIN := $(ORIGIN)
endif
ifdef ARCHIVE
export ALVH_ARCHIVE := $(ARCHIVE)
endif

.PHONY: help run ingest ui sql docs test proofs lint format lock clean

help: ## list what make can do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'
	@echo "  e.g. make run ORIGIN=archive ARCHIVE=<folder>; settings: $(BIN)/alvh settings"

run: $(VENV)/.ready $(MANIFEST) ## set up, then the whole daily job (simulated market unless ORIGIN is set)
	@$(BIN)/alvh run

ingest: $(VENV)/.ready $(MANIFEST) ## land and load only: a long first load, which may be stopped and continued
	@$(BIN)/alvh ingest

ui: $(VENV)/.ready $(MANIFEST) ## the Dagster UI on 127.0.0.1:3000
	@$(BIN)/alvh ui

sql: $(VENV)/.ready ## SQL on the published warehouse, read-only
	@$(BIN)/alvh sql

docs: $(VENV)/.ready $(MANIFEST) ## one page on every model and column, for a browser, from the last run
	@$(BIN)/alvh docs

test: $(VENV)/.ready-dev $(MANIFEST) ## set up, then the tests
	@$(BIN)/pytest -n 2 -m "not slow" $(ARGS)

proofs: $(VENV)/.ready-cluster $(MANIFEST) ## the slow tests: full history, faults, browser, a cluster of two workers
	@$(BIN)/pytest -m slow $(ARGS)

lint: $(VENV)/.ready-dev ## style, types, import directions, SQL
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/sqlfluff lint dbt_project/models

format: $(VENV)/.ready-dev ## rewrite the code in the project's style
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: $(VENV)/.ready-dev ## resolve pyproject.toml again into the three locks (needs uv)
	@uv pip compile -q $(LOCK_FLAGS) pyproject.toml --extra setup --extra dev -o requirements-dev.lock
	@uv pip compile -q $(LOCK_FLAGS) pyproject.toml --extra setup -c requirements-dev.lock -o requirements.lock
	@grep -o 'ray>=[0-9.]*' pyproject.toml | uv pip compile -q $(LOCK_FLAGS) - -c requirements-dev.lock -o requirements-cluster.lock
LOCK_FLAGS := --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean: ## remove the environment and caches; the warehouse stays
	@rm -rf $(VENV) dbt_project/target dbt_project/logs .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- set-up: install from the lock, once per lock ---------------------------------------------------
$(VENV)/bin/pip:
	@echo "alvh: making $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' \
	  || { echo "alvh needs Python 3.11 or 3.12; set PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); echo "is python3-venv installed? apt-get install python3-venv"; exit 1; }

define install
	@echo "alvh: installing from $(1) (one to two minutes the first time)"
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $(1)
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q -j 2 $(VENV)/lib pipelines >/dev/null || true
endef

# Dagster reads dbt's manifest when it starts, so that a model that was added needs a new one first.
$(MANIFEST): $(MODELS) | $(VENV)/.ready
	@env -u ALVH_ORIGIN -u ALVH_ARCHIVE $(BIN)/alvh prepare
	@touch $@

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/pip
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/pip
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.ready $@

# Ray alone is new in this lock: what else it names is in the other two, at the same version.
$(VENV)/.ready-cluster: requirements-cluster.lock $(VENV)/.ready-dev
	@echo "alvh: installing from requirements-cluster.lock"
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-cluster.lock
	@touch $@
