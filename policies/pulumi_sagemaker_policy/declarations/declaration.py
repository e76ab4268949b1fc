"""Reads a model's facts out of its properties, each only when a rule asks: every rule has to read them anew."""

# ruff: noqa: D102 - subject.py says what the facts are

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from typing_extensions import TypeIs

from pulumi_sagemaker_policy.declarations.proxies import read
from pulumi_sagemaker_policy.declarations.subject import (
    ABSENT,
    UNKNOWN,
    ContainerSubject,
    Entry,
    Field,
    Inherited,
    Missing,
    ModelSubject,
    Parts,
    Remedies,
    Tags,
    Unreadable,
    Unresolvable,
    is_unresolvable,
    shown,
)

T = TypeVar("T")

Spelling: TypeAlias = Callable[[Field, str], Field]
"""Finds a property in a block by the name that Pulumi's types give it, however the declaration spells that."""


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


def at(path: str, key: str) -> str:
    """Name the entry of a map whose keys are the program's own."""
    return f"{path}[{shown(key)}]"


def child(block: Field, key: str) -> Field:
    """Read a property of a block; if the block is hidden or of a wrong shape, that is what the field says."""
    value = block.value
    if value is not ABSENT:
        if not isinstance(value, Mapping):
            return Field(block.path, _spoilt(block, "a map"))
        value = read(value, key)
    return Field(f"{block.path}.{key}" if block.path else key, value)


def camel(block: Field, key: str) -> Field:
    """Find a property that is spelt as Pulumi's resource types do, which is how this module names it."""
    return child(block, key)


def pascal(block: Field, key: str) -> Field:
    """Find a property that is spelt as CloudFormation and the API do."""
    return child(block, key[0].upper() + key[1:])


def without_empty(spell: Spelling) -> Spelling:
    """Find properties as Terraform's providers do, to which an empty text is none."""

    def found(block: Field, key: str) -> Field:
        field = spell(block, key)
        return Field(field.path, ABSENT) if field.value == "" else field

    return found


def _spoilt(block: Field, wanted: str) -> object:
    """Say what stands for the parts of something that is no map or list."""
    if isinstance(block.value, (Missing, Inherited, Unreadable, Unresolvable)):
        return block.value
    return Unreadable(block, wanted)


class Remaining(list[object]):
    """What is left of a list, each item with the place where the program has it."""

    def __init__(self, numbered: Iterable[tuple[int, object]]) -> None:
        kept = tuple(numbered)
        super().__init__(item for _, item in kept)
        self.places = [place for place, _ in kept]


def is_list(value: object) -> TypeIs[Sequence[object]]:
    """Tell a list from a string, which is a sequence too."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def items(block: Field, wanted: str = "a list") -> list[Field]:
    """Read the items of a list; of one that is hidden or of a wrong shape, one field that says so."""
    value = block.value
    if value is ABSENT:
        return []
    if is_list(value):
        places = value.places if isinstance(value, Remaining) else range(len(value))
        return [Field(f"{block.path}[{place}]", read(value, index)) for index, place in enumerate(places)]
    return [Field(block.path, _spoilt(block, wanted))]


def entries(block: Field, locate: Callable[[str], str], wanted: str = "a map") -> Parts[Entry]:
    """Read a map whose keys are the program's own; `locate` says where the program wrote a key."""
    path, value = block.path, block.value
    if isinstance(value, Mapping):
        # The engine keeps no order, but the same program should read the same every time.
        return Parts(path, tuple(Entry(key, Field(locate(key), read(value, key))) for key in sorted(value)))
    if value is ABSENT:
        return Parts(path)
    if value is UNKNOWN:
        return Parts(path, hidden=(path,))
    return Parts(path, unreadable=(misread(block, wanted),))


def misread(block: Field, wanted: str) -> Unreadable:
    """Say that a block has a wrong shape, or rather what around it has."""
    return block.value if isinstance(block.value, Unreadable) else Unreadable(block, wanted)


def texts(path: str, fields: Iterable[Field]) -> Parts[Field]:
    """Sort fields that should be strings: each is known, if only to be there, or unreadable."""
    known: dict[str, Field] = {}
    unreadable: dict[str, Unreadable] = {}
    for field in fields:
        if isinstance(field.value, str) or field.value is UNKNOWN or is_unresolvable(field.value):
            known[field.path] = field
        elif field.value is not ABSENT:
            unreadable[field.path] = misread(field, "a string")
    return Parts(path, tuple(known.values()), unreadable=tuple(unreadable.values()))


def strings(block: Field) -> Parts[Field]:
    """Read a list of strings; an unknown item counts as one that is known to be there."""
    if block.value is UNKNOWN:
        return Parts(block.path, hidden=(block.path,))
    if is_unresolvable(block.value):
        return Parts(block.path, unreadable=(Unreadable(block, "a list of strings"),))
    return texts(block.path, items(block, "a list of strings"))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
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
