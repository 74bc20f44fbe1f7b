# make install   .venv with symdyn and all that its tests need
# make test      lint, format, types and every test that is not slow
# make test-all  the same with the slow tests
# make report    the reports of all built-in rules, in reports/, as web pages too, and explore.html
# make verify    prove and check every statement of derivations/
# make docs      the documentation as pages: build/site/index.html
# make bench     the benchmarks; SYMDYN_TORCH_PYTHON names a Python with PyTorch to compare with
# make clean     remove .venv and build
#
# Nothing outside .venv, build and reports is written.

.DEFAULT_GOAL := help
.PHONY: help install test test-all check report verify docs bench clean

# The first Python that will do; `make PYTHON=... install` names another.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
  $$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo $$python && exit; done; echo python3)
BIN := .venv/bin
BUILD := $(CURDIR)/build
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal

# Caches and temporary files that would otherwise land in the source tree, the home directory or
# the system's.  Bytecode is kept even where the environment says not to: the tests start many
# processes, and each would compile SymPy anew.
RUN := mkdir -p build/tmp && \
  TMPDIR='$(BUILD)/tmp' \
  PYTHONDONTWRITEBYTECODE= \
  PYTHONPYCACHEPREFIX='$(BUILD)/pycache' \
  MPLCONFIGDIR='$(BUILD)/matplotlib' \
  XDG_CACHE_HOME='$(BUILD)/cache' \
  TEXMFVAR='$(BUILD)/texmf-var'

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "symdyn needs Python 3.11 or newer, found none as '$(PYTHON)': name one with make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "'$(PYTHON)' has no venv module: install it (on Debian: apt-get install python3-venv) and run make again" >&2; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@mkdir -p build/tmp
	@echo "Installing symdyn and its dependencies into .venv"
	@PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_CACHE_DIR='$(BUILD)/pip' \
	  TMPDIR='$(BUILD)/tmp' PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

check: .venv/installed
	@$(RUN) $(BIN)/ruff check
	@$(RUN) $(BIN)/ruff format --check
	@$(RUN) $(BIN)/mypy

test: check
	@$(RUN) $(BIN)/python -m pytest -q $(PARALLEL) -m 'not slow'

test-all: check
	@$(RUN) $(BIN)/python -m pytest -q $(PARALLEL)

report: .venv/installed
	@$(RUN) $(BIN)/symdyn report -o reports --html
	@$(RUN) $(BIN)/symdyn explore -o reports/explore.html

verify: .venv/installed
	@$(RUN) $(BIN)/symdyn verify

# The network is not asked for anything, here or by who reads the pages.
docs: .venv/installed
	@rm -rf build/site
	@$(RUN) $(BIN)/python -m sphinx -W --keep-going -q -c docs/site -d build/site-read . build/site

bench: .venv/installed
	@$(RUN) $(BIN)/python -m benchmarks

clean:
	rm -rf .venv build
