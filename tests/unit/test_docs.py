"""Holds the pages that people read first to the code: a page that lies is worse than none."""

from __future__ import annotations

import ast
import json
import re
from html import unescape
from inspect import signature
from pathlib import Path

import pytest

from pulumi_sagemaker_model import Model
from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.endpoint_references import AT_MOST
from pulumi_sagemaker_model.aws.setting_kinds import PREFLIGHT_CHECKS
from pulumi_sagemaker_model.checks import preflight
from pulumi_sagemaker_model.checks.preflight.findings import NO_IMAGE
from pulumi_sagemaker_policy import ModelSubject, rules
from pulumi_sagemaker_policy.cli.config_file import config_problems
from pulumi_sagemaker_policy.cli.review import review
from pulumi_sagemaker_policy.pack.verdicts import Finding
from pulumi_sagemaker_policy.testing import OURS, Declaration, subjects
from tests.unit.policies.rules.defaults import NEED_NO_SETTINGS

CHECKOUT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
ADOPTING = "policies/docs/adopting.md"
FURTHER_PAGES = sorted(str(page.relative_to(CHECKOUT)) for page in CHECKOUT.glob("p*/docs/*.md"))
"""The pages of the provider and of the policy pack."""


def text(page: str) -> str:
    return (CHECKOUT / page).read_text(encoding="utf-8")


def block(page: str, language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL)
    return str(found)


def test_given_the_readme_program_when_parsed_then_model_takes_its_arguments() -> None:
    program = block("README.md", "python")
    [call] = [
        node
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Model"
    ]

    assert len(program.splitlines()) == 12
    signature(Model).bind(*call.args, **{str(keyword.arg): keyword.value for keyword in call.keywords})


def test_given_the_readme_iam_policy_when_compared_then_it_allows_our_calls_alone() -> None:
    models, aside, pass_role = json.loads(block("README.md", "json"))["Statement"]
    code = "provider/pulumi_sagemaker_model/aws"
    scan = text(f"{code}/endpoint_references.py")
    called = re.findall(r'_(?:ask|change)\(\s*"(\w+)"', text(f"{code}/client.py"))
    peeked = re.findall(r'_ask\(name, "(\w+)"', text(f"{code}/newest_models.py"))
    asked = re.findall(r'ask\("(\w+)"', scan)
    listed = [f"List{kind}s" for kind in re.findall(r'_living\(ask, gaps, "(\w+)"\)', scan)]

    assert sorted(models["Action"]) == sorted(f"sagemaker:{action}" for action in set(called))
    assert sorted(aside["Action"]) == sorted(f"sagemaker:{action}" for action in {*asked, *listed, *peeked})
    assert pass_role["Action"] == "iam:PassRole"
    assert pass_role["Condition"] == {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}


def test_given_the_readme_preview_of_an_absent_image_then_the_sentence_is_ours() -> None:
    readme = " ".join(text("README.md").split())
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/fraud:1.1.0"
    finding = preflight.Finding(("primaryContainer", "image"), NO_IMAGE, {"image": image})

    assert f"pulumi config set image {image}" in readme
    assert f"warning: fraud: {finding.whole(())}" in readme


def picture_lines() -> list[str]:
    """Read the lines that the README's picture shows: its texts, by their distance from the top."""
    [picture] = re.findall(r"!\[[^]]+\]\((\S+\.svg)\)", text("README.md"))
    lines: dict[float, str] = {}
    for top, shown in re.findall(r'<text [^>]*y="([\d.]+)"[^>]*>([^<]*)</text>', text(picture)):
        lines[float(top)] = lines.get(float(top), "") + unescape(shown).replace("\xa0", " ")
    return [lines[top] for top in sorted(lines)]


def test_given_the_readme_picture_when_the_rules_judge_then_they_say_the_same() -> None:
    preview = [line.strip() for line in picture_lines()]
    tags = {"team": "ml-risk", "Environment": "production"}
    (model,) = subjects(Declaration(OURS, {"enableNetworkIsolation": False, "tags": tags}))
    assert isinstance(model, ModelSubject)

    config = json.loads(text("examples/quickstart/policy-config.json"))
    found = [(rule, verdict) for rule in rules.ALL for verdict in rule.judge(model, config.get(rule.id, {}))]
    assert len(found) == sum("[severity:" in line for line in preview)
    for rule, finding in found:
        assert isinstance(finding, Finding)
        said = [rule.title, *(line.strip() for line in finding.message("fraud").splitlines())]
        start = preview.index(rule.title)
        assert preview[start : start + len(said)] == said


def test_given_the_page_on_adopting_then_its_configurations_judge_what_it_says() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```$", text(ADOPTING), re.MULTILINE | re.DOTALL)
    audit, first, last = map(json.loads, blocks)

    assert audit == json.loads(text("policies/pulumi_sagemaker_policy/cli/profiles/audit-only.json"))
    assert [list(config_problems(document, rules.ALL)) for document in (audit, first, last)] == [[], [], []]
    judging = {rule.id for rule in NEED_NO_SETTINGS} | {rule.id for rule in rules.ALL if rule.id in first}
    said = review(first, rules.ALL)
    assert said.startswith(f"{len(judging)} rules judge: network-isolation (mandatory), tag-allowlist (advisory)")
    assert "(advisory)" not in review(last, rules.ALL).splitlines()[0]


def test_given_the_page_on_preflight_then_it_has_checks_bounds_and_permissions() -> None:
    page = text("provider/docs/preflight.md")
    permissions = [
        action
        for statement in json.loads(block("provider/docs/preflight.md", "json"))["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    ]

    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)[2:] == list(PREFLIGHT_CHECKS)
    assert f"at most {timings.PREFLIGHT.seconds} seconds" in page
    assert f"at most {timings.PREFLIGHT_TOTAL.seconds} seconds" in page
    assert all(re.match(r"\w+:(Describe|Get|List|BatchGet)", action) for action in permissions)


def anchors(page: str) -> set[str]:
    """Return what a link to a heading of a page has after its `#`."""
    headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(page: str, link: str) -> bool:
    """Tell whether the file of a relative link is there and, in a page, its heading."""
    path, _, anchor = link.partition("#")
    target = (CHECKOUT / page).parent / path if path else CHECKOUT / page
    return target.exists() and (not anchor or anchor in anchors(str(target)))


@pytest.mark.parametrize("page", [*PAGES, *FURTHER_PAGES])
def test_given_a_page_when_its_relative_links_are_followed_then_something_is_there(page: str) -> None:
    prose = re.sub(r"`[^`]*`", "", text(page))
    links = [link for link in re.findall(r"\]\(([^)]+)\)", prose) if "://" not in link]

    assert [link for link in links if not leads_somewhere(page, link)] == []


def test_given_the_page_on_roll_outs_then_it_has_the_bounds_of_a_scan() -> None:
    page = " ".join(text("provider/docs/rollouts.md").split())

    assert f"newest {AT_MOST} endpoints and the newest {AT_MOST} inference components" in page
    assert f"for at most {timings.SCAN_END:g} seconds" in page


@pytest.mark.parametrize("page", PAGES)
def test_given_a_page_when_it_names_a_task_then_the_makefile_has_it(page: str) -> None:
    named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", text(page), re.MULTILINE))
    tasks = set(re.findall(r"^([a-z-]+):.*##", text("Makefile"), re.MULTILINE))

    assert named <= tasks
