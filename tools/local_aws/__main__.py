"""Runs local AWS in the foreground for trying things by hand: `python -m tools.local_aws`."""

import argparse
import os
import shlex
import signal
import sys
import threading

from tools.local_aws.server import LocalAws


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tools.local_aws", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=0, help="the port of 127.0.0.1 to listen on; a free one if not given"
    )
    port = parser.parse_args().port
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with LocalAws(port) as aws:
            sys.stdout.write(_instructions(aws))
            sys.stdout.flush()
            stopped.wait()
    except (OSError, OverflowError) as error:
        sys.exit(f"Local AWS cannot listen on port {port}: {error}. Choose another port, or none for a free one.")


def _instructions(aws: LocalAws) -> str:
    before, after = os.environ, aws.environment()
    lines = ["# Local AWS is running. In another shell:"]
    lines += [f"unset {name}" for name in sorted(before.keys() - after.keys())]
    lines += [f"export {name}={shlex.quote(after[name])}" for name in aws.environment({})]
    return "\n".join([*lines, "# Ctrl-C stops it; everything in it is then forgotten.", ""])


if __name__ == "__main__":
    main()
