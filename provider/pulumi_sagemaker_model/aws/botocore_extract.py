"""The small part of botocore's data that this package needs, kept on disk so that it is read in no time.

A preview then need not load the SDK, and a client of SageMaker has the operations that this package asks for alone: the
whole service model is megabytes of JSON.

What is kept cannot be wrong: its name is a digest of all files that it was made of, so that other files have another
name, and a second digest tells what was damaged on disk. It is never needed: where it cannot be read or written, the
SDK reads its own data, which takes half a second.

A new version of botocore leaves the file of the old one, as another environment may use it. Each is under 100 kB.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pulumi_sagemaker_model import lazy_imports
from pulumi_sagemaker_model.aws import sdk

if TYPE_CHECKING:
    from botocore.loaders import Loader

_CODE: Final = ("__init__.py", "loaders.py", "regions.py")
"""Files of botocore that decide what becomes of its data."""

_DATA: Final = ("endpoints.json", "endpoints.json.gz", "sagemaker/*/service-2*.json*")
"""Where the data may be, with what botocore adds to it, below each folder that botocore looks in."""

_OPERATIONS: Final = (
    "AddTags",
    "CreateModel",
    "DeleteModel",
    "DeleteTags",
    "DescribeEndpoint",
    "DescribeEndpointConfig",
    "DescribeModel",
    "DescribeModelPackage",
    "ListEndpoints",
    "ListModels",
    "ListTags",
)
"""What this package asks SageMaker for."""

_KEPT: Final = frozenset(
    {"type", "shape", "required", "members", "member", "key", "value", "min", "max", "pattern", "enum"}
)
"""What is kept of the shapes of CreateModel, whose members are properties of a model."""

_reading = threading.Lock()


class BotocoreExtract(NamedTuple):
    """What this package needs of botocore's data."""

    input_shape: str
    """The name of the shape that CreateModel takes."""
    shapes: Mapping[str, Mapping[str, Any]]
    """That shape and those that it refers to, at any depth."""
    partitions: Sequence[Mapping[str, Any]]
    """AWS's partitions: name, suffixes of host names, regions, and the pattern of regions to come."""


class _Kept(NamedTuple):
    """What is kept, as JSON, since a process may need only one of them."""

    extract: str
    client_model: str
    """The service model of SageMaker with the operations that this package asks for."""


@cache
def botocore_extract() -> BotocoreExtract:
    """Return the process's extract."""
    return BotocoreExtract(*json.loads(_kept().extract))


@cache
def loader() -> Loader:
    """Return the process's reader of botocore's data."""
    made = _whole_loader()
    folders = (Path(path) for path in made.search_paths)
    services = sorted({service.name for folder in folders if folder.is_dir() for service in folder.iterdir()})
    load = made.load_service_model

    def load_service_model(service_name: str, type_name: str, api_version: str | None = None) -> Any:
        if (service_name, type_name, api_version) == ("sagemaker", "service-2", None):
            return _client_model()
        return load(service_name, type_name, api_version)

    made.load_service_model = load_service_model  # type: ignore[method-assign]
    # By itself it looks for a file in the folder of every service of AWS, twice a process, for 20 ms each.
    made.list_available_services = lambda type_name: services  # type: ignore[method-assign]  # noqa: ARG005  (the SDK's)
    return made


def _whole_loader() -> Loader:
    return sdk.loaders.create_loader(os.environ.get("AWS_DATA_PATH"))


@cache
def _client_model() -> Mapping[str, Any]:
    model: Mapping[str, Any] = json.loads(_kept().client_model)
    return model


def _kept() -> _Kept:
    # Four threads serve one provider process, and one of them is to do the work.
    with _reading:
        return _read_or_made()


@cache
def _read_or_made() -> _Kept:
    name = _cache_name()
    kept = _read(name)
    if kept is not None:
        return kept
    made = _from_sdk()
    # Another version may have been installed while this one was read.
    if name == _cache_name():
        _write(name, made)
    return made


CACHES: Final = (botocore_extract, loader, _client_model, _read_or_made)
"""What a process reads once."""


def _cache_name() -> str | None:
    """Return what the extract of the installed botocore is called on disk, if that can be told."""
    digest = hashlib.blake2b(digest_size=20)
    try:
        for name, file in _sources():
            data = file.read_bytes()
            digest.update(f"{name}:{len(data)}:".encode())
            digest.update(data)
    except (OSError, RuntimeError):
        return None
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    """Yield the files that the extract is made of and by, in the order in which botocore looks for them.

    Raises:
        OSError: botocore is nowhere, or in no folder.
        RuntimeError: this user has no folder of their own.
    """
    yield "botocore_extract", Path(__file__)
    spec = lazy_imports.spec("botocore")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("botocore")
    botocore = Path(spec.origin).parent
    yield from ((name, botocore / name) for name in _CODE)
    given = filter(None, os.environ.get("AWS_DATA_PATH", "").split(os.pathsep))
    paths = [Path(os.path.expandvars(path)).expanduser() for path in given]
    for index, folder in enumerate((*paths, Path("~/.aws/models").expanduser(), botocore / "data")):
        for pattern in _DATA:
            for file in sorted(folder.glob(pattern)):
                yield f"{index}/{file.relative_to(folder)}", file


def _folder() -> Path:
    """Return where extracts are kept.

    Raises:
        RuntimeError: this user has no folder of their own.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path("~/.cache").expanduser()) / "pulumi-sagemaker-model" / "botocore"


def _read(name: str | None) -> _Kept | None:
    if name is None:
        return None
    with suppress(OSError, RuntimeError, ValueError, TypeError):
        digest, _, text = (_folder() / name).read_bytes().partition(b"\n")
        if digest == _digest(text):
            return _Kept(*text.decode().split("\n"))
    return None


def _write(name: str | None, made: _Kept) -> None:
    if name is None:
        return
    text = "\n".join(made).encode()
    with suppress(OSError, RuntimeError):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        # Whoever reads at the same time finds all or nothing.
        unfinished = folder / f"{name}.{os.getpid()}"
        unfinished.write_bytes(_digest(text) + b"\n" + text)
        unfinished.replace(folder / name)


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=20).hexdigest().encode()


def _from_sdk() -> _Kept:
    whole = _whole_loader()
    service = whole.load_service_model("sagemaker", "service-2")
    input_shape = service["operations"]["CreateModel"]["input"]["shape"]
    create_model = _shapes(service["shapes"], [input_shape], _KEPT.__contains__)
    extract = BotocoreExtract(input_shape, create_model, _partitions(whole.load_data("endpoints")))
    return _Kept(json.dumps(extract), json.dumps(_without_others(service)))


def _without_others(service: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a service model without operations that this package does not ask for, and without words for people."""
    operations = {
        name: {key: value for key, value in service["operations"][name].items() if _is_for_clients(key)}
        for name in _OPERATIONS
        if name in service["operations"]  # a file of the user's own may lack one that this stack does not need
    }
    used = [
        reference["shape"]
        for operation in operations.values()
        for reference in (operation.get("input"), operation.get("output"), *operation.get("errors", ()))
        if reference
    ]
    return {**service, "operations": operations, "shapes": _shapes(service["shapes"], used, _is_for_clients)}


def _is_for_clients(key: str) -> bool:
    return key != "documentation"


def _shapes(
    described: Mapping[str, Any], wanted: list[str], is_kept: Callable[[str], bool]
) -> dict[str, Mapping[str, Any]]:
    """Return what is kept of shapes, and of those that they refer to at any depth."""
    shapes: dict[str, Mapping[str, Any]] = {}
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = _pruned(described[name], is_kept)
            wanted += _referred(shapes[name])
    return shapes


def _partitions(endpoints: Mapping[str, Any]) -> list[dict[str, Any]]:
    regions = sdk.regions.EndpointResolver(endpoints)
    return [
        {
            "name": partition["partition"],
            "dns_suffix": partition["dnsSuffix"],
            "dual_stack_suffix": regions.get_partition_dns_suffix(
                partition["partition"], endpoint_variant_tags=["dualstack"]
            ),
            "regions": sorted(partition["regions"]),
            "pattern": partition.get("regionRegex"),
        }
        for partition in endpoints["partitions"]
    ]


def _pruned(description: Mapping[str, Any], is_kept: Callable[[str], bool]) -> dict[str, Any]:
    """Return a shape's description without what is not kept."""
    kept = {key: value for key, value in description.items() if is_kept(key)}
    if "members" in kept:
        kept["members"] = {name: _pruned(reference, is_kept) for name, reference in kept["members"].items()}
    return kept | {key: _pruned(kept[key], is_kept) for key in ("member", "key", "value") if key in kept}


def _referred(description: Mapping[str, Any]) -> Iterator[str]:
    references = [*description.get("members", {}).values()]
    references += [description[key] for key in ("member", "key", "value") if key in description]
    yield from (reference["shape"] for reference in references)
