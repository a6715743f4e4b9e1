# `make run` starts Binnacle on this machine, `make test` runs everything that CI runs. Both install what they need.
NODE := node_modules/node/bin/node
CONSOLE_SOURCES := $(shell find apps/console/src packages/api/src packages/views/src packages/model/src packages/promql/src apps/console/*.ts apps/console/index.html -type f 2>/dev/null)
SERVER_SOURCES := $(shell find apps/cli/src apps/server/src apps/agent/src apps/demo/src packages/*/src tools/bundle.ts -name '*.ts' 2>/dev/null)

.PHONY: help install build run demo test test-cluster check format bench clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: node_modules/.installed ## Install the npm packages (and a recent Node.js among them)

node_modules/.installed: package-lock.json package.json $(wildcard packages/*/package.json apps/*/package.json)
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

build: apps/console/dist/index.html apps/cli/dist/start.js ## Build the console, and put the sources of the server together

apps/console/dist/index.html: node_modules/.installed $(CONSOLE_SOURCES)
	npm run --silent build

apps/cli/dist/start.js: node_modules/.installed $(SERVER_SOURCES)
	$(NODE) tools/bundle.ts

run: install build ## Start server and agent on this machine and print the URL
	@./binnacle up

demo: install build ## Start the demo: the whole product over two simulated clusters
	@./binnacle demo

check: install ## Types, lint, format and dependency direction
	@$(NODE) tools/check.ts

test: install ## Everything CI runs: checks, unit, integration and browser tests
	@tools/install-test-packages
	@$(NODE) tools/test.ts

test-cluster: install build ## Tests against real Docker, containerd and Kubernetes, where the scripts that start them are
	@tools/install-test-packages cluster
	@$(NODE) tools/test.ts cluster

bench: install build ## Measure against the Prometheus and VictoriaMetrics of this machine (BENCH="--series 100000")
	@$(NODE) bench/run.ts --write $(BENCH)
	@$(NODE) bench/scrape.ts --write
	@$(NODE) bench/console.ts --write $(BENCH_CONSOLE)

format: install ## Format the sources
	@node_modules/.bin/oxfmt --write .

clean: ## Remove what was built and installed
	rm -rf node_modules apps/console/dist test-results
