# Every command works from a bare clone; see README.md. `make help` lists the commands.
SHELL := /bin/bash
PYTHON_BIN := .venv/bin/python

LINT_BIN := .venv-lint/bin
# requirements.txt has the run packages of uv.lock, for users who install with pip.
REQUIREMENTS := (echo "\# Made from uv.lock by \`make lock\`: what the system needs to run; edit pyproject.toml instead." && \
	.uv/bin/uv export --quiet --frozen --offline --no-emit-project --no-header)

.PHONY: help setup setup-tests setup-fast-tests setup-lint setup-uv setup-airflow setup-bench run cluster lake airflow \
	kafka test test-fast check check-types check-rest lock bench bench-batch bench-dashboard evaluate calibrate frontend \
	screenshots clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 25

setup: ## install Java, the virtual environment and the jars, once
	@ops/setup.sh run

setup-tests:
	@ops/setup.sh tests

setup-fast-tests:
	@ops/setup.sh fast-tests

setup-lint:
	@ops/setup.sh lint

setup-uv:
	@ops/setup.sh uv

setup-airflow:
	@ops/setup.sh airflow

setup-bench:
	@ops/setup.sh bench

run: setup ## run the whole system: SOURCE=simulated (default), live, or a recording with SPEED=10 or max
	@exec $(PYTHON_BIN) -m ops.run $(if $(SOURCE),--source "$(SOURCE)") $(if $(SPEED),--speed "$(SPEED)")

cluster: setup ## run the whole system on three Kafka brokers, a Spark master and two workers; SOURCE and SPEED as for run
	@exec $(PYTHON_BIN) -m ops.run --cluster $(if $(SOURCE),--source "$(SOURCE)") $(if $(SPEED),--speed "$(SPEED)")

lake: setup ## run the batch side once: new data to bronze, silver and gold (and to PostgreSQL, if WAREHOUSE_URL is set)
	@for command in land land-alerts silver gold load; do $(PYTHON_BIN) -m etl $$command || exit; done

airflow: setup-airflow ## run the batch side under Airflow: http://127.0.0.1:8080 (AIRFLOW_PORT), DAGs paused at first
	@exec $(PYTHON_BIN) -m ops.airflow

kafka: setup ## run only the embedded broker, to start the other parts in terminals of their own
	@exec $(PYTHON_BIN) -m ops.broker

test: setup-tests ## run all tests, three files at a time; ARGS="-k word" for some, ARGS="-n 0" for one at a time
	@$(PYTHON_BIN) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

test-fast: setup-fast-tests ## run the tests of pure code: no Java, browser, server, Airflow or other process; ARGS="-k word" for some
	@$(PYTHON_BIN) -m pytest -m "not slow" --hypothesis-profile=fast -n 2 --dist worksteal $(ARGS)

check: setup-lint ## check lint, format, types, import directions and the lock
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check-types check-rest

check-types:
	@$(LINT_BIN)/mypy

check-rest:
	@$(LINT_BIN)/ruff check .
	@$(LINT_BIN)/ruff format --check .
	@$(LINT_BIN)/lint-imports
	@.uv/bin/uv lock --quiet --check --offline || { echo "uv.lock does not fit pyproject.toml: run make lock"; exit 1; }
	@$(REQUIREMENTS) | cmp --quiet - requirements.txt || \
		{ echo "requirements.txt does not fit uv.lock: run make lock"; exit 1; }

lock: setup-uv ## pin what pyproject.toml requires, in uv.lock and requirements.txt; ARGS="--upgrade" for newer versions
	@.uv/bin/uv lock --system-certs $(ARGS)
	@$(REQUIREMENTS) >requirements.txt

bench: setup-bench ## measure the streaming job, other frameworks and the producer, and rewrite their part of docs/benchmarks.md
	@$(PYTHON_BIN) -m benchmarks

bench-batch: setup-tests ## measure the batch side and rewrite its part of docs/benchmarks.md
	@$(PYTHON_BIN) -m benchmarks.batch

bench-dashboard: setup-tests ## measure the page with 10,000 aircraft and rewrite its part of docs/benchmarks.md
	@$(PYTHON_BIN) -m benchmarks.dashboard

evaluate: setup-tests ## measure the detection and rewrite docs/detection.md: RECORDING=polls.jsonl.gz, else simulated traffic; OPTIONS="--paces 10 90"
	@$(PYTHON_BIN) -m ml.evaluate $(if $(RECORDING),--recording "$(RECORDING)") $(OPTIONS)

calibrate: setup ## widen the detectors' limits to a budget of false alerts: RECORDING=polls.jsonl.gz, else simulated traffic
	@$(PYTHON_BIN) -m ml.calibrate $(if $(RECORDING),--recording "$(RECORDING)")

frontend: setup ## build the map's JavaScript and its airports into dashboard/static, which is committed (needs Node)
	@cd dashboard/frontend && npm ci --no-audit --no-fund && npm run --silent build
	@$(PYTHON_BIN) dashboard/frontend/airports.py

screenshots: setup-tests ## retake the screenshots in the documentation
	@$(PYTHON_BIN) -m pytest tests/system/test_make_run.py tests/dashboard/views/test_history_page.py --screenshots docs/images

clean: ## remove outputs, the broker's data and the trained model
	@rm -rf .kafka .kafka-cluster ml/*.pkl ml/model.json
	@find output -mindepth 1 ! -name .gitkeep -delete
