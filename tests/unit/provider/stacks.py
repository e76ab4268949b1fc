"""A stack in memory: its state, and what the engine asks of the provider to bring it to what a program declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pulumi
import pytest
from pulumi import dynamic

from pulumi_sagemaker_model import errors, operations
from pulumi_sagemaker_model.aws.arns import account_of
from pulumi_sagemaker_model.aws.settings import Settings
from pulumi_sagemaker_model.properties import AWS_PROVIDER, IDENTITY, PREVIEW, RETAINED
from pulumi_sagemaker_model.provider import ModelProvider
from pulumi_sagemaker_model.update_tracker import UpdateTracker
from tests.unit.provider.models import model
from tests.unit.provider.sagemaker import FakeSageMaker

TYPE = "pulumi-python:dynamic/sagemaker:Model"
PLAIN, SEARCH, ADS = (f"acme/urn:pulumi:dev::shop::{path}{TYPE}::m" for path in ("", "my:Search$", "my:Ads$"))
"""Resources of one name, with other parents."""


@dataclass(frozen=True)
class Declared:
    """A model as a program declares it."""

    who: str
    name: Any = None
    adopt: bool = False
    release: str = "1"
    was: str | None = None
    """Whose model it was before, by an alias."""
    replaced: bool = False
    """By force."""
    region: Any = None
    retain: bool = False
    """Whether `retain_on_delete` is set."""
    provider: Mapping[str, Any] | None = None
    """What its explicit provider is told, if it has one."""
    previewed: bool = False
    """Whether the program says where inputs come from, as it does at a preview."""

    def inputs(self) -> dict[str, Any]:
        return model(
            **{"__provider": "gASV", IDENTITY: self.who, "name": self.name, "adoptExisting": self.adopt or None},
            primaryContainer={"modelPackageName": "scores"},
            triggers={"release": self.release},
            region=self.region,
            **{RETAINED: self.retain or None, AWS_PROVIDER: self.provider, PREVIEW: {} if self.previewed else None},
        )


@dataclass
class Owned:
    """A resource in the state."""

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    retained: bool = False
    """Whether the engine leaves its model alone, as its options say."""


class KilledError(Exception):
    """The engine died after a model was made and before the state had it, or before the first deletion."""


@dataclass
class Stack:
    """A stack's state, and an engine that brings it to what a program declares."""

    sagemaker: FakeSageMaker
    abroad: FakeSageMaker = field(default_factory=lambda: FakeSageMaker("eu-west-1"))
    """Another region."""
    resources: dict[str, Owned] = field(default_factory=dict)
    pending: list[Owned] = field(default_factory=list)
    """What is to be deleted."""
    configuration: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    """What the provider warns of."""
    expired: set[str] = field(default_factory=set)
    """Secret keys that AWS takes no more."""
    other_accounts: dict[str, FakeSageMaker] = field(default_factory=dict)
    """Of other accounts, by the ids in the ARNs of roles."""

    def client_for(self, settings: Settings, region: str) -> FakeSageMaker:
        """Return the client of a region, in the account of the role that is assumed."""
        if settings.secret_key in self.expired:
            raise errors.AccessDeniedError("the credentials have expired")
        account = account_of(settings.roles[-1]["RoleArn"]) if settings.roles else ""
        return self.other_accounts.get(account) or {"us-east-1": self.sagemaker, "eu-west-1": self.abroad}[region]

    def preview(self, program: Sequence[Declared]) -> list[str]:
        """Return what is refused."""
        provider, refused = self._process(), []
        for declared in program:
            old = self._old(declared)
            result = provider.check(old.inputs if old else {}, declared.inputs())
            refused += [failure.reason for failure in result.failures]
            if old and not result.failures and not declared.replaced:
                try:
                    provider.diff(old.id, old.outputs, result.inputs)
                except errors.ModelError as error:
                    refused.append(str(error))
        return refused

    def changes(self, program: Sequence[Declared]) -> list[str]:
        """Return what a preview shows of the models that are there."""
        provider, shown = self._process(), []
        for declared in program:
            old = self._old(declared)
            assert old is not None
            inputs = checked(provider, old.inputs, declared)
            difference = provider.diff(old.id, old.outputs, inputs)
            if difference.replaces:
                inputs = checked(provider, {}, declared)
                shown.append(f"replace by {inputs['name']}")
            elif difference.changes:
                shown.append("update")
        return shown

    def up(
        self,
        program: Sequence[Declared],
        *,
        kill: bool = False,
        kill_before_deletion: bool = False,
        meanwhile: Callable[[], None] | None = None,
    ) -> list[str]:
        """Update without a preview; return what is refused, after which nothing more happens.

        Args:
            program: all that is declared.
            kill: the engine dies after the first model was made.
            kill_before_deletion: it dies before the first deletion.
            meanwhile: what other resources of the program do, before anything is deleted.
        """
        provider = self._process()
        try:
            for declared in program:
                self._register(provider, declared, kill=kill)
            if meanwhile:
                meanwhile()
            there = {declared.who for declared in program}
            for who in [who for who in self.resources if who not in there]:
                self._delete_later(self.resources.pop(who))
            if kill_before_deletion:
                return ["killed"]
            self._delete_pending(provider)
        except (errors.ModelError, KilledError) as error:
            return [str(error)]
        return []

    def refresh(self) -> list[str]:
        """Read all models; return what is refused."""
        provider = self._process()
        try:
            for who, owned in list(self.resources.items()):
                result = provider.read(owned.id, owned.outputs)
                if not result.id:
                    del self.resources[who]
                else:
                    self.resources[who] = replace(owned, inputs=result.inputs or {}, outputs=result.outs or {})
        except errors.ModelError as error:
            return [str(error)]
        return []

    def destroy(self) -> list[str]:
        """Delete all models, without the program; return what is refused."""
        for owned in self.resources.values():
            self._delete_later(owned)
        there, self.resources = self.resources, {}
        try:
            self._delete_pending(self._process())
        except errors.ModelError as error:
            self.resources = {who: owned for who, owned in there.items() if owned in self.pending}
            self.pending = [owned for owned in self.pending if owned not in there.values()]
            return [str(error)]
        return []

    def _process(self) -> ModelProvider:
        return started(self.configuration)

    def _delete_later(self, owned: Owned) -> None:
        if not owned.retained:
            self.pending.append(owned)

    def _delete_pending(self, provider: ModelProvider) -> None:
        while self.pending:
            provider.delete(self.pending[0].id, self.pending[0].outputs)
            self.pending.pop(0)

    def arns(self) -> list[str]:
        return [owned.outputs["arn"] for owned in self.resources.values()]

    def _old(self, declared: Declared) -> Owned | None:
        return self.resources.get(declared.who) or self.resources.get(declared.was or "")

    def _register(self, provider: ModelProvider, declared: Declared, *, kill: bool) -> None:
        old = self._old(declared)
        if old and declared.replaced:
            self._create(provider, declared, kill=kill)
            self._retire(declared, old)
            return
        inputs = checked(provider, old.inputs if old else {}, declared)
        if old is None:
            self._create(provider, declared, inputs, kill=kill)
            return
        difference = provider.diff(old.id, old.outputs, inputs)
        if difference.replaces and difference.delete_before_replace:
            provider.delete(old.id, old.outputs)
            self.resources = {who: owned for who, owned in self.resources.items() if owned is not old}
            self._create(provider, declared, kill=kill)
        elif difference.replaces:
            new = self._create(provider, declared, kill=kill)
            self._retire(declared, old)
            self.resources[declared.who] = new
        else:
            outputs = provider.update(old.id, old.outputs, inputs).outs if difference.changes else old.outputs
            self.resources.pop(declared.was or "", None)
            self.resources[declared.who] = Owned(old.id, inputs, outputs or {}, declared.retain)

    def _create(
        self, provider: ModelProvider, declared: Declared, inputs: dict[str, Any] | None = None, *, kill: bool
    ) -> Owned:
        inputs = inputs or checked(provider, {}, declared)
        result = provider.create(inputs)
        if kill:
            raise KilledError
        self.resources[declared.who] = owned = Owned(result.id, inputs, result.outs or {}, declared.retain)
        return owned

    def _retire(self, declared: Declared, old: Owned) -> None:
        if self.resources.get(declared.was or "") is old:
            del self.resources[declared.was or ""]
        self._delete_later(old)


def started(configuration: Mapping[str, Any] | None = None) -> ModelProvider:
    """Return the provider in a process that has learned nothing yet."""
    operations._tracker = UpdateTracker()  # noqa: SLF001
    provider = ModelProvider()
    # With keys, a refresh would ask AWS itself what is gone.
    settings = {"aws:region": "us-east-1", "sagemaker:preflight": "off", **(configuration or {})}
    provider.configure(dynamic.ConfigureRequest(dynamic.Config(settings, "shop")))
    return provider


def checked(provider: ModelProvider, olds: dict[str, Any], declared: Declared) -> dict[str, Any]:
    result = provider.check(olds, declared.inputs())
    if result.failures:
        raise errors.ModelError("; ".join(failure.reason for failure in result.failures))
    return result.inputs


@contextmanager
def stacks() -> Iterator[Callable[[], Stack]]:
    """Yield what makes a stack with an account of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "_tracker", UpdateTracker())
        for level in ("debug", "info"):
            patch.setattr(pulumi.log, level, lambda _line: None)

        def make() -> Stack:
            stack = Stack(FakeSageMaker())
            patch.setattr(pulumi.log, "warn", stack.warnings.append)
            patch.setattr(operations, "client_for", stack.client_for)
            return stack

        yield make
