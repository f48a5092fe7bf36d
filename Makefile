# Everything that is done with Vangnet. `make` alone lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test lint format bench hostile clean \
	setup-build setup-test build-tests test-swift test-vectors test-case test-browser test-moved test-command test-summary

# A target that uses a module which it does not name as its dependency is an error: the parts stay apart.
checks := --explicit-target-dependency-import-check error
release := swift build $(checks) -c release --static-swift-stdlib --product vangnet
binary := .build/release/vangnet
# What the tests leave behind for the summary, and for whoever looks into a failure.
results := .build/test-results
sources := Package.swift Sources Tests Benchmarks

say = @printf '\n\033[1m==> %s\033[0m\n' "$(1)"

help: ## Shows this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: build ## Builds Vangnet and starts the demo; ARGS="--port 8081 --data DIR" go to the demo
	$(call say,The demo)
	@exec $(binary) demo $(ARGS)

build: setup-build ## Builds the release binary, .build/release/vangnet
	$(call say,Building the release binary (the first time takes about ten minutes))
	@$(release)

test: setup-test lint build build-tests ## Builds and checks everything
	@status=0; \
	for part in test-swift test-vectors test-case test-moved test-command test-browser; do $(MAKE) --no-print-directory $$part || status=1; done; \
	$(MAKE) --no-print-directory test-summary || status=1; \
	exit $$status

lint: ## Checks the style of the Swift and shell code, and that the parts stay apart
	$(call say,Style)
	@scripts/check-parts
	@swift format lint --strict --parallel --recursive $(sources)
	@for script in scripts/* .ci/run; do ! head -1 "$$script" | grep -q bash || bash -n "$$script"; done

format: ## Puts the Swift code into the project's style
	@swift format --in-place --parallel --recursive $(sources)

# Only measurements go to standard output.
bench: ## Measures against the goals; PART=floor, FORMAT=jsonl for a line of JSON each
	@$(MAKE) --no-print-directory setup-test build >&2
	@swift build $(checks) -c release --static-swift-stdlib --product BareServer >&2
	@swift build $(checks) -c release --static-swift-stdlib --product CareGaps >&2
	@swift build $(checks) -c release --static-swift-stdlib --product XAPIRows >&2
	@.venv/bin/python Benchmarks/run --part "$(or $(PART),floor)" --format "$(or $(FORMAT),table)"

hostile: setup-test build ## The long suite that attacks the running server
	@.venv/bin/pytest Tests/Hostile $(ARGS)
	@.venv/bin/pytest -m long Tests/Command
	@.venv/bin/pytest -m long Tests/Browser

clean: ## Removes what was built
	@rm -rf .build .venv

setup-build:
	@scripts/setup build

setup-test:
	@scripts/setup test

build-tests: setup-build
	$(call say,Building the tests)
	@swift build $(checks) --build-tests

# All tests at once would open a thousand connections, and more than a small machine has.
test-swift: ## Runs the Swift tests, on SQLite and on a PostgreSQL of their own; FILTER=StorageTests for some
	$(call say,Swift tests)
	@mkdir -p $(results) && rm -f $(results)/swift.jsonl
	@SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=24 scripts/with-postgres swift test --skip-build --disable-xctest --parallel \
		--event-stream-output-path $(results)/swift.jsonl --event-stream-version 0 $(if $(FILTER),--filter "$(FILTER)")

test-vectors: ## Checks the vault's format against a second implementation, and coded data against PSPP
	$(call say,The format of the vault and of coded data)
	@mkdir -p $(results) && rm -f $(results)/vectors.xml
	@.venv/bin/pytest --junitxml=$(results)/vectors.xml Tests/Vault Tests/Coded

test-case: ## Checks a dossier's CASE bundle with the validator of CASE
	$(call say,The dossier for the police)
	@mkdir -p $(results) && rm -f $(results)/case.xml
	@.venv/bin/pytest --junitxml=$(results)/case.xml Tests/Coaches

test-moved: ## Starts the release binary from another folder, with nothing of the checkout in reach
	$(call say,The binary moved elsewhere)
	@mkdir -p $(results) && rm -f $(results)/install.xml
	@.venv/bin/pytest --junitxml=$(abspath $(results))/install.xml Tests/Install

test-command: ## Runs the commands of the release binary on files, good and wrong
	$(call say,Commands)
	@mkdir -p $(results) && rm -f $(results)/command.xml
	@.venv/bin/pytest -m "not long" --junitxml=$(results)/command.xml Tests/Command $(ARGS)

# A test that waits for what never comes is named and fails; the process that ran it is replaced.
test-browser: ## Runs the browser tests against the release binary; ARGS="-k 'quick_exit'" for some
	$(call say,Browser tests)
	@mkdir -p $(results) && rm -f $(results)/browser.xml $(results)/afterwards.xml
	@status=0; \
	.venv/bin/pytest -m "not long" -n auto --maxprocesses 4 --timeout=300 --timeout-method=thread --junitxml=$(results)/browser.xml \
		--ignore=Tests/Browser/afterwards Tests/Browser $(ARGS) || status=1; \
	.venv/bin/pytest --junitxml=$(results)/afterwards.xml Tests/Browser/afterwards || status=1; \
	exit $$status

test-summary:
	$(call say,Summary)
	@scripts/test-summary $(results)
