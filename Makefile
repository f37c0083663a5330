# Every target is a command. Needed: make and any Python 3.

PORT ?= 8000
BROWSER ?= 1
export MODE ?= local

# Asked from "/", where no .python-version can name a version that pyenv lacks.
ANY_PYTHON := $(shell cd / && for name in python3 python /usr/bin/python3; do \
	"$$name" -c 'import sys; sys.version_info >= (3, 6) or sys.exit(1); print(sys.executable)' 2>/dev/null && break; done)
BOOTSTRAP = @test -n "$(ANY_PYTHON)" || { echo "Install Python 3.12 or newer, then try again."; exit 1; }; \
	"$(ANY_PYTHON)" tools/bootstrap.py
PYTHON = .venv/bin/python
# With bytecode kept: tests start many processes, and each would compile the whole site again. With one worker more than
# there are processors: before a browser a worker waits for it.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(PYTHON) -m pytest -n $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )) --dist worksteal $(ARGS)

.PHONY: help run test test-slow prove bench check password pins clean

help: ## what there is
	@sed -n 's/^\([a-z-]*\): ## /make \1|/p' Makefile | while IFS='|' read -r name text; do printf '%-16s %s\n' "$$name" "$$text"; done

run: ## the site on http://127.0.0.1:8000 (PORT= for another port)
	$(BOOTSTRAP) run
	@exec $(PYTHON) manage.py quickstart --port "$(PORT)"

test: ## all tests (BROWSER=0 leaves out those that need a browser, ARGS= goes to pytest)
	$(BOOTSTRAP) dev
ifeq ($(BROWSER),0)
	@echo "BROWSER=0: the browser tests are left out."
	@$(PYTEST) -m "not browser and not slow"
else
	@BROWSER_PATH="$$($(PYTHON) tests/browser/find_browser.py)" && export BROWSER_PATH && $(PYTEST) -m "not slow"
endif

test-slow: ## the tests at full size, with faults and PDF
	$(BOOTSTRAP) dev
	@BROWSER_PATH="$$($(PYTHON) tests/browser/find_browser.py)" && export BROWSER_PATH && $(PYTEST) -m slow

prove: ## everything at full size, part by part, into docs/proof.md (ARGS=--help)
	$(BOOTSTRAP) dev
	@BROWSER_PATH="$$($(PYTHON) tests/browser/find_browser.py)" && export BROWSER_PATH && $(PYTHON) -m tools.prove $(ARGS)

bench: ## speed against an empty view, beside the budgets (needs wrk; ARGS=--help)
	$(BOOTSTRAP) dev
	@BROWSER_PATH="$$($(PYTHON) tests/browser/find_browser.py)" && export BROWSER_PATH && $(PYTHON) -m tools.bench $(ARGS)

check: ## format, lint, types, layers, templates, migrations, content, weak packages
	$(BOOTSTRAP) dev
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	.venv/bin/djade --check $$(find templates -name '*.html')
	DATABASE_URL=postgresql://nobody@localhost/none $(PYTHON) -m mypy
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PYTHON) manage.py check
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py load_content --check
	$(PYTHON) -m tools.audit

password: ## a new random password for USER=
	$(BOOTSTRAP) run
	@$(PYTHON) manage.py password "$(if $(filter command,$(origin USER)),$(USER))"

pins: ## newest versions into the requirements files
	$(BOOTSTRAP) pins

clean: ## remove what can be made again (the database in var/ stays)
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis var/static var/python var/uv var/tests
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
