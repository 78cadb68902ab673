# make run      set everything up and open the window (without a screen: the demo)
# make test     set everything up and run all checks
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OLDEST := .venv-oldest

.PHONY: run test test-oldest bench clean

run: $(STAMP) system-window
	@sh tools/run.sh $(BIN)/python

test: $(STAMP) system-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

test-oldest: $(OLDEST)/.installed system-test
	QT_QPA_PLATFORM=offscreen $(OLDEST)/bin/python -m pytest

bench: $(STAMP)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

$(STAMP): setup.cfg pyproject.toml
	@sh tools/venv.sh "$(PYTHON)" $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(OLDEST)/.installed: setup.cfg pyproject.toml
	@sh tools/venv.sh "$(PYTHON)" $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' \
	    'PySide6-Essentials==6.8.3' 'PySide6-Addons==6.8.3'
	@touch $@

.PHONY: system-window system-test
system-window:
	@sh tools/system_packages.sh window

system-test:
	@sh tools/system_packages.sh test

clean:
	rm -rf $(VENV) $(OLDEST) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
