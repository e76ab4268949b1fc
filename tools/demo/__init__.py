"""Shows the provider and the policy pack at work with the real Pulumi CLI and the local AWS: `make demo`."""
