"""The policies that look at the whole stack at the end of a run, one module for each."""
