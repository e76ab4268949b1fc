"""Reads a model's facts out of its properties, each only when a rule asks: every rule has to read them anew."""

# ruff: noqa: D102 - subject.py says what the facts are

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from pulumi_sagemaker_policy.declarations.blocks import Spelling, at, entries, items, misread, strings, texts
from pulumi_sagemaker_policy.declarations.proxies import is_list
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    ContainerSubject,
    Entry,
    Field,
    ModelSubject,
    Parts,
    Remedies,
    Tags,
    Unreadable,
    is_unresolvable,
)

T = TypeVar("T")


class fact(Generic[T]):  # noqa: N801 - used as `property` is
    """A property that is read once, when it is asked for.

    Before Python 3.12 `functools.cached_property` takes a lock for that, which costs more than most facts do.
    """

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read = read

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, subject: object, _: type) -> T:
        value = vars(subject)[self._name] = self._read(subject)
        return value


class DeclaredContainer(ContainerSubject):
    """A container, read on demand from its block."""

    def __init__(self, block: Field, spell: Spelling) -> None:
        # Past the frozen dataclass that it is to rules, as `fact` goes too.
        vars(self).update(path=block.path, _block=block, _spell=spell)

    _block: Field
    _spell: Spelling

    def _child(self, *keys: str) -> Field:
        block = self._block
        for key in keys:
            block = self._spell(block, key)
        return block

    @fact
    def image(self) -> Field:
        return self._child("image")

    @fact
    def model_package(self) -> Field:
        return self._child("modelPackageName")

    @fact
    def hostname(self) -> Field:
        return self._child("containerHostname")

    @fact
    def mode(self) -> Field:
        return self._child("mode")

    @fact
    def repository_access(self) -> Field:
        return self._child("imageConfig", "repositoryAccessMode")

    @fact
    def repository_credentials(self) -> Field:
        return self._child("imageConfig", "repositoryAuthConfig", "repositoryCredentialsProviderArn")

    @fact
    def environment(self) -> Parts[Entry]:
        block = self._child("environment")
        return entries(block, lambda key: at(block.path, key))

    @fact
    def model_data(self) -> Parts[Field]:
        url = self._child("modelDataUrl")
        places = (self._spell(source, key) for source in self._sources for key in ("s3Uri", "manifestS3Uri"))
        return texts(url.path, (url, *places))

    @fact
    def hub_contents(self) -> Parts[Field]:
        hubs = (self._spell(source, "hubAccessConfig") for source in self._sources)
        return texts(self._child("modelDataSource").path, (self._spell(hub, "hubContentArn") for hub in hubs))

    @fact
    def _sources(self) -> tuple[Field, ...]:
        def read_sources() -> Iterator[Field]:
            for holder in (self._child("modelDataSource"), *items(self._child("additionalModelDataSources"))):
                # pulumi-aws and Terraform have a list where everybody else has the one that the API takes.
                for key in ("s3DataSource", "s3DataSources") if holder.value is not ABSENT else ():
                    source = self._spell(holder, key)
                    yield from items(source) if is_list(source.value) else (source,)

        return tuple(source for source in read_sources() if source.value is not ABSENT)


def containers(
    path: str, blocks: Iterable[Field], read_one: Callable[[Field], ContainerSubject]
) -> Parts[ContainerSubject]:
    """Sort blocks that should be containers: each is known, hidden or unreadable."""
    known: list[ContainerSubject] = []
    hidden: list[str] = []
    unreadable: list[Unreadable] = []
    for block in blocks:
        if isinstance(block.value, Mapping):
            known.append(read_one(block))
        elif block.value is UNKNOWN:
            hidden.append(block.path)
        else:
            unreadable.append(misread(block, "a container"))
    return Parts(path, tuple(known), tuple(hidden), tuple(unreadable))


def as_it_is(field: Field) -> Field:
    """Take a field for what it says."""
    return field


class Way(NamedTuple):
    """What differs between the ways to declare a model: the words of the resource type, and what is around a model."""

    name: str
    urn: str
    spell: Spelling
    model_name: str
    region: Callable[[], Field]
    account: Callable[[], Field]
    tags: Callable[[Field], Tags]
    """Reads the tags of a model with these properties."""
    remedies: Remedies
    switch: Callable[[Field], Field] = as_it_is
    """Reads a boolean."""
    definition: Spelling | None = None
    """Finds a property that is a definition, of which some parts may not be seen; as other properties if not given."""


class DeclaredModel(ModelSubject):
    """A model, read on demand from its properties."""

    def __init__(self, properties: Field, way: Way) -> None:
        # Past the frozen dataclass that it is to rules, as `fact` goes too.
        vars(self).update(name=way.name, urn=way.urn, remedies=way.remedies, _properties=properties, _way=way)

    _properties: Field
    _way: Way

    def _child(self, *keys: str) -> Field:
        block = self._properties
        for key in keys:
            block = self._way.spell(block, key)
        return block

    @fact
    def model_name(self) -> Field:
        return self._child(self._way.model_name)

    @fact
    def isolation(self) -> Field:
        return self._way.switch(self._child("enableNetworkIsolation"))

    @fact
    def execution_role(self) -> Field:
        return self._child("executionRoleArn")

    @fact
    def region(self) -> Field:
        return self._way.region()

    @fact
    def account(self) -> Field:
        return self._way.account()

    @fact
    def tags(self) -> Tags:
        return self._way.tags(self._properties)

    @fact
    def subnets(self) -> Parts[Field]:
        return self._network("subnets")

    @fact
    def security_groups(self) -> Parts[Field]:
        return self._network("securityGroupIds")

    def _network(self, key: str) -> Parts[Field]:
        vpc = self._child("vpcConfig")
        block = self._way.spell(vpc, key)
        if isinstance(vpc.value, Mapping) and is_unresolvable(block.value):
            # The list may not be empty, so the model is in a VPC: only in which part of it is not known.
            return Parts(block.path, known=(block,))
        return strings(block)

    @fact
    def containers(self) -> Parts[ContainerSubject]:
        primary, several = self._child("primaryContainer"), self._child("containers")
        return containers(
            primary.path if several.value is ABSENT else several.path,
            (*([] if primary.value is ABSENT else [primary]), *items(several, "a list of containers")),
            lambda block: DeclaredContainer(block, self._way.spell),
        )
