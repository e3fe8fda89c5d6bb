# One command each: `make run` starts the program, `make test` checks it. Everything is built inside .venv.
# The paths below are relative on purpose: the checkout may lie in a folder with spaces or with Chinese in its name.

PYTHON ?=
HOST ?= 127.0.0.1
PORT ?= 8000

SHELL = /bin/sh
VPY = .venv/bin/python
RUNS = import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PIP = $(VPY) -m pip -qq --no-input --disable-pip-version-check
KEY = { pwd && cat requirements.lock pyproject.toml; } | cksum

# What the caller's shell has switched on must not leak into our own environment.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

.PHONY: help setup run test test-deep lint format lock bench

help:
	@echo "make run        start the program and open http://$(HOST):$(PORT) in a browser (HOST=, PORT=)"
	@echo "make setup      build .venv from requirements.lock (PYTHON= chooses the interpreter)"
	@echo "make test       format, lint, types, imports and the tests (five to nine minutes on two cores)"
	@echo "make test-deep  full counts, kills and long runs"
	@echo "make format     put the source into its form"
	@echo "make lock       write requirements.lock anew (needs uv)"
	@echo "make bench      measure"

setup:
	@set -e; \
	key=$$($(KEY)); \
	if [ "$$(cat .venv/.installed 2>/dev/null)" = "$$key" ] && $(VPY) -c "$(RUNS)" 2>/dev/null; then exit 0; fi; \
	rm -f .venv/.installed; \
	if ! $(VPY) -c "$(RUNS); import pip" 2>/dev/null; then \
		found=; \
		for python in "$(PYTHON)" python3.13 python3.12 python3.11 python3 python; do \
			if [ -n "$$python" ] && "$$python" -c "$(RUNS)" > /dev/null 2>&1; then found=$$python; break; fi; \
			if [ -n "$$python" ] && [ "$$python" = "$(PYTHON)" ]; then break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "No Python 3.11, 3.12 or 3.13 with venv was found." \
				"Install one (Debian: python3-venv), or say which: make setup PYTHON=/path/to/python3.12" >&2; \
			exit 1; \
		fi; \
		echo "Making .venv with $$("$$found" --version) ($$found)"; \
		"$$found" -m venv --clear .venv; \
	fi; \
	echo "Installing the dependencies of requirements.lock (a minute or two the first time)"; \
	$(PIP) install --no-deps --require-hashes -r requirements.lock; \
	echo "Installing linli"; \
	$(PIP) install --no-deps --no-build-isolation --editable .; \
	echo "$$key" > .venv/.installed; \
	echo "Ready: .venv"

run: setup
	@LINLI_HOST="$(HOST)" LINLI_PORT="$(PORT)" exec .venv/bin/linli serve

lint: setup
	@echo "Form (ruff format)"
	@$(VPY) -m ruff format --quiet --check .
	@echo "Lint (ruff check)"
	@$(VPY) -m ruff check --quiet .
	@echo "Types (mypy)"
	@$(VPY) -m mypy --no-error-summary
	@echo "Imports (import-linter)"
	@.venv/bin/lint-imports --no-logo --no-cache > .venv/imports.txt 2>&1 || { cat .venv/imports.txt; exit 1; }

test: lint
	@echo "Tests (pytest)"
	@$(VPY) -m pytest -m "not deep" -n 3

test-deep: setup
	@echo "Deep tests (pytest -m deep)"
	@$(VPY) -m pytest -m deep

format: setup
	@$(VPY) -m ruff check --quiet --fix --select I .
	@$(VPY) -m ruff format .

lock:
	@command -v uv > /dev/null || { echo "make lock needs uv" >&2; exit 1; }
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		pyproject.toml --group dev -o requirements.lock
	@echo "Wrote requirements.lock"

bench: setup
	@$(VPY) -m bench.turns
	@$(VPY) -m bench.understanding
	@$(VPY) -m bench.ledger
