"""The scanners: what each reads, how it is run, and what it found."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

from bench.scanners import pack, prowler
from bench.scanners.install import CHECKOV, GUARD, PROWLER
from bench.scanners.models import ACCOUNT, CONFIG, Template

Finding: TypeAlias = tuple[str, str, str]
"""A template's number, a model's logical name, and a rule."""

GUARD_RULES: Final = Path(__file__).with_name("rules.guard")
_MODEL_LINE: Final = re.compile(r' {4}"(\w+)": \{')
_GUARD_PATH: Final = re.compile(r'"path": "/Resources/(\w+)')
_GUARD_RULE: Final = re.compile(r"^rule (\w+) when", re.MULTILINE)


@dataclass(frozen=True)
class Scanner:
    """One tool: `write` makes its input of a template, `read` takes its output apart, given the folder of inputs."""

    name: str
    version: str
    rules: frozenset[str]
    """The pack's rules that it has a counterpart of."""
    command: Callable[[Path], list[str | Path]]
    exit_codes: frozenset[int]
    write: Callable[[Template], object]
    read: Callable[[str, Path], Iterable[Finding]]

    def prepare(self, folder: Path, templates: Sequence[Template]) -> Path:
        """Write templates, one in a file; return their folder."""
        folder.mkdir()
        for number, template in enumerate(templates):
            text = json.dumps(self.write(template), indent=2)
            (folder / f"{number:03}.json").write_text(text, encoding="utf-8")
        return folder

    def scan(self, folder: Path) -> set[Finding]:
        """Run the tool over a folder that `prepare` made.

        Raises:
            subprocess.CalledProcessError: it failed, which is another exit code than that of what it found.
        """
        command = self.command(folder)
        # No account, key or setting of the caller's makes one tool better than the others.
        environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False, timeout=300)  # noqa: S603 - the tools that were installed
        if ran.returncode not in self.exit_codes or not ran.stdout:
            raise subprocess.CalledProcessError(ran.returncode, command, ran.stdout, ran.stderr)
        return set(self.read(ran.stdout, folder))


def scanners(checkov: Path, guard: Path, prowler_: Path) -> tuple[Scanner, ...]:
    """Name the tools, this pack first, given the programs of the others, of Python tools a Python."""
    everything = frozenset(CONFIG)
    return (
        Scanner(
            "this pack",
            version("pulumi-sagemaker-model"),
            everything,
            lambda folder: [sys.executable, "-m", pack.__name__, folder],
            frozenset({0}),
            pack.written,
            _pack_findings,
        ),
        Scanner(
            "Checkov",
            CHECKOV,
            frozenset({"network-isolation", "environment-secrets"}),
            lambda folder: [
                *(checkov, "-m", "checkov.main", "--directory", folder, "--framework", "cloudformation", "secrets"),
                *("--skip-download", "--quiet", "--compact", "--output", "json"),
            ],
            frozenset({0, 1}),
            Template.body,
            _checkov_findings,
        ),
        Scanner(
            "cfn-guard",
            GUARD,
            frozenset(_guard_rules()),
            lambda folder: [
                *(guard, "validate", "--alphabetical", "--rules", GUARD_RULES, "--data", folder),
                *("--structured", "--show-summary", "none", "--output-format", "json"),
            ],
            frozenset({0, 19}),
            _with_deployment,
            _guard_findings,
        ),
        Scanner(
            "Prowler",
            PROWLER,
            frozenset(prowler.CHECKS.values()),
            lambda folder: [sys.executable, "-m", prowler.__name__, prowler_, folder],
            frozenset({0}),
            prowler.deployed,
            lambda output, _: map(tuple, json.loads(output)),
        ),
    )


def _guard_rules() -> Iterable[str]:
    """Find the pack's rules that cfn-guard has a counterpart of: one of the same name for all models of a template."""
    named = _GUARD_RULE.findall(GUARD_RULES.read_text(encoding="utf-8"))
    return (name.replace("_", "-") for name in named)


def cfn_lint(python: Path, folder: Path) -> Sequence[str]:
    """Return the checks of cfn-lint that templates fail, one for each failure, given a Python that has it."""
    program = "from cfnlint.runner import main; main()"
    files = map(str, sorted(folder.iterdir()))
    command = [str(python), "-c", program, "--regions", "eu-west-1", "--format", "json", *files]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)  # noqa: S603 - the tool that was installed
    if not ran.stdout:
        raise subprocess.CalledProcessError(ran.returncode, command, ran.stdout, ran.stderr)
    return [f"{found['Rule']['Id']} ({found['Rule']['ShortDescription']})" for found in json.loads(ran.stdout)]


def _pack_findings(output: str, _: Path) -> Iterable[Finding]:
    for number, findings in json.loads(output).items():
        for rule, model, _level in findings:
            yield number, model, rule


def _checkov_findings(output: str, folder: Path) -> Iterable[Finding]:
    reports = json.loads(output)
    # One framework's report alone is no list, and one without resources has no results.
    for report in reports if isinstance(reports, list) else [reports]:
        for found in report.get("results", {}).get("failed_checks", ()):
            number = Path(found["file_path"]).stem
            if found["check_id"] == "CKV_AWS_370":
                yield number, found["resource"].rpartition(".")[2], "network-isolation"
            elif found["check_id"].startswith("CKV_SECRET_"):
                lines = (folder / f"{number}.json").read_text(encoding="utf-8").splitlines()
                above = filter(None, map(_MODEL_LINE.fullmatch, lines[: found["file_line_range"][0]]))
                yield number, list(above)[-1][1], "environment-secrets"


def _with_deployment(template: Template) -> Mapping[str, object]:
    """Merge what the deployment gives into the template, as `--input-params` would, which takes one file for all."""
    parameters = {
        name: template.given.get(name, declared.get("Default"))
        for name, declared in _declared_parameters(template).items()
    }
    deployment = {
        "Account": ACCOUNT,
        "Parameters": {name: value for name, value in parameters.items() if isinstance(value, str)},
        "Tags": [{"Key": key, "Value": value} for key, value in template.tags.items()],
        **({"Region": template.region} if isinstance(template.region, str) else {}),
    }
    return {**template.body(), "Deployment": deployment}


def _declared_parameters(template: Template) -> Mapping[str, Any]:
    declared: Mapping[str, Any] = template.sections.get("Parameters", {})
    return declared


def _guard_findings(output: str, folder: Path) -> Iterable[Finding]:
    for report in json.loads(output):
        file = folder / Path(report["name"]).name
        for failed in report["not_compliant"]:
            # A finding about the deployment, such as its region, is about all models.
            models = (
                _GUARD_PATH.findall(json.dumps(failed)) or json.loads(file.read_text(encoding="utf-8"))["Resources"]
            )
            for model in models:
                yield file.stem, model, failed["Rule"]["name"].replace("_", "-")
