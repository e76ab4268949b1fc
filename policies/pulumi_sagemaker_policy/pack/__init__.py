"""A pack out of rules: what the Pulumi engine asks of each, and of all together at the end of a run."""
