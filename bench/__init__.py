"""What the provider costs, always as a ratio to what it stands on: `make bench`."""
