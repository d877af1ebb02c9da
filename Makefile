# Roundbook. `make` lists the verbs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
WORKERS ?= 2

.PHONY: help setup run app stop reset logs test test-fast check lint types layers spelling fix bench bench-peers pictures lock sim score kills fuzz races docs languages

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}'

setup: ## install what the tests need (system packages, .venv, assets)
	@scripts/setup test

run: ## set up what is missing and start the demo council on http://127.0.0.1:8000 (PORT, SIZE, SEED, DATABASE_URL)
	@scripts/setup run
	@scripts/run

app: ## open the squad's app against the running server (SIZE_PX=412x915)
	@scripts/setup app
	@scripts/app

stop: ## stop server, squads and database
	@scripts/stop

reset: ## stop and delete the demo council
	@scripts/stop
	@scripts/cluster remove 2>/dev/null || true
	@rm -rf .run
	@echo "The demo council is gone. make run makes it anew."

logs: ## follow the server's and the squads' logs
	@tail -n 20 -F .run/server.log .run/squads.log

test: ## set up what is missing, then lint, types, layers and every test
	@scripts/setup test
	@$(MAKE) --no-print-directory check

check: lint types layers ## lint, types, layers, tests: what CI runs
	@scripts/test -n $(WORKERS)

test-fast: ## the tests that need neither database nor window nor browser
	@$(VENV)/pytest -q -m "not db and not window and not browser and not slow"

lint: ## ruff and codespell
	@$(VENV)/ruff format --check -q . && $(VENV)/ruff check -q . && $(VENV)/codespell && echo "lint: clean"

types: ## mypy --strict
	@$(VENV)/mypy

layers: ## who may import whom
	@$(VENV)/lint-imports --no-cache > .run-layers.txt 2>&1 && tail -1 .run-layers.txt && rm -f .run-layers.txt || { cat .run-layers.txt; rm -f .run-layers.txt; exit 1; }

fix: ## format and mend what can be mended
	@$(VENV)/ruff format -q . && $(VENV)/ruff check -q --fix .

bench: ## run the benchmarks (they never fail on a time)
	@$(VENV)/pytest -q -s -p no:randomly tests/bench

sim: ## play simulated schedules of the sync (SEEDS=20000 FIRST=0, REAL=1: on SQLite and PostGIS)
	@$(VENV)/python -m tests.sync.sim$(if $(REAL),.real) --schedules $(or $(SEEDS),20000) --first $(or $(FIRST),0)

bench-peers: ## install Kinto and pouchdb-server, which make bench compares with
	@scripts/bench-peers

pictures: ## take the pictures of the app's screens and of every page anew
	@scripts/setup test
	@scripts/pictures

docs: ## write docs/database.md and docs/problems.md anew from the code
	@$(VENV)/python -m tests.habits.write_database && $(VENV)/python -m tests.habits.write_problems

languages: ## write the app's catalogues anew after a text was added or changed
	@$(VENV)/python -m tests.habits.write_catalogues

lock: ## pin requirements*.txt anew from requirements*.in
	@export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1; for list in requirements requirements-dev requirements-phone; do \
	  $(VENV)/uv pip compile -q --python-version 3.11 $$list.in --generate-hashes --no-header -o $$list.txt; done

score: ## score the verdicts of four weeks of a generated city against what truly happened (COUNCIL=city/2/2026-11-20)
	@$(VENV)/python -m server demo score --weeks 4 $(if $(COUNCIL),--council $(COUNCIL))

kills: ## kill handhelds, server and database at random points (ROUNDS=200)
	@$(VENV)/python -m tests.sync.kills --rounds $(or $(ROUNDS),200) $(if $(SEED),--seed $(SEED))

races: ## the races in PostgreSQL, twenty times as long (RACES=20)
	@RACES=$(or $(RACES),20) $(VENV)/pytest -q tests/server/actions/test_exchanges_at_once.py

fuzz: ## spoilt bodies against the device API (INPUTS=100000)
	@$(VENV)/python -m tests.sync.fuzz --inputs $(or $(INPUTS),100000) $(if $(SEED),--seed $(SEED))
