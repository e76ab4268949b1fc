"""Outputs on demand are what the SDK's own are: as known, as secret, as dependent, and as failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi import Output, ResourceOptions
from pulumi.runtime import stack
from pulumi.runtime.mocks import MockResourceArgs

from pulumi_sagemaker_model import Model
from tests.unit.provider.mocked_engine import mocked, run
from tests.unit.provider.models import IMAGE
from tests.unit.provider.test_resource import Engine


class AtOnce(Model):
    """A model of which the SDK makes all outputs."""

    _outputs_on_demand = False


class Failing(Engine):
    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        raise ValueError(f"the engine refused {args.name}")


def declared(kind: type[Model]) -> Model:
    return kind(
        "fraud",
        primary_container={"image": IMAGE, "environment": {"TOKEN": Output.secret("not-a-real-token")}},
        tags={"team": "search"},
        opts=ResourceOptions(version="1.0.0"),
    )


def known_of(kind: type[Model], *, preview: bool) -> dict[str, Any]:
    """Return what the outputs of a model of this kind are."""
    known: dict[str, Any] = {}

    async def look(model: Model, name: str, output: Output[Any]) -> None:
        known[name] = (
            await output.future(with_unknowns=True),
            await output.is_known(),
            await output.is_secret(),
            {one is model for one in await output.resources()},
        )

    def program() -> Output[Any]:
        model = declared(kind)
        outputs = {name: one for name, one in vars(model).items() if isinstance(one, Output)}
        looks = [look(model, name, one) for name, one in outputs.items()]
        return Output.all(*looks)

    with mocked(Engine(), preview=preview):
        run(program)
    return known


@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
def test_given_outputs_when_used_then_they_are_what_the_sdks_own_are(*, preview: bool) -> None:
    on_demand = known_of(Model, preview=preview)

    at_once = known_of(AtOnce, preview=preview)
    assert on_demand == {name: one for name, one in at_once.items() if not name.startswith("__")}
    assert on_demand["tags"][0] == {"team": "search"}
    assert on_demand["primaryContainer"][2] is True
    assert len(on_demand) > 12


def test_given_outputs_when_not_used_then_the_sdk_makes_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Output[Any]] = []
    sdks = Output.__init__

    def make(self: Output[Any], *parts: Any) -> None:
        made.append(self)
        sdks(self, *parts)

    monkeypatch.setattr(Output, "__init__", make)

    def count(use: Callable[[Model], Any], kind: type[Model] = Model) -> int:
        made.clear()
        with mocked(Engine()):
            run(lambda: use(declared(kind)))
        return len(made)

    unused = count(lambda _: None)
    assert 1 <= count(lambda model: model.arn) - unused <= 3  # older SDKs make two more for what is made of it
    assert count(lambda _: None, AtOnce) - unused > 15


def test_given_a_model_when_exported_as_a_whole_then_all_of_it_is() -> None:
    def whole(kind: type[Model]) -> Output[Any]:
        return Output.from_input(stack.massage(declared(kind), []))

    with mocked(Engine()):
        assert (
            run(lambda: Output.all(whole(Model).apply(sorted), whole(AtOnce).apply(sorted)))
            == [sorted(vars_of_public(AtOnce))] * 2
        )


def vars_of_public(kind: type[Model]) -> list[str]:
    """Return the names that the SDK exports of a model of this kind."""
    names: list[str] = []
    with mocked(Engine()):
        run(lambda: names.extend(name for name in vars(declared(kind)) if not name.startswith("_")))
    return names


@pytest.mark.parametrize("used", [False, True])
def test_given_a_registration_that_fails_when_outputs_are_used_then_they_fail_alike(*, used: bool) -> None:
    def program() -> Any:
        model = declared(Model)
        return pulumi.Output.all(model.arn, model.tags) if used else None

    with mocked(Failing()), pytest.raises(ValueError, match="the engine refused fraud"):
        run(program)


def test_given_another_resource_when_declared_then_its_outputs_are_the_sdks() -> None:
    class Other(pulumi.CustomResource):
        arn: Output[str]

        def __init__(self) -> None:
            super().__init__("a:b:C", "other", {"arn": None})

    with mocked(Engine()):
        run(lambda: declared(Model).arn)
        assert run(lambda: type(vars(Other())["arn"])) is Output
