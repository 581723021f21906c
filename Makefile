VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin

.PHONY: help demo test check real lock

help: ## this list
	@sed -n 's/^\([a-z%-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(VENV)/runtime.stamp ## crawl the bundled newspapers, export data/demo/corpus, print a report
	@$(BIN)/python -m tests.demo

test: check debian .venv-pywb/stamp ## every check and test
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/dev.stamp ## format, lint, types, doors
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

real: $(VENV)/dev.stamp ## crawl the saved real pages of $$KHOBAO_SHARED and print how they came out
	@$(BIN)/python -m bench.real

bench-%: $(VENV)/bench.stamp ## a table of speed or accuracy, peers beside us: bench-crawl, bench-neardup, …
	@$(BIN)/python -m bench.$*

lock: $(VENV)/dev.stamp ## pin every dependency anew
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -o requirements.lock pyproject.toml
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	@$(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --extra dev --extra bench -c requirements-dev.lock -o requirements-bench.lock pyproject.toml
	@echo "pywb>=2.9" | $(BIN)/python -m uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header -o requirements-pywb.lock -

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Kho Báo needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]} (make PYTHON=python3.12 …)")'
	@$(PYTHON) -m venv $(VENV)

define INSTALL
@echo "installing what $< names into $(VENV) (a minute or two)"
@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $<
@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
@touch $@
endef

$(VENV)/runtime.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(INSTALL)

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(INSTALL)

$(VENV)/bench.stamp: requirements-bench.lock pyproject.toml | $(VENV)/bin/python
	$(INSTALL)

.venv-pywb/stamp: requirements-pywb.lock # a judge of our WARC files that pins older libraries than ours
	@echo "installing pywb into .venv-pywb"
	@$(PYTHON) -m venv .venv-pywb
	@.venv-pywb/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

.PHONY: debian
debian: ## what the tests need of Debian, only when missing: PostgreSQL's server, a browser, rsync, systemd-analyze
	@need=""; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || [ -n "$$TEST_DATABASE_URL" ] || need="$$need postgresql"; \
	command -v chromium >/dev/null 2>&1 || need="$$need chromium"; \
	command -v rsync >/dev/null 2>&1 || need="$$need rsync"; \
	command -v systemd-analyze >/dev/null 2>&1 || need="$$need systemd"; \
	[ -z "$$need" ] || { \
	  [ "$$(id -u)" = 0 ] || { echo "the tests need: apt-get install$$need (TEST_DATABASE_URL names a PostgreSQL instead)"; exit 1; }; \
	  echo "installing Debian's$$need for the tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$need >/dev/null; }
