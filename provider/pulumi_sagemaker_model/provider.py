"""The dynamic provider: one method for each question of the engine, which `operations.py` answers.

The dotted path of `ModelProvider` is written into users' state; it must never change. A program needs no more than
this of the provider, so what answers is loaded only where the engine asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi import dynamic

from pulumi_sagemaker_model import lazy_imports, plugin

if TYPE_CHECKING:
    from pulumi_sagemaker_model.operations import Operations


class ModelProvider(dynamic.ResourceProvider):
    """Manages SageMaker models. Has no state of its own, so that every resource serializes it to the same bytes."""

    serialize_as_secret_always = False

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Take the stack's configuration; called once a process, before anything else."""
        self._operations: Operations = lazy_imports.load("pulumi_sagemaker_model.operations").Operations(req.config)
        plugin.prepare(self)

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Give values their types, find what AWS would refuse, fill in region, tags and name.

        Asks AWS nothing, but at a preview whether there is what a model that is to be made names.
        """
        return self._operations.check(_olds, news)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Compare state and program: tags change in place, everything else takes another model."""
        return self._operations.diff(_olds, _news)

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Create the model, or find the one that an interrupted update of the same program created."""
        return self._operations.create(props)

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Read the model as AWS has it; what AWS fills in by itself is no drift."""
        return self._operations.read(id_, props)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the tags in line; nothing else of a model can change."""
        return self._operations.update(_olds, _news)

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the model, unless a live endpoint serves it, or this very update found it to be what is declared."""
        self._operations.delete(_props)
