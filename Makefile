# Two commands set everything up on a fresh machine: `make demo` and `make test`.
# Needed beforehand: Linux, Python 3.11 to 3.13 with its venv module, git, make.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := $(shell sed -n 's/.*"uv==\([0-9.]*\)".*/\1/p' pyproject.toml)
WORKERS ?= 2
STATE ?= dbt_project/state

# Parsing asks no database, but the profile wants something to stand in each place.
PARSE_DBT := POULTRYCO_DBT_HOST=- POULTRYCO_DBT_PORT=1 POULTRYCO_DBT_USER=- POULTRYCO_DBT_DATABASE=- \
	$(BIN)/dbt --quiet --no-send-anonymous-usage-stats parse \
	--project-dir dbt_project --profiles-dir dbt_project

# Without compiled files every command start costs two to three times as much.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test check format slim mutate ui bench down clean

help: ## Show what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## Install everything into .venv

.venv/installed: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "make: Python 3.11, 3.12 or 3.13 is needed, $$($(PYTHON) --version) was found;" \
		"name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); } || \
		{ rm -rf .venv; echo "make: no virtual environment could be made; on Debian: apt install" \
		"python3-venv" >&2; exit 1; }
	$(BIN)/uv sync --frozen --quiet
	@touch $@

demo: install ## Ingest, build, check and report on an embedded PostgreSQL
	@$(BIN)/poultryco demo

test: install ## Run every test
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: install ## Lint and type-check Python and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes $(WORKERS) dbt_project database
	$(PARSE_DBT) && $(BIN)/dbt-bouncer run --config-file dbt_project/dbt-bouncer.yml

format: install ## Format Python and SQL
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --processes $(WORKERS) dbt_project database

slim: install ## Build the models that changed since the manifest in STATE, beside the rest
	@test -f "$(STATE)/manifest.json" || { echo "make: no manifest.json in STATE='$(STATE)'; dbt writes one" \
		"into its target path, see docs/cookbooks/write_a_model.md" >&2; exit 1; }
	POULTRYCO_DBT_SCHEMA_PREFIX=slim_ $(BIN)/poultryco dbt build --select state:modified+ \
		--defer --favor-state --state "$(abspath $(STATE))"

mutate: install ## Turn signs of the models around; fail where fewer than before are noticed
	@$(BIN)/python -m tests.mutate

ui: install ## Serve the Dagster UI on http://127.0.0.1:3000
	@$(BIN)/poultryco ui

bench: install ## Print the benchmark tables
	@$(BIN)/python -m benchmarks

down: install ## Stop the embedded server; its data stays
	@$(BIN)/poultryco down

clean: ## Stop the server and remove what was made here, the environment included
	-@test -x $(BIN)/poultryco && $(BIN)/poultryco down
	rm -rf .venv .poultryco reports dbt_project/target dbt_project/logs .ruff_cache .mypy_cache .pytest_cache .hypothesis
