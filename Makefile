# The project's tasks, each of which prepares what it needs. `make` lists them.

# A finished .venv keeps its Python, so that `make setup PYTHON=...` is said only once.
PYTHON ?= $(if $(and $(wildcard .venv/.installed-*),$(wildcard .venv/bin/python)),.venv/bin/python,python3)
python_version := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
# Made last, removed first: a .venv without it was interrupted half-way and is made anew.
installed := .venv/.installed-$(python_version)
# Apart, because `make setup` can do without the 270 MB of pulumi-aws.
aws_installed := .venv/.aws-$(python_version)
oldest_installed := .venv-oldest/.installed-$(python_version)

# Without bytecode on disk each process of the tests and of Pulumi would compile the packages again, and each of pytest's
# its assertions.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup test test-unit test-contract test-engine test-backend test-dropin test-oldest lint demo examples picture local-aws bench bench-full comparison docs constraints facts facts-age dist sbom release clean

help: ## List these tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

setup: $(installed) ## Prepare .venv with the packages and the Pulumi CLI
	@.venv/bin/python -m tools.offline_cli

test: lint test-unit test-contract test-engine test-backend test-dropin ## Check everything

test-unit test-contract test-engine test-dropin: test-%: setup
	.venv/bin/python -m pytest $(workers) tests/$*

workers := --numprocesses auto --maxprocesses 4
# Faults that take minutes are tried once for all tests of their file; much of the time is spent waiting.
test-engine test-dropin: workers := --numprocesses 3 --dist loadfile
# Faults wait for retries, too.
test-contract: workers := --numprocesses 3

test-unit: ## Test the parts alone (seconds)
test-contract: ## Test against the local AWS
test-engine: ## Test through the real Pulumi CLI (minutes)
# What a stack lives through. That is the same wherever its state is, and most of it is seen in the state.
team := lifecycle secrets
test-backend: setup ## Test a stack's life with its state in S3
	ENGINE_BACKEND=s3 .venv/bin/python -m pytest --numprocesses 3 $(team:%=tests/engine/test_%.py)
test-dropin: $(aws_installed) ## Test against the real pulumi_aws package

# What a stack lives through, what policies say of it, and what else depends on the versions of Pulumi's packages.
core := lifecycle every_property older_states policies refusals secrets
test-oldest: $(oldest_installed) ## Test with the oldest packages that pyproject.toml allows (minutes)
	@.venv-oldest/bin/python -m tools.offline_cli
	.venv-oldest/bin/python -m pytest $(workers) tests/unit
	.venv-oldest/bin/python -m pytest $(workers) tests/contract
	.venv-oldest/bin/python -m pytest --numprocesses 3 --dist loadfile $(core:%=tests/engine/test_%.py)

lint: setup ## Check style and types
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

demo: setup ## See the whole thing work on this machine, without AWS
	.venv/bin/python -m tools.demo

examples: $(aws_installed) ## See three teams roll out a model, without AWS
	.venv/bin/python -m tools.demo examples

picture: setup ## Draw the blocked preview that README shows
	@.venv/bin/python -m tools.demo.picture examples/quickstart/blocked-preview.svg

local-aws: setup ## Run the local AWS until it is interrupted
	.venv/bin/python -m tools.local_aws

bench: setup ## Measure what provider and policies cost over what they stand on (under five minutes)
	@.venv/bin/python -m bench

bench-full: setup ## Measure up to 1,000 models and write provider/docs/performance.md (some 12 minutes)
	@.venv/bin/python -m bench.full $(OPTIONS)

comparison: setup ## Compare the policy pack with other scanners (many minutes the first time)
	@.venv/bin/python -m bench.scanners policies/docs/comparison.md

docs: setup ## Write the reference, the table of faults and the pages of the rules
	@.venv/bin/python -m tools.docs

facts: setup ## Renew what the policies know about AWS: its accounts, regions and hosts
	@.venv/bin/python -m tools.facts
	@.venv/bin/python -m tools.docs

facts-age: setup ## Say how old that is, and what is known of the formats of credentials
	@.venv/bin/python -m tools.facts --age

constraints: ## Pin the newest and the oldest versions that pyproject.toml allows
	@tools/pin_constraints.sh $(PYTHON)

dist: setup ## Build the wheel and the sdist, the same bytes whoever builds them
	@rm -rf dist
	@.venv/bin/python -m hatchling build

sbom: dist ## List what comes with an installed wheel (CycloneDX)
	@tools/make_sbom.sh .venv/bin/python "$$(echo dist/*.whl)" build/sbom.cdx.json

release: setup ## Commit and tag a release: make release VERSION=1.2.3
	@.venv/bin/python -m tools.release '$(VERSION)'

clean: ## Remove what the other tasks made in the checkout
	rm -rf .venv .venv-oldest .pulumi-local .state .pytest_cache .ruff_cache .hypothesis build dist

$(installed): pyproject.toml constraints.txt
	@tools/make_venv.sh $(PYTHON) '$(python_version)' constraints.txt $@

$(oldest_installed): pyproject.toml constraints-oldest.txt
	@tools/make_venv.sh $(PYTHON) '$(python_version)' constraints-oldest.txt $@

$(aws_installed): $(installed)
	@tools/add_pulumi_aws.sh $@
