# The front door. `make` alone says what there is; it needs Python 3.11 or newer, and make.

PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 8100

BIN := .venv/bin
SITE := .venv/.installed-site
TOOLS := .venv/.installed-tools
TEMPLATES = $(shell find templates -name '*.html')

# As safe as a real installation: `check --deploy` must find nothing to say about it.
LIKE_PRODUCTION := env DEBUG=0 DEMO=0 INSECURE_HTTP=0 SITE_URL=https://book.example.org ALLOWED_HOSTS=book.example.org \
	SECRET_KEY=for-make-check-only-0123456789-abcdefghijklmnopqrstuvwxyz \
	FIELD_ENCRYPTION_KEYS=$$($(BIN)/python -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())") \
	DATABASE_URL=sqlite://:memory: EMAIL_URL=smtp://127.0.0.1:25 DEFAULT_FROM_EMAIL=bookings@example.org \
	OPERATOR_EMAIL=operator@example.org

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres-redis check coverage bench bench-peers screenshots constraints upgrade

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' Makefile

run: $(SITE) ## The site on http://127.0.0.1:8000 with a sandbox and demo data (PORT=, SANDBOX_PORT=)
	@PORT=$(PORT) SANDBOX_PORT=$(SANDBOX_PORT) $(BIN)/python -m booking_site.demo

test: $(TOOLS) | var staticfiles ## Every test that can run here
	$(BIN)/pytest -n auto --dist worksteal

# Where either can make a difference: what is written down, found, counted, kept and told, by how many at once. Left out is
# what has no database, what is about the words and the look of pages, who of the staff may do what, and what asks the
# pages of other tests again in very many ways.
NO_DATABASE := benchmarks house magicline probing sandbox test_demo.py test_demo_styles.py test_demo_website.py \
	test_checks_exposure.py test_client_address.py test_log_filters.py test_logged_exceptions.py test_small_files.py \
	admin/test_logo_refused.py $(addprefix deployment/test_,compose.py image.py proxy.py)
PAGES := languages legal settings_seen site test_pages.py
AGAIN := access fuzz journeys mishaps staff

test-postgres-redis: $(TOOLS) | var staticfiles ## Those about database and cache, on a PostgreSQL and a Redis of their own
	.ci/with-postgres .ci/with-redis $(BIN)/pytest -n auto --dist worksteal -m "not browser" \
		$(addprefix --ignore=tests/,$(NO_DATABASE) $(PAGES) $(AGAIN))

check: $(TOOLS) | var staticfiles ## Format, lint, types, floors, migrations, deployment, translations, every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(LIKE_PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run
	$(LIKE_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING --database default
	$(BIN)/pytest -n auto --dist worksteal

coverage: $(TOOLS) | var staticfiles ## Every test again, and which branches they pass: 90 % at least
	$(BIN)/pytest -n auto --dist worksteal --cov --cov-fail-under=90

bench: $(TOOLS) | var staticfiles ## How quick it is, as deployed: figures of this machine into docs/benchmarks.md
	$(BIN)/python -m benchmarks

bench-peers: $(TOOLS) | var staticfiles ## The same beside other free booking software, installed into var/peers/
	$(BIN)/python -m benchmarks --peers

screenshots: $(TOOLS) | var staticfiles ## Every page of the members at four widths, light and dark: docs/pages.png
	REQUIRE_BROWSER=1 $(BIN)/pytest -n 0 tests/journeys/contact_sheet.py

upgrade: ## What runs on this server is replaced by this version, after a backup (IN=containers, VERSION=)
	@IN=$(IN) VERSION=$(VERSION) deploy/upgrade

constraints: $(TOOLS) ## Pin the newest versions that requirements.txt and requirements-dev.txt allow
	$(BIN)/uv pip compile requirements-dev.txt --upgrade --universal --python-version 3.11 \
		--no-emit-index-url --no-annotate --no-header --quiet --output-file constraints.txt

$(SITE): requirements.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(TOOLS): requirements.txt requirements-dev.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@ $(SITE)

var staticfiles:
	@mkdir -p $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed (PYTHON= chooses one).")'
	$(PYTHON) -m venv .venv
