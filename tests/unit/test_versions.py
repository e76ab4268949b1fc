"""The versions that are supported: what is said of them, what is pinned and what CI tests are the same."""

from __future__ import annotations

import re
from importlib.metadata import metadata, requires
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tools.offline_cli.command_line import MINIMUM_VERSION

CHECKOUT = Path(__file__).parents[2]
NAME = "pulumi-sagemaker-model"
PYTHONS = re.findall(r"Python :: (3\.\d+)", "\n".join(metadata(NAME).get_all("Classifier") or ()))


def text(file: str) -> str:
    return (CHECKOUT / file).read_text(encoding="utf-8")


def of_users() -> list[Requirement]:
    """Return what users need, the extra `policy` included."""
    needed = [Requirement(one) for one in requires(NAME) or ()]
    return [one for one in needed if one.marker is None or one.marker.evaluate({"extra": "policy"})]


def test_given_the_pythons_when_compared_then_each_place_names_the_same() -> None:
    oldest, newest = PYTHONS[0], PYTHONS[-1]
    jobs = yaml.safe_load(text(".github/workflows/ci.yml"))["jobs"]["test"]["strategy"]["matrix"]

    assert metadata(NAME)["Requires-Python"] == f"<3.{int(newest.split('.')[1]) + 1},>={oldest}"
    assert all(int(later.split(".")[1]) - int(one.split(".")[1]) == 1 for one, later in pairwise(PYTHONS))
    assert jobs["python"] == PYTHONS
    assert {one["python"] for one in jobs["include"]} <= set(PYTHONS)
    assert f"\n{' | '.join(PYTHONS)}) ;;\n" in text("tools/make_venv.sh")
    assert text("tools/make_venv.sh").count(f"one of {oldest} to {newest},") == 2
    assert f"You need Python {oldest} to {newest} and" in text("README.md")


@pytest.mark.parametrize("needed", of_users(), ids=str)
def test_given_what_users_need_when_looked_up_then_its_floor_is_pinned_for_the_tests(needed: Requirement) -> None:
    (pinned,) = re.findall(rf"^{needed.name.lower()}==(\S+)$", text("constraints-oldest.txt"), re.MULTILINE)
    (floor,) = (bound.version for bound in needed.specifier if bound.operator == ">=")

    assert re.fullmatch(rf"{re.escape(floor)}(\.0)*", pinned)


def test_given_the_cli_when_compared_then_readme_names_the_oldest_that_setup_takes() -> None:
    assert f"the Pulumi CLI {MINIMUM_VERSION.major}.{MINIMUM_VERSION.minor} or newer" in " ".join(
        text("README.md").split()
    )
