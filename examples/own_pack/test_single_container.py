"""Run it with `python -m pytest` in this folder: what the rule says of programs, as the engine would show it."""

import pytest
from single_container import SINGLE_CONTAINER

from pulumi_sagemaker_policy.testing import AWS, OURS, UNKNOWN, Declaration, analyze

UNDECIDED = "containers is known only at update; the rule then decides before the model is created or changed."


@pytest.mark.parametrize("token", [OURS, AWS])
@pytest.mark.parametrize(
    ("properties", "settings", "said"),
    [
        ({"primaryContainer": {"image": "a"}}, {}, []),
        ({"containers": [{"image": "a"}, {"image": "b"}]}, {}, ["mandatory: The model has 2 containers."]),
        ({"containers": [{"image": "a"}, {"image": "b"}]}, {"at_most": 2}, []),
        (
            {"containers": UNKNOWN},
            {},
            ["advisory: " + UNDECIDED],
        ),
    ],
)
def test_single_container(
    token: str, properties: dict[str, object], settings: dict[str, object], said: list[str]
) -> None:
    """Compare what the rule says of a declaration, at which level."""
    answer = analyze(Declaration(token, properties), SINGLE_CONTAINER, config={"single-container": settings})

    found = [f"{found.level.value}: {found.message.splitlines()[1]}" for found in answer.diagnostics]
    assert found == said  # noqa: S101 - pytest is built on assert
