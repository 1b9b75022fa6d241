# Everything that is done with the workbook, from nothing but Python 3.11 or newer and make.
# Each target's line after ## is what `make help` prints.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?=
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
JOBS   ?= 2
# Every review under data/, your own too. Another choice: make report REVIEWS=data/mine
REVIEWS ?= $(sort $(patsubst %/review.yaml,%,$(wildcard data/*/review.yaml)))

# A stamp says that an installation was finished, and in which folder: a virtual environment
# does not survive being moved, so one that was moved, or has lost its Python, is made anew.
INSTALLED      := $(VENV)/installed
INSTALLED_TEST := $(VENV)/installed-test
ifneq ($(shell test -x $(BIN)/python && cat $(INSTALLED) 2>/dev/null),$(CURDIR))
.PHONY: $(INSTALLED)
endif

PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help report test lab lint format soak bench bench-import lock environment dictionary clean
.DELETE_ON_ERROR:

help: ## print this list
	@echo "usage: make TARGET"
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## *\(.*\)$$/  \1|\2/p' Makefile | \
	  while IFS='|' read -r target words; do printf '  %-12s  %s\n' $$target "$$words"; done

report: $(INSTALLED) ## set up once, then render every review in data/ into reports/
	@if [ -z "$(REVIEWS)" ]; then echo "There is no review in data/." >&2; exit 1; fi; \
	failed=; for review in $(REVIEWS); do \
	  $(BIN)/synthesis report "$$review" --output "reports/$$(basename "$$review")" || failed="$$failed $$review"; \
	done; \
	echo; echo "Open in a browser:"; \
	for review in $(REVIEWS); do \
	  page="reports/$$(basename "$$review")/index.html"; \
	  if [ -f "$$page" ]; then echo "  $(CURDIR)/$$page"; else echo "  (no page for $$review)"; fi; \
	done; \
	if [ -n "$$failed" ]; then echo "Not rendered in full:$$failed. The messages above say why." >&2; exit 1; fi

test: $(INSTALLED_TEST) ## set up once, then every check: lint, format, tests
	@failed=; \
	$(BIN)/ruff check . || failed="$$failed lint"; \
	$(BIN)/ruff format --check . || failed="$$failed format"; \
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal || failed="$$failed tests"; \
	if [ -n "$$failed" ]; then echo "Failed:$$failed" >&2; exit 1; fi

lab: $(INSTALLED) ## open the notebooks in JupyterLab
	@$(BIN)/python -m jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks

lint: $(INSTALLED_TEST) ## check style and format, change nothing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(INSTALLED_TEST) ## put code and notebooks into the house format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

soak: $(INSTALLED_TEST) ## the long fuzz and fault tests
	@$(BIN)/python -m pytest -m soak -n $(JOBS) --dist worksteal || { code=$$?; \
	  if [ $$code -eq 5 ]; then echo "There are no soak tests."; else exit $$code; fi; }

bench: $(INSTALLED) bench-import ## time reports against plain papermill and nbconvert, analyses, and imports
	@$(BIN)/python benchmarks/report_time.py
	@$(BIN)/python benchmarks/analysis_time.py

bench-import: $(INSTALLED) ## time the import of large files against the plainest reading of them
	@$(BIN)/python benchmarks/import_time.py

lock: ## pin what pyproject.toml asks for (needs uv; UPGRADE=--upgrade takes newer versions)
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH." >&2; exit 1; }
	@sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | \
	  uv pip compile $(LOCK_OPTIONS) pyproject.toml - -o requirements.lock
	@sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | \
	  uv pip compile $(LOCK_OPTIONS) --extra test -c requirements.lock pyproject.toml - -o requirements-test.lock
LOCK_OPTIONS := --quiet $(UPGRADE) --universal --generate-hashes --no-header --no-annotate --python-version 3.11

environment: $(INSTALLED) ## write environment.yml anew from pyproject.toml
	@$(BIN)/python scripts/conda_environment.py

dictionary: $(INSTALLED) ## write data/README.md anew from synthesis/schema.py
	@$(BIN)/python -m synthesis.data_dictionary data/README.md

clean: ## remove .venv, reports/ and caches
	@rm -rf $(VENV) reports .pytest_cache .ruff_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A changed lock is installed over what is there; a finished set-up that moved, or none, means
# a new virtual environment. An interrupted or failed set-up leaves no stamp behind.
$(INSTALLED): requirements.lock pyproject.toml
	@if [ -x $(BIN)/python ] && [ "$$(cat $(INSTALLED) 2>/dev/null)" = "$(CURDIR)" ]; then \
	  rm -f $(INSTALLED) $(INSTALLED_TEST); exit 0; \
	fi; \
	rm -f $(INSTALLED) $(INSTALLED_TEST); found=; \
	for python in $(or $(PYTHON),$(PYTHONS)); do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or newer was not found. Tried: $(or $(PYTHON),$(PYTHONS))." >&2; \
	  echo "Install it, or say where it is: make report PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)"; \
	said=$$($$found -m venv --clear $(VENV) 2>&1) || { \
	  rm -rf $(VENV); echo "$$said" >&2; \
	  echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	}
	@echo "Installing $$(grep -c '==' requirements.lock) pinned packages: a few minutes, this once"
	@$(PIP) install --only-binary :all: --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@echo "$(CURDIR)" > $(INSTALLED)

$(INSTALLED_TEST): $(INSTALLED) requirements-test.lock
	@rm -f $(INSTALLED_TEST)
	@echo "Installing what the checks need"
	@$(PIP) install --only-binary :all: --require-hashes -r requirements-test.lock
	@touch $(INSTALLED_TEST)
