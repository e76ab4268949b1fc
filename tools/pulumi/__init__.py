"""Provides the Pulumi CLI in .venv/bin, whatever the machine has: `python -m tools.pulumi`, run by `make setup`."""
