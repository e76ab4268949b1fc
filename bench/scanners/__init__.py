"""Sets this policy pack beside Checkov and cfn-guard, on the same labelled models: `make comparison`."""
