"""Measures everything and prints one table: `python -m bench`."""

import os
import subprocess
import sys

from bench import calls, engine, imports, policies
from bench.comparison import table
from bench.local import local_aws


def main() -> None:
    """Measure, and print medians."""
    try:
        with local_aws() as aws:
            os.environ.clear()
            os.environ.update(aws)
            comparisons = imports.compare() + calls.compare() + policies.compare() + engine.compare(aws)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stdout or ''}{error.stderr or ''}")
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is not there; run `make setup`.")
    sys.stdout.write(table(comparisons) + "\n")


if __name__ == "__main__":
    main()
