"""Links a Pulumi CLI into .venv/bin, whatever the machine has: `python -m tools.offline_cli`, run by `make setup`."""
