"""The tool that renews the policies' facts about AWS, on packages that are made up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tools import facts

DAY = date(2026, 12, 24)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "facts"
    directory.mkdir()
    monkeypatch.setattr(facts, "file", lambda name: directory / f"{name}.json")
    return directory


def install(packages: Path, config: dict[str, Any], partitions: list[dict[str, Any]]) -> Path:
    for path, content in (
        ("sagemaker/core/image_uri_config/a.json", config),
        ("botocore/data/partitions.json", {"partitions": partitions}),
    ):
        file = packages / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), encoding="utf-8")
    for name, version in (("sagemaker-core", "9.1"), ("botocore", "9.2")):
        metadata = packages / f"{name.replace('-', '_')}-{version}.dist-info" / "METADATA"
        metadata.parent.mkdir(exist_ok=True)
        metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    return packages


REGISTRIES = {"eu-west-1": "123456789012", "eu-west-2": "210987654321"}
PARTITION = {"id": "aws", "regionRegex": r"^(us|eu)\-\w+\-\d+$", "outputs": {"dnsSuffix": "amazonaws.com"}}


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"scope": ["inference"], "versions": {"1": {"registries": REGISTRIES}}}, True),
        ({"inference": {"versions": {"1": {"registries": REGISTRIES}}}}, True),
        ({"inference_graviton": {"versions": {"1": {"registries": REGISTRIES}}}}, True),
        ({"versions": {"1": {"scope": ["training", "inference"], "registries": REGISTRIES}}}, True),
        ({"image_scope": "inference", "versions": {"1": {"registries": REGISTRIES}}}, True),
        ({"scope": ["training"], "versions": {"1": {"registries": REGISTRIES}}}, False),
        ({"training": {"versions": {"1": {"registries": REGISTRIES}}}}, False),
        ({"processing": {"versions": {"1": {"registries": REGISTRIES}}}}, False),
        ({"versions": {"1": {"registries": REGISTRIES}}}, False),
    ],
)
def test_given_a_configuration_of_images_then_the_registries_for_inference_are_found(
    tmp_path: Path, written: Path, config: dict[str, Any], *, found: bool
) -> None:
    more = {"more": {"scope": ["inference"], "registries": {"us-east-1": "345678901234"}}}

    facts.write(install(tmp_path, {**config, **more}, [PARTITION]), DAY)

    document = json.loads((written / "accounts.json").read_text(encoding="utf-8"))
    expected = {region: [account] for region, account in REGISTRIES.items()} if found else {}
    assert document == {
        "package": "sagemaker-core",
        "version": "9.1",
        "day": "2026-12-24",
        "facts": {**expected, "us-east-1": ["345678901234"]},
    }


def test_given_the_same_packages_and_day_then_the_same_files_are_written(tmp_path: Path, written: Path) -> None:
    config = {"scope": ["inference"], "versions": {"1": {"registries": REGISTRIES}}}
    others = [{**PARTITION, "id": "aws-x"}, PARTITION]

    facts.write(install(tmp_path, config, others), DAY)
    first = {path.name: path.read_bytes() for path in written.iterdir()}
    facts.write(install(tmp_path, config, others[::-1]), DAY)

    assert {path.name: path.read_bytes() for path in written.iterdir()} == first
    assert json.loads(first["partitions.json"])["facts"] == [
        {"id": "aws", "suffix": "amazonaws.com", "regions": r"(us|eu)-\w+-\d+"},
        {"id": "aws-x", "suffix": "amazonaws.com", "regions": r"(us|eu)-\w+-\d+"},
    ]


def test_given_a_package_whose_facts_have_moved_then_nothing_is_written_over(tmp_path: Path, written: Path) -> None:
    with pytest.raises(SystemExit, match=r"sagemaker-core 9\.1 has nothing where the accounts were"):
        facts.write(install(tmp_path, {}, [PARTITION]), DAY)

    assert list(written.iterdir()) == []


def test_given_the_facts_then_their_ages_are_told() -> None:
    told = list(facts.ages(date(2027, 11, 27)))

    assert len(told) == len(facts.FACTS) + 1
    assert all(" days old" in line for line in told)
