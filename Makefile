SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
SEED ?=
SEEDS ?=
MINUTES ?=
CORPUS ?=

help: ## list these targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'

dev: ## the demo with its database, and the UI with reload
	@scripts/dev

check: ## what must hold before a commit: format, types, tests, journeys (within 15 min)
	@scripts/stage "needs" scripts/install-needs
	@scripts/stage "ui" scripts/check-ui
	@scripts/stage "embed" scripts/check-embed
	@scripts/stage "server" scripts/mvn spotless:check verify

check-long: ## the long tests: kills, planted bugs, several processes (within another 25 min)
	@scripts/stage "needs" scripts/install-needs
	@scripts/stage "long" scripts/mvn verify -Plong

e2e: ## only the journeys: the packaged jar in a real browser
	@scripts/stage "needs" scripts/install-needs
	@scripts/stage "journeys" scripts/mvn verify -pl server -am -Dsurefire.skip=true

simulate: ## the engine simulation: SEED=1234 tells one story, SEEDS=5000 MINUTES=30 plays many
	@scripts/stage "simulation" scripts/mvn verify -pl server -am -Dtest='*Simulation' -Dsurefire.failIfNoSpecifiedTests=false -DskipITs -DskipUi $(if $(SEED),-Dseed=$(SEED)) $(if $(TELLING),-Dtelling=$(TELLING)) $(if $(SEEDS),-Dseeds=$(SEEDS)) $(if $(MINUTES),-Dminutes=$(MINUTES))

conformance: ## measure the reader of HTTP manifests: CORPUS=folder with recordings of the reference
	@[[ -d "$(CORPUS)" ]] || { echo "Say where the corpus is: make conformance CORPUS=folder"; exit 2; }
	@scripts/mvn -q test -pl server -am -Dtest=ConformanceRun -Dsurefire.failIfNoSpecifiedTests=false -DskipUi -Dcorpus="$(abspath $(CORPUS))"

bench: ## measure start, memory and rows/s beside psql; keeps bench/results.txt (about 10 min)
	@bench/run

format: ## format the Java and the TypeScript
	@scripts/mvn -q spotless:apply
	@if [[ -d ui/node_modules ]]; then cd ui && npm run --silent format; fi

clean: ## remove what was built, not your data
	@rm -rf target core/target testkit/target server/target ui/dist

.PHONY: help dev check check-long e2e simulate conformance bench format clean
