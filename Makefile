.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOP := .venv/.develop
WORKERS ?= $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN || echo 1)) # one more than cores: browser tests often wait
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --quiet

.PHONY: help site serve check test test-slow adopt bench lock screenshots clean

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

ifeq ($(shell test -x $(BIN)/python && echo yes),)  # new, or its Python is gone
.PHONY: $(RUNTIME)
endif
$(RUNTIME): requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

$(DEVELOP): requirements-dev.txt $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

site: $(RUNTIME) ## Check the data and build the whole site into build/site
	$(BIN)/python build.py
	@echo "Look at it: $(BIN)/python -m http.server --directory build/site 8000, then open http://localhost:8000/"

serve: $(RUNTIME) ## Preview while you write (= mkdocs serve): saved changes show at once
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs serve

check: $(DEVELOP) ## Types, lint, spelling and data
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m codespell_lib
	$(BIN)/python build.py check

test: $(DEVELOP) ## All tests that fit into four minutes, browser tests included where Chromium is installed
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

test-slow: $(DEVELOP) ## The slower tests
	$(BIN)/python -m pytest -m slow

bench: $(DEVELOP) ## Time us against stock Material at several sizes; writes build/bench.json
	$(BIN)/python tools/bench.py

lock: $(DEVELOP) ## Lock newest allowed versions of all packages, with hashes
	$(BIN)/python -m uv pip compile pyproject.toml $(LOCK) --output-file requirements.txt
	$(BIN)/python -m uv pip compile pyproject.toml --group dev --constraint requirements.txt $(LOCK) --output-file requirements-dev.txt

adopt: ## Change address and repository everywhere: make adopt ADDRESS=https://… REPOSITORY=https://…
	$(PYTHON) tools/adopt.py "$(ADDRESS)" "$(REPOSITORY)"

screenshots: $(DEVELOP) ## Refresh the screenshot of the README
	$(BIN)/python tools/screenshots.py

clean: ## Remove everything that was built or installed
	rm -rf .venv build/site
