"""The small part of botocore's data that this package needs, kept on disk so that a preview need not load the SDK.

What is kept cannot be wrong: its name is a digest of all files that it was made of, so that other files have another
name, and a second digest tells what was damaged on disk. It is never needed: where it cannot be read or written, the
SDK reads its own data, which takes half a second.

A new version of botocore leaves the file of the old one, as another environment may use it. Each is under 10 kB.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
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

_KEPT: Final = frozenset(
    {"type", "shape", "required", "members", "member", "key", "value", "min", "max", "pattern", "enum"}
)
"""What is kept of a shape's description."""

_reading = threading.Lock()


class BotocoreExtract(NamedTuple):
    """What this package needs of botocore's data."""

    input_shape: str
    """The name of the shape that CreateModel takes."""
    shapes: Mapping[str, Mapping[str, Any]]
    """That shape and those that it refers to, at any depth."""
    partitions: Sequence[Mapping[str, Any]]
    """AWS's partitions: name, suffixes of host names, regions, and the pattern of regions to come."""


def botocore_extract() -> BotocoreExtract:
    """Return the process's extract."""
    # Four threads serve one provider process; the service model is megabytes of JSON and wants reading once.
    with _reading:
        return _botocore_extract()


@cache
def loader() -> Loader:
    """Return the process's reader of botocore's data."""
    made = sdk.loaders.create_loader(os.environ.get("AWS_DATA_PATH"))
    folders = (Path(path) for path in made.search_paths)
    services = sorted({service.name for folder in folders if folder.is_dir() for service in folder.iterdir()})
    # By itself it looks for a file in the folder of every service of AWS, twice a process, for 20 ms each.
    made.list_available_services = lambda type_name: services  # type: ignore[method-assign]  # noqa: ARG005  (the SDK's)
    return made


@cache
def _botocore_extract() -> BotocoreExtract:
    name = _cache_name()
    kept = _read(name)
    if kept is not None:
        return kept
    made = _from_sdk()
    # Another version may have been installed while this one was read.
    if name == _cache_name():
        _write(name, made)
    return made


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


def _read(name: str | None) -> BotocoreExtract | None:
    if name is None:
        return None
    with suppress(OSError, RuntimeError, ValueError, TypeError):
        digest, _, text = (_folder() / name).read_bytes().partition(b"\n")
        if digest == _digest(text):
            return BotocoreExtract(*json.loads(text))
    return None


def _write(name: str | None, made: BotocoreExtract) -> None:
    if name is None:
        return
    text = json.dumps(made).encode()
    with suppress(OSError, RuntimeError):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        # Whoever reads at the same time finds all or nothing.
        unfinished = folder / f"{name}.{os.getpid()}"
        unfinished.write_bytes(_digest(text) + b"\n" + text)
        unfinished.replace(folder / name)


def _digest(text: bytes) -> bytes:
    return hashlib.blake2b(text, digest_size=20).hexdigest().encode()


def _from_sdk() -> BotocoreExtract:
    description = loader().load_service_model("sagemaker", "service-2")
    input_shape = description["operations"]["CreateModel"]["input"]["shape"]
    return BotocoreExtract(input_shape, _shapes(description["shapes"], input_shape), _partitions())


def _shapes(described: Mapping[str, Any], first: str) -> dict[str, Mapping[str, Any]]:
    """Return what is kept of a shape, and of those that it refers to at any depth."""
    shapes: dict[str, Mapping[str, Any]] = {}
    wanted = [first]
    while wanted:
        name = wanted.pop()
        if name not in shapes:
            shapes[name] = _pruned(described[name])
            wanted += _referred(shapes[name])
    return shapes


def _partitions() -> list[dict[str, Any]]:
    endpoints = loader().load_data("endpoints")
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


def _pruned(description: Mapping[str, Any]) -> dict[str, Any]:
    """Return a shape's description without words for people and what else is not kept."""
    kept = {key: value for key, value in description.items() if key in _KEPT}
    if "members" in kept:
        kept["members"] = {name: _pruned(reference) for name, reference in kept["members"].items()}
    return kept | {key: _pruned(kept[key]) for key in ("member", "key", "value") if key in kept}


def _referred(description: Mapping[str, Any]) -> Iterator[str]:
    references = [*description.get("members", {}).values()]
    references += [description[key] for key in ("member", "key", "value") if key in description]
    yield from (reference["shape"] for reference in references)
