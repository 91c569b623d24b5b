# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help demo test lint format docs lock install install-dev
.DEFAULT_GOAL := help

help:      ## this list
	@grep -hE '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

demo: install  ## set everything up and run the demo city (PORT=8650 for another port)
	@$(BIN)/yihaotong demo $(if $(PORT),--port $(PORT))

test: install-dev  ## every test, on SQLite and on PostgreSQL
	@$(BIN)/python -m tests.run

lint: install-dev  ## ruff, mypy, the import contract, dead code
	@$(BIN)/python -m tests.run --lint

format: install-dev  ## rewrite the code in the house's layout
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: install-dev  ## rewrite the generated passages of docs/ and the README picture
	@$(BIN)/python -m tests.docs --write --picture

install: $(VENV)/.runtime
install-dev: $(VENV)/.dev

$(BIN)/python:
	@sh tools/create-venv "$(PYTHON)" $(VENV)

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked libraries into $(VENV) (a minute or two the first time)…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.runtime
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

lock:      ## compile requirements/*.lock again (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/runtime.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.lock
