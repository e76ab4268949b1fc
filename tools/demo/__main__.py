"""Plays a demo and ends it, however it ends, without a process or a file left.

`python -m tools.demo` plays that of README, and `python -m tools.demo examples` those of the examples of three teams.
"""

import signal
import sys

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Play the demo and return the exit code."""
    for ending in ENDINGS:
        signal.signal(ending, _interrupt)
    try:
        # moto takes a second to import, in which Ctrl-C has to work, too.
        from tools.demo.rollout import Rollout  # noqa: PLC0415
        from tools.demo.scenario import Scenario  # noqa: PLC0415
        from tools.local_aws import LocalAws  # noqa: PLC0415
        from tools.workspace import Workspace, WorkspaceError  # noqa: PLC0415

        try:
            with Workspace() as workspace, LocalAws() as aws:
                demo = Rollout if sys.argv[1:] == ["examples"] else Scenario
                demo(aws, workspace).play()
        except (WorkspaceError, OSError) as error:
            sys.stderr.write(f"\nThe demo failed: {error}.\n")
            return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted: everything that the demo started is stopped, and nothing is left.\n")
        return 128 + signal.SIGINT
    return 0


def _interrupt(*_: object) -> None:
    # Only once: a second Ctrl-C would keep Pulumi from stopping its plugins, which takes a second or two.
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
