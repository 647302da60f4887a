# Posko: everything a newcomer types. `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run gallery test check format bench fuzz wire lock setup setup-test clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Start a demo hub on http://localhost:8080 and print sign-in links; LAN=1: for phones
	@exec $(BIN)/posko demo $(if $(LAN),--lan)

# The files that have a mark: each process would load all two hundred to find a few tests.
marked = $(shell grep -rlE --include='*.py' 'mark\.$(1)\b' tests)

test: export PYTHONDONTWRITEBYTECODE = # Each of a hundred processes would compile it all anew.
test: setup-test ## Run all tests: web client, units, stories, media, real browsers
	@$(BIN)/python -m pytest -q --collect-only > /dev/null & $(BIN)/python tools/npm.py test && wait
	@$(BIN)/python -m pytest -q -m "not quiet" -n 3 --maxschedchunk 1
	@$(BIN)/python -m pytest -q -m quiet -n 3 --maxschedchunk 1 $(call marked,quiet)

check: setup-test ## Lint, types, import rules, stale generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/limits.py
	$(BIN)/python tools/wire_ts.py --check
	$(BIN)/python tools/npm.py run check
	$(BIN)/python tools/npm.py run lint

format: setup-test ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tools/npm.py run format

gallery: setup-test ## Show every part of the client in all its states, on this machine only
	@exec $(BIN)/python tools/gallery.py

bench: setup-test ## Run the benchmarks, one after the other (minutes; leave the machine alone)
	$(BIN)/python -m benchmarks.rooms --participants 100 --speakers 4 --seconds 10
	$(BIN)/python -m benchmarks.mouth_to_ear
	$(BIN)/python -m benchmarks.jitter
	$(BIN)/python -m benchmarks.bad_network
	$(BIN)/python -m benchmarks.decoders
	$(BIN)/python -m benchmarks.fanout
	$(BIN)/python -m benchmarks.first_load
	-$(BIN)/python -m benchmarks.data_use
	$(BIN)/python -m benchmarks.survive

fuzz: setup-test ## Throw 10^6 mutated inputs at each reader of what strangers send (a quarter of an hour)
	@$(PYTHON) tools/bootstrap.py test fuzz
	@$(BIN)/python -m fuzz.run $(if $(RUNS),--runs $(RUNS))

wire: setup-test ## Write web/src/lib/wire.ts anew from hub/wire
	$(BIN)/python tools/wire_ts.py

lock: ## Pin the Python packages anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements.txt
	uv pip compile pyproject.toml --extra phone --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements-phone.txt
	uv pip compile pyproject.toml --extra radio --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements-radio.txt
	uv pip compile --group fuzz --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements-fuzz.txt
	uv pip compile pyproject.toml --group dev --extra phone --extra radio --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements-dev.txt

setup:
	@$(PYTHON) tools/bootstrap.py run

setup-test:
	@$(PYTHON) tools/bootstrap.py test

clean: ## Remove what was built and installed here (keeps var/, the demo's data)
	rm -rf .venv web/node_modules hub/webapp .mypy_cache .ruff_cache .pytest_cache
