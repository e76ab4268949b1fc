"""The command `sagemaker-policy`, and all that only it needs."""
