"""The command `sagemaker-policy`: judges stacks in CI, checks a policy configuration, and explains the rules.

Here is how its parts are called. What they do is loaded when they run, as the SDK takes a second to load.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.cli.errors import CommandError
from pulumi_sagemaker_policy.cli.output import say
from pulumi_sagemaker_policy.iam.documents import KINDS
from pulumi_sagemaker_policy.reports.formats import FORMATS

_PROFILES: Final = ("baseline", "strict", "audit-only")
_NOT_JUDGED: Final = 2

_EXAMPLES: Final = """\
examples:
  sagemaker-policy init policies                       write a policy pack to start from
  sagemaker-policy check preview --pack policies       preview this project and judge it
  sagemaker-policy explain network-isolation           say what a rule is for, and what passes it
  sagemaker-policy config validate policy-config.json  check what your organization decided
  sagemaker-policy waivers policy-config.json          see who may break which rule, until when
"""

_VERDICTS: Final = """\
exit code:
  0  clean: nothing breaks a mandatory rule
  1  blocked by policy
  2  not judged: the program failed, a policy pack failed or is configured wrongly, or Pulumi was lost
"""

_PREVIEW: Final = """\
examples:
  sagemaker-policy check preview --pack policies --config policies/policy-config.json
  sagemaker-policy check preview --cwd infra --stack prod --pack policies --json report.json
  sagemaker-policy check preview --pack policies --pack ../other --fail-on advisory
  sagemaker-policy check preview --pack policies -- --refresh --parallel 8

What follows -- goes to `pulumi preview` as it is.
"""

_EVENTS: Final = """\
examples:
  sagemaker-policy check events events.jsonl --json report.json
  sagemaker-policy check events events.jsonl --preview-json preview.json --config policy-config.json

To save both, which hold inputs in plain text, and secrets that Pulumi does not know:
  PULUMI_DEBUG_COMMANDS=true pulumi preview --json --show-sames --event-log events.jsonl \\
      --policy-pack policies > preview.json
"""

_STATE: Final = """\
examples:
  sagemaker-policy check state --stack prod --pack policies
  sagemaker-policy check state --file state.json --pack policies     of `pulumi stack export`

What is deployed is judged without its program. What follows -- goes to `pulumi policy analyze` as it is.
"""


class _Lazy(NamedTuple):
    """A function of a module of this folder, which is loaded when it is called."""

    module: str
    function: str

    def __call__(self, given: argparse.Namespace) -> str | int:
        try:
            result: str | int = getattr(import_module(f"{__package__}.{self.module}"), self.function)(given)
        except ModuleNotFoundError as error:
            raise CommandError(
                f"sagemaker-policy needs the module {error.name}, which is not installed; "
                'run: pip install "pulumi-sagemaker-model[policy]"'
            ) from None
        return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command. It ends with what is wrong and exit code 1, or with the exit code of a verdict."""
    own = list(sys.argv[1:] if arguments is None else arguments)
    end = own.index("--") if "--" in own else len(own)
    parser = make_parser()
    given = parser.parse_args(own[:end])
    if own[end:] and not given.passes_on:
        parser.error("only check preview and check state take further arguments after --")
    given.further = own[end + 1 :]
    try:
        result = _judged(given) if given.judges else given.run(given)
    except (CommandError, OSError) as error:
        sys.exit(str(error))
    if isinstance(result, int):
        if arguments is None:
            _end_at_once(result)
        sys.exit(result)
    say(sys.stdout, result)


def _end_at_once(exit_code: int) -> None:
    """End the process; people need not wait while Python takes apart what it has loaded, for some 0.1 s."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)


def _judged(given: argparse.Namespace) -> int:
    """Run a command whose exit code is a verdict: whatever stops it, nothing was judged."""
    try:
        return int(given.run(given))
    except (CommandError, OSError) as error:
        reason = str(error)
    except KeyboardInterrupt:
        reason = "Interrupted."
    except Exception as error:  # noqa: BLE001 - Python's own exit code would mean that the stack is blocked
        # Its text may quote a secret.
        where = extract_tb(error.__traceback__)[-1]
        reason = f"sagemaker-policy failed: {type(error).__name__} at {where.filename}:{where.lineno}."
    say(sys.stderr, reason)
    return _NOT_JUDGED


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; its namespaces have the function to run in `run`."""
    parser = _parser(
        None, "sagemaker-policy", "Rules for Amazon SageMaker models, in CI and on your machine.", _EXAMPLES
    )
    parser.set_defaults(passes_on=False, judges=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands)
    _add_config(commands)
    _add_guide(commands)
    _add_export(commands)
    init = _parser(commands, "init", "write a policy pack with all rules", "")
    init.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder")
    init.add_argument("--profile", choices=_PROFILES, default=_PROFILES[0], help="the configuration to start from")
    init.set_defaults(run=_Lazy("starter", "init"))
    completion = _parser(commands, "completion", "print what makes a shell complete this command", _COMPLETION)
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="which shell")
    completion.set_defaults(run=_Lazy("completion", "script"))
    return parser


_COMPLETION: Final = """\
examples:
  eval "$(sagemaker-policy completion bash)"                         for this shell
  sagemaker-policy completion zsh > "${fpath[1]}/_sagemaker-policy"  for all to come
"""


def _parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser] | None, name: str, what: str, examples: str
) -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    if commands is None:
        return argparse.ArgumentParser(prog=name, description=what, epilog=examples, formatter_class=layout)
    described = f"{what[:1].upper()}{what[1:]}."
    return commands.add_parser(name, help=what, description=described, epilog=examples, formatter_class=layout)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = _parser(commands, "check", "judge a stack, and write reports on it", _VERDICTS)
    ways = check.add_subparsers(required=True, metavar="WAY")
    preview = _parser(ways, "preview", "run `pulumi preview` and judge what it declares", f"{_PREVIEW}\n{_VERDICTS}")
    preview.add_argument("--stack", default="", metavar="NAME", help="the stack; without it the selected one")
    preview.set_defaults(run=_Lazy("check", "check_preview"), passes_on=True)
    events = _parser(ways, "events", "judge a saved event log of a run", f"{_EVENTS}\n{_VERDICTS}")
    events.add_argument("file", type=Path, metavar="FILE", help="what the engine wrote to --event-log")
    events.add_argument("--preview-json", type=Path, metavar="FILE", help="the JSON of that preview, for file and line")
    events.add_argument("--stack", default="", metavar="NAME", help="how to name the stack if the log names none")
    events.set_defaults(run=_Lazy("check", "check_events"))
    state = _parser(ways, "state", "judge what is deployed", f"{_STATE}\n{_VERDICTS}")
    source = state.add_mutually_exclusive_group()
    source.add_argument("--stack", default="", metavar="NAME", help="the stack; without it the selected one")
    source.add_argument("--file", type=Path, metavar="FILE", help="an export of a stack")
    state.set_defaults(run=_Lazy("check", "check_state"), passes_on=True)
    for way in (preview, events, state):
        way.set_defaults(judges=True)
        way.add_argument("--cwd", type=Path, default=Path(), metavar="FOLDER", help="the folder of the Pulumi project")
        way.add_argument(
            "--pack",
            type=Path,
            action="append",
            default=[],
            required=way is not events,
            metavar="FOLDER",
            help="the folder of a policy pack; may be given several times",
        )
        way.add_argument(
            "--config",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="the configuration of a policy pack, in the order of the packs",
        )
        way.add_argument(
            "--fail-on",
            choices=("violation", "advisory"),
            default="violation",
            help="what blocks: violations alone, or advisories, too",
        )
        reports = way.add_argument_group("reports, any number at once, whatever the verdict; - is the terminal")
        for one in FORMATS:
            reports.add_argument(one.option, type=Path, metavar="FILE", help=one.meaning, dest=f"report_{one.name}")
    schema = _parser(ways, "schema", "print the JSON schema of what --json writes", "")
    schema.set_defaults(run=_Lazy("check", "print_report_schema"))


def _add_config(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    config = _parser(commands, "config", "check a policy configuration, or make one", "").add_subparsers(
        required=True, metavar="COMMAND"
    )
    validate = _parser(config, "validate", "check a whole file for --policy-pack-config", "")
    explained = _parser(config, "explain", "say rule by rule what such a file asks of models", "")
    schema = _parser(config, "schema", "print the file's JSON schema, for editors", "")
    from_stack = _parser(config, "from-stack", "make one of what a platform stack says that models may use", "")
    from_stack.add_argument("stack", metavar="ORGANIZATION/PROJECT/STACK", help="the platform stack")
    from_stack.set_defaults(run=_Lazy("config", "config_from_stack"))
    from_policy = _parser(config, "from-tag-policy", "make one of a tag policy of AWS Organizations", "")
    from_policy.add_argument("file", type=Path, metavar="FILE", help="the tag policy")
    from_policy.set_defaults(run=_Lazy("config", "config_from_tag_policy"))
    for command in (from_stack, from_policy):
        command.add_argument("--base", type=Path, metavar="FILE", help="a configuration to put the settings into")
    for command, function in (
        (validate, "config_validate"),
        (explained, "config_explain"),
        (schema, "print_config_schema"),
    ):
        if command is not schema:
            command.add_argument("file", type=Path, metavar="FILE", help="the configuration")
        _add_rules_option(command)
        command.set_defaults(run=_Lazy("config", function))


def _add_guide(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = _parser(commands, "rules", "list the rules", "")
    listed.set_defaults(run=_Lazy("guide", "list_rules"))
    explained = _parser(commands, "explain", "say what a rule asks of models, why, and how it is set", "")
    explained.add_argument("rule", metavar="RULE", help="a rule, as `sagemaker-policy rules` lists it")
    explained.set_defaults(run=_Lazy("guide", "explain_rule"))
    waivers = _parser(commands, "waivers", "list what is waived where, until when, and who answers for it", "")
    waivers.add_argument("file", type=Path, metavar="FILE", nargs="+", help="a policy configuration")
    waivers.set_defaults(run=_Lazy("guide", "list_waivers"))
    for command in (listed, explained, waivers):
        _add_rules_option(command)


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    exports = _parser(commands, "export", "say the same in other words", "").add_subparsers(required=True, metavar="TO")
    iam = _parser(exports, "iam", "write what a configuration asks as policies of IAM, which AWS enforces", "")
    iam.add_argument("file", type=Path, metavar="FILE", help="a policy configuration")
    iam.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the policies go")
    iam.add_argument("--kind", choices=[kind.name for kind in KINDS], default=KINDS[0].name, help="what they are for")
    iam.add_argument("--exempt", action="append", default=[], metavar="ARN", help="a pattern for principals to spare")
    _add_rules_option(iam)
    iam.set_defaults(run=_Lazy("export", "export_iam"))


def _add_rules_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rules", type=Path, metavar="FILE", help="a Python file with RULES, those of your own pack")
