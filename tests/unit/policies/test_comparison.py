"""The labelled models of the comparison: this pack finds what they break, and the page says what it finds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bench.scanners import install, pack, prowler
from bench.scanners.models import CONFIG, MISTAKES, TEMPLATES, Template
from bench.scanners.page import mistakes, tally
from bench.scanners.scanner import Finding, scanners
from tools.cache import Cache
from tools.process import SetupError

PAGE = Path(__file__).parents[3] / "policies/docs/comparison.md"
_, CHECKOV, GUARD, PROWLER = scanners(Path("python"), Path("cfn-guard"), Path("python"))

COMPARED = {
    *("network-isolation", "tag-allowlist", "tag-policy", "vpc-config", "image-registry", "image-digest"),
    *("execution-role", "model-data-location", "environment-secrets", "allowed-regions", "naming"),
}
"""Rules that labels break and that cfn-guard has, too. A newer rule may have neither."""


@pytest.fixture(scope="module")
def judged() -> dict[Finding, str]:
    """Judge all models with this pack; the level of each finding."""
    return {
        (f"{number:03}", model, rule): level
        for number, template in enumerate(TEMPLATES)
        for rule, model, level in pack.judge(json.loads(json.dumps(pack.written(template))))
    }


def test_given_labelled_models_then_this_pack_is_wrong_only_where_the_labels_say_so(
    judged: dict[Finding, str],
) -> None:
    assert mistakes(set(judged), CONFIG) == MISTAKES


def test_given_labelled_models_then_every_violation_that_this_pack_finds_blocks(
    judged: dict[Finding, str],
) -> None:
    broken = {
        (f"{number:03}", name, rule)
        for number, template in enumerate(TEMPLATES)
        for name, model in template.models.items()
        for rule in model.violates
    }

    assert {judged[finding] for finding in broken & judged.keys()} == {"mandatory"}


def test_given_the_labelled_models_then_each_rule_is_broken_and_each_label_is_a_rule() -> None:
    labels = [model for template in TEMPLATES for model in template.models.values()]
    compared = set(CONFIG)

    assert compared == set().union(*(model.violates for model in labels))
    assert compared >= COMPARED
    assert compared.issuperset(set().union(*(model.open for model in labels)))
    assert len({template.shows for template in TEMPLATES}) == len(TEMPLATES)


def test_given_the_rules_for_cfn_guard_then_each_has_its_counterpart_in_the_pack() -> None:
    assert COMPARED <= GUARD.rules <= CONFIG.keys()


def test_given_the_page_then_it_says_what_this_pack_finds(judged: dict[Finding, str]) -> None:
    page = PAGE.read_text(encoding="utf-8")

    said = dict(re.findall(r"^\| \[([\w-]+)\]\([\w-]+\.md\) \| ([^|]+) \|", page, re.MULTILINE))
    assert said == {rule: tally(set(judged), rule) for rule in CONFIG}, "write the page again: make comparison"


@pytest.fixture
def several_models() -> Template:
    [template] = (template for template in TEMPLATES if len(template.models) > 1)
    return template


def test_given_an_answer_of_checkov_then_each_finding_is_of_its_model(several_models: Template, tmp_path: Path) -> None:
    folder = CHECKOV.prepare(tmp_path / "templates", [several_models])
    lines = (folder / "000.json").read_text(encoding="utf-8").splitlines()
    secret = lines.index('    "Exposed": {') + 3
    answer = [
        {"results": {"failed_checks": [checkov("CKV_SECRET_2", "0" * 40, secret), checkov("CKV_AWS_1", "x.Good")]}},
        {"results": {"failed_checks": [checkov("CKV_AWS_370", "AWS::SageMaker::Model.Foreign")]}},
    ]

    assert list(CHECKOV.read(json.dumps(answer), folder)) == [
        ("000", "Exposed", "environment-secrets"),
        ("000", "Foreign", "network-isolation"),
    ]


def checkov(check: str, resource: str, line: int = 1) -> dict[str, object]:
    return {"check_id": check, "file_path": "/000.json", "resource": resource, "file_line_range": [line, line + 1]}


def test_given_an_answer_of_cfn_guard_then_each_finding_is_of_its_model_or_of_all(
    several_models: Template, tmp_path: Path
) -> None:
    folder = GUARD.prepare(tmp_path / "templates", [several_models])
    failed = [
        {"Rule": {"name": "network_isolation", "checks": [{"path": "/Resources/Exposed/Properties"}]}},
        {"Rule": {"name": "allowed_regions", "checks": [{"path": "/Deployment/Region"}]}},
    ]
    answer = [{"name": str(folder / "000.json"), "not_compliant": failed}]

    assert list(GUARD.read(json.dumps(answer), folder)) == [
        ("000", "Exposed", "network-isolation"),
        *(("000", model, "allowed-regions") for model in ("Good", "Exposed", "Foreign")),
    ]


def test_given_labelled_models_when_deployed_for_prowler_then_isolated_as_labels_say() -> None:
    requests = [
        (model, prowler.deployed(template)[name]) for template in TEMPLATES for name, model in template.models.items()
    ]

    assert [request["EnableNetworkIsolation"] for _, request in requests] == [
        "network-isolation" not in model.violates for model, _ in requests
    ]
    assert {"VpcConfig" in request for _, request in requests} == {True, False}


def test_given_an_answer_about_prowler_then_each_finding_is_of_its_model(tmp_path: Path) -> None:
    answer = [["000", "Exposed", "network-isolation"], ["000", "Foreign", "vpc-config"]]

    assert list(PROWLER.read(json.dumps(answer), tmp_path)) == [
        ("000", "Exposed", "network-isolation"),
        ("000", "Foreign", "vpc-config"),
    ]


def test_given_no_cargo_then_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SetupError, match="cargo, which is not on PATH: install Rust"):
        install.guard(Cache(tmp_path / "cache"))

    assert not any((tmp_path / "cache").glob("cfn-guard-*"))
