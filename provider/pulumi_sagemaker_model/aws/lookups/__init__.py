"""Questions about what a model names, one module for each service: whether it is there, and what it is like."""
