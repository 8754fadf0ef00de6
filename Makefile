# Everything is done by these targets; they need only make and Python 3.11 or newer with venv.
PYTHON ?= python3
VENV = .venv/bin/python
# Production settings, for the checks that ask what a visitor's browser would see.
DEPLOY = HTTPS=1 DEBUG=0 ALLOWED_HOSTS=register.example.org

.PHONY: help run test lint messages bench bench-alerts bench-batches bench-bells bench-checks bench-news bench-search bench-screening bench-sources drill-news services secrets backup sbom audit lock clean install install-dev
.DEFAULT_GOAL := help

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' Makefile

run: install  ## Start the whole register; PORT and DATA_DIR are honoured; Ctrl-C stops it
	@$(VENV) -m ops run

test: install-dev  ## Run the test suite on its own database and broker; ARGS="tests/ops -k port" for a part
	@$(VENV) -m ops with-services $(VENV) -m pytest -n 2 $(ARGS)

lint: install-dev  ## Format, lint, types, walls of the house, templates, migrations, security settings
	$(VENV) -m ruff format --check .
	$(VENV) -m ruff check .
	find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +
	$(VENV) -m ops with-services $(VENV) -m mypy
	.venv/bin/lint-imports
	$(VENV) -m ops with-services $(VENV) manage.py makemigrations --check --dry-run
	$(DEPLOY) $(VENV) -m ops with-services $(VENV) manage.py check --deploy --fail-level WARNING

bench: install-dev  ## Measure pages and API on a seeded database of its own
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench $(ARGS)

bench-search: install-dev  ## Measure the search on 10,000 entities and 200,000 articles that it makes up and takes back
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_search $(ARGS)

bench-alerts: install-dev  ## Publish 20 names while 10,000 counterparties are watched: until the last webhook was taken
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_alerts $(ARGS)

bench-batches: install-dev  ## Measure a batch with real workers; ARGS="--entities 30000 --visitors 2", or "--kills 20 --forget"
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_batches $(ARGS)

bench-bells: install-dev  ## Send 500 batches, empty the broker with their bells in it, and see that all are done
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_bells $(ARGS)

bench-checks: install-dev  ## Measure one check over HTTP beside a made-up list of 30,000 parties
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_checks $(ARGS)

bench-news: install-dev  ## Measure how news are stored among 500,000 articles that it makes up and takes back
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_news $(ARGS)

bench-screening: install-dev  ## Measure the matcher on up to 100,000 parties that it makes up; needs no database
	@$(VENV) -m ops.bench_screening $(ARGS)

bench-sources: install-dev  ## Replay a day of sources at speed; ARGS="--kills 20 --flushes 5 --restarts 10", or "--items 20000 --visitors 2"
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_sources $(ARGS)

drill-news: install-dev  ## Replay a day of sources while workers are killed 20 times and the database crashes 10 times; takes some minutes
	@$(VENV) -m ops with-services --seeded $(VENV) -m ops.bench_sources --kills 20 --flushes 5 --restarts 10 $(ARGS)

messages: install-dev  ## Write the catalogues of translations anew from the sources; ARGS=--compile only packs them
	@$(VENV) -m ops.messages $(ARGS)

services: install  ## Start only database and broker, for work on the code
	@$(VENV) -m ops services

secrets: install  ## Write random secrets for docker-compose.yml into ./secrets, once
	@$(VENV) -m ops.container_secrets

backup: install  ## Save the register in one file; ARGS="--to DIR"; restore it with python -m ops restore FILE
	@$(VENV) -m ops backup $(ARGS)

sbom: install-dev  ## Write requirements/sbom.cdx.json, the bill of materials, from the lock file
	@$(VENV) -m ops.sbom

audit: install-dev  ## Ask whether a weakness is known in anything that is pinned; ARGS=--if-reachable
	@$(VENV) -m ops.audit $(ARGS)

lock:  ## Write the lock files anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --no-build --generate-hashes \
		--custom-compile-command "make lock" --extra embedded --extra dev -o requirements/dev.txt
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --no-build --generate-hashes \
		--custom-compile-command "make lock" --extra embedded -c requirements/dev.txt -o requirements/run.txt
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --no-build --generate-hashes \
		--custom-compile-command "make lock" -c requirements/dev.txt -o requirements/image.txt

clean:  ## Remove what can be made again; your data stays
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Your data in $${DATA_DIR:-var} was left alone. To start from nothing, remove that directory yourself."

install:
	@$(PYTHON) ops/venv.py run.txt

install-dev:
	@$(PYTHON) ops/venv.py dev.txt
