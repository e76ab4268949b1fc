"""The examples of three teams, played from start to end."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.demo.rollout import Rollout
from tools.local_aws import LocalAws
from tools.workspace import CHECKOUT, Workspace


def test_given_three_teams_stacks_when_a_model_is_rolled_out_then_all_stays_green(
    aws: LocalAws, tmp_path: Path
) -> None:
    # Two folders above them, as in a checkout.
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "policies").symlink_to(CHECKOUT / "policies")
    with Workspace(tmp_path / "workspace") as workspace:
        # Each step checks what it shows.
        Rollout(aws, workspace).play()
