"""From a run of Pulumi to its report: what the engine tells, where things are declared, and the verdict."""
