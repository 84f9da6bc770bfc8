# `make demo` and `make test` are all that a newcomer needs; `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# Another interpreter: make PYTHON=/path/to/python3.13 ...
export PYTHON
export PORT ?= 8000
# How many times the usual number of examples `make fuzz` runs.
export FUZZ_SCALE ?= 100

PY := .venv/bin/python
PYTEST ?= $(PY) -m pytest
PYTEST_ARGS ?=
# Two processes share the files of the tests. Each has a browser and servers of its own, which is enough for two cores.
PARALLEL ?= -n 2 --dist loadfile
PYTHON_FOLDERS := domsync tests examples benchmarks tools
# Only the folders that hold Python by now: mypy takes an empty one for a mistake.
SOURCES = $(foreach folder,$(PYTHON_FOLDERS),$(if $(shell find $(folder) -name '*.py' -print -quit 2>/dev/null),$(folder)))
# What .venv/bin/python runs: a file that is gone (another checkout, another machine) makes every stamp stale.
VENV_OK := $(shell $(PY) -c '' 2>/dev/null && echo yes)
ifneq ($(VENV_OK),yes)
$(shell rm -f .venv/.installed .venv/.installed-dev)
endif

.PHONY: help demo libraries test test-modes setup lint format types bench fuzz soak
.PHONY: docs docs-serve pictures package audit test-pythons test-oldest coverage clean

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 14

demo: .venv/.installed  ## serve the widgets' gallery and the examples on one port (PORT, default 8000)
	@echo "The gallery and the examples are on http://127.0.0.1:$(PORT)/ (Ctrl+C stops them)"
	@if [ -e examples/__main__.py ]; then exec $(PY) -m examples; else exec $(PY) examples/clock.py; fi

libraries: .venv/.installed node_modules/.installed  ## serve the example of JavaScript libraries on the port PORT
	@exec $(PY) -m examples.libraries

# Tests come last, so that the last line is pytest's own summary.
test: setup lint types  ## every check: format, lint, types, unit and browser tests
	@$(PYTEST) $(PARALLEL) $(PYTEST_ARGS)

test-modes: setup  ## the tests without a browser, as `python -O` and with asyncio's debug mode
	@PYTHONASYNCIODEBUG=1 $(PY) -O -m pytest -W "ignore:assertions not in test modules" \
		$(PARALLEL) -m "not browser and not slow" $(PYTEST_ARGS)

setup: .venv/.installed-dev node_modules/.installed  ## install everything that the checks need
	@tools/install_system_packages.sh

lint: .venv/.installed-dev  ## ruff: format and lint, changing nothing
	@$(PY) -m ruff format --check --quiet || { echo "Not formatted: run 'make format'. The files:" >&2; $(PY) -m ruff format --check; }
	@$(PY) -m ruff check --quiet

format: .venv/.installed-dev  ## ruff: format, and fix what can be fixed
	@$(PY) -m ruff check --fix --quiet || true
	@$(PY) -m ruff format

types: .venv/.installed-dev node_modules/.installed  ## mypy --strict for Python, tsc for the client
	@$(PY) -m mypy --no-error-summary $(SOURCES)
	@if compgen -G 'domsync/client/*.js' >/dev/null; then node_modules/.bin/tsc --project tsconfig.json; fi

bench: .venv/.installed-dev  ## the benchmarks
	@$(PY) -m benchmarks

fuzz: .venv/.installed-dev  ## long, random property runs (FUZZ_SCALE, default 100 times the usual)
	@HYPOTHESIS_PROFILE=fuzz $(PYTEST) --timeout=3600 -m "hypothesis or fuzz" $(PYTEST_ARGS)

soak: .venv/.installed-dev  ## the promises at full size; writes docs/reference/promises.md
	@rm -f .soak; SOAK=10 SOAK_FIGURES=$(CURDIR)/.soak \
		$(PYTEST) --timeout=3600 tests/server/test_soak.py tests/browser/test_durable.py tests/browser/test_faults.py \
		$(PYTEST_ARGS)
	@$(PY) tools/write_promises.py .soak; rm -f .soak

docs: .venv/.installed-dev  ## the site, into build/site
	@PYTHONPATH=. NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict 2>&1 | sed '/^INFO/d'
	@echo "The site is in build/site/index.html"

docs-serve: .venv/.installed-dev  ## the site on http://127.0.0.1:8001, built anew at each change
	@PYTHONPATH=. NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs serve --dev-addr 127.0.0.1:8001

pictures: setup  ## the pictures of the documentation, from the running examples and the gallery
	@$(PY) tools/readme_picture.py
	@$(PY) tools/gallery_pictures.py --docs

package: .venv/.installed-dev  ## the wheel and the sdist, into dist/, checked, with a list of what they need (SBOM)
	@rm -rf dist
	@$(PY) -m build --no-isolation --outdir dist
	@$(PY) -m twine check --strict dist/*
	@.venv/bin/check-wheel-contents dist/*.whl
	@$(PY) tools/write_sbom.py dist/sbom.json

audit: .venv/.installed-dev  ## known weaknesses of the packages that are used; says so when it cannot ask
	@$(PY) tools/audit.py

test-pythons: node_modules/.installed  ## the tests without a browser, with each Python from 3.11 on that is here
	@tools/run_tests_with.sh pythons $(PARALLEL) $(PYTEST_ARGS)

test-oldest: node_modules/.installed  ## the tests without a browser, with the oldest packages that are allowed
	@tools/run_tests_with.sh oldest $(PARALLEL) $(PYTEST_ARGS)

coverage: setup  ## the tests without a browser, and what they do not reach
	@$(PY) -m coverage run -m pytest -m "not browser" $(PYTEST_ARGS)
	@$(PY) -m coverage report

clean:  ## remove everything that can be made again
	@rm -rf .venv node_modules .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist tests/artifacts

.venv/.installed: pyproject.toml tools/install_python_packages.sh
	@tools/install_python_packages.sh gallery
	@touch $@

.venv/.installed-dev: pyproject.toml tools/install_python_packages.sh
	@tools/install_python_packages.sh dev
	@touch $@ .venv/.installed

node_modules/.installed: package-lock.json tools/install_node_packages.sh
	@tools/install_system_packages.sh
	@tools/install_node_packages.sh
	@touch $@
