# Everything a contributor runs. `make run` and `make test` work on a fresh machine with Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed

# What is compiled once is kept, whatever the machine is set to: else every server and command that a test starts, and
# every process of the tests, compiles the whole project anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help venv run quick test unbrowsed check pictures fonts proof benchmarks lock browser strace servers clean

# The locks are one resolution for all of these; elsewhere the same packages are taken from pyproject.toml.
LOCKED_FOR := 3.11-linux-x86_64 3.12-linux-x86_64 3.13-linux-x86_64 3.11-linux-aarch64 3.12-linux-aarch64 3.13-linux-aarch64
HERE := $(shell $(PYTHON) -c 'import sys, platform; print("%d.%d" % sys.version_info[:2], sys.platform, platform.machine(), sep="-")')

venv: $(INSTALLED)  ## the environment alone, in .venv

help:  ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-12s%s\n", $$1, $$2}' Makefile

# A quarter of what is installed is ever imported: that is compiled when it is, and the rest never.
INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
ifneq ($(filter $(HERE),$(LOCKED_FOR)),)
	$(BIN)/python $(INSTALL) --require-hashes -r requirements.lock
else
	$(BIN)/python $(INSTALL) '.[dev]'
	$(BIN)/python -m pip uninstall --quiet --yes in-touch  # what runs is what stands here
endif
	touch $(INSTALLED)

# What a module's tests have in common is made once where they run one after the other; who is done takes over the rest.
SHARED := --dist worksteal

# For real use see docs/running.md.
run: venv  ## an invented region on http://127.0.0.1:8501
	$(BIN)/python -m assessment demo --if-missing
	ASSESSMENT_DEMO=1 $(BIN)/python -m streamlit run app.py

check: venv  ## formatting, types, the direction of imports, the questionnaire
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m assessment check

# What uses one core, and what waits for the network, is done beside what uses all of them.
# A browser waits for a good part of its time: three of them keep two cores busy.
test: venv  ## every check and every test but the long ones
	$(MAKE) --jobs=3 check browser unbrowsed
	$(BIN)/python -m pytest $(SHARED) -n 3 -m "browser and not proof"

unbrowsed: venv
	$(BIN)/python -m pytest $(SHARED) -n auto -m "not browser and not proof"

# Without the proofs that nobody waits for, which `make test` runs: adversary, widths, numbers, fuzz, faults, papers.
quick: venv  ## the inner loop, a minute; TEST=name for the tests with that in their name
	$(BIN)/python -m pytest $(SHARED) -n auto -m "not browser and not thorough and not proof" $(if $(TEST),-k "$(TEST)")

# A Chromium that is there, else Debian's when root, else playwright's own.
browser: venv
	$(BIN)/python tests/find_browser.py --install

pictures: venv browser  ## every page and every sheet of paper as PNG, in pictures/
	$(BIN)/python tests/pictures.py

fonts: venv  ## the fonts of a first visit, anew: after an icon, or a version of Streamlit
	PYTHONPATH=. $(BIN)/python tests/fonts.py

# What power cuts are recorded with. Where it cannot be installed, the tests that need it fail and say so.
strace:
	@command -v strace > /dev/null || apt-get install --yes --quiet strace || true

# What files for servers are read by, and `deploy/try.sh` uses. Likewise.
SERVERS := caddy nginx:nginx-light systemd-analyze:systemd shellcheck
servers:
	@for one in $(SERVERS); do PATH="$$PATH:/usr/sbin" command -v $${one%:*} > /dev/null || echo $${one\#*:}; done | \
		xargs --no-run-if-empty apt-get install --yes --quiet --no-install-recommends python3-venv || true

proof: venv browser strace servers  ## the long suites: hundreds of kills, power cuts, hostile histories, reports, an installation
	$(BIN)/python -m pytest -m proof

benchmarks: venv  ## how fast it is, and what it needs
	$(BIN)/python $(INSTALL) '.[benchmarks]'
	$(BIN)/python -m pip uninstall --quiet --yes in-touch  # what runs is what stands here
	$(BIN)/python -m benchmarks

# What the environments of pyproject.toml come to, with a hash for every file; no line says where packages are fetched.
RESOLVED := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"

lock: venv  ## requirements.lock and production.lock anew, from pyproject.toml
	$(BIN)/$(RESOLVED) --extra dev --output-file requirements.lock pyproject.toml
	$(BIN)/$(RESOLVED) --constraints requirements.lock --output-file production.lock pyproject.toml

clean:  ## away with what was made
	rm -rf $(VENV) build dist *.egg-info pictures
