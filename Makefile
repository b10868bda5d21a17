# Two commands for a newcomer: `make run` and `make test`. Both set up everything they need in .venv.
# Works with GNU make 3.81 (macOS) and later.

VENV   := .venv
BIN    := $(VENV)/bin
LOCALE := routing/locale
PO     := $(wildcard routing/locale/*/LC_MESSAGES/*.po simulation/locale/*/LC_MESSAGES/*.po)
JOBS   ?= 2
ARGS   ?=
COMMANDS ?= 1000000
SEED   ?= 1

.DEFAULT_GOAL := help
.PHONY: help run test lint format format-check types unit fuzz fuzz-tests bench coverage catalogues wheel clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.installed  ## simulate the payday peak: print the verdict, write the report to out/
	$(BIN)/peakline run payday --out out $(ARGS)

test: lint format-check types unit  ## everything CI checks: lint, format, types, tests

lint: $(VENV)/.installed-dev  ## look for mistakes
	$(BIN)/ruff check .

format: $(VENV)/.installed-dev  ## lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

format-check: $(VENV)/.installed-dev  ## is the code laid out
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev  ## check the types, strictly
	$(BIN)/mypy

unit: $(VENV)/.installed-dev  ## the tests; ARGS=... goes to pytest
	$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

fuzz: $(VENV)/.installed-dev  ## a million random commands to the router and its naive twin: COMMANDS=... SEED=... JOBS=...
	$(BIN)/python -m tests.routing.fuzz --commands $(COMMANDS) --seed $(SEED) --jobs $(JOBS) $(ARGS)

fuzz-tests: $(VENV)/.installed-dev  ## the random tests with new examples, for as long as it takes
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -n $(JOBS) -m hypothesis $(ARGS)

bench: $(VENV)/.installed  ## how fast it is on this machine; ARGS="--quick --only heap"
	$(BIN)/peakline bench speed $(ARGS)

coverage: $(VENV)/.installed-dev  ## the tests with the compiler off, and which lines they reach
	PEAKLINE_JIT=0 $(BIN)/coverage run -m pytest -m "not slow and not browser" $(ARGS)
	$(BIN)/coverage report --skip-covered

catalogues: $(VENV)/.installed-dev  ## take new messages from the code into the catalogues
	$(BIN)/pybabel --quiet extract --no-default-keywords --keywords text --add-location file --sort-by-file \
	  --output-file $(VENV)/peakline.pot routing simulation
	$(BIN)/pybabel --quiet update --input-file $(VENV)/peakline.pot --domain peakline --output-dir $(LOCALE) \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110

wheel: $(VENV)/.installed-dev  ## build the distribution into dist/
	$(BIN)/python -m build

clean:  ## remove what was built; the environment too
	rm -rf $(VENV) dist build out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name '*.mo' -o -name '*.mo.[0-9]*' | xargs rm -f

# The first Python found that the project supports.
$(BIN)/python:
	@for python in python3.13 python3.12 python3.11 python3 python; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then \
	    echo "$$python -m venv $(VENV)"; exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "Peakline needs Python 3.11, 3.12 or 3.13 with the venv module; none was found on PATH." >&2; exit 1

# The installation also compiles the catalogues.
$(VENV)/.installed: pyproject.toml hatch_build.py $(PO) | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[all]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@
