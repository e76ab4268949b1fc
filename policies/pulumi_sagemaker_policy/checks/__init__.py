"""What several rules check in the same way."""
