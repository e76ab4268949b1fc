"""Which values are credentials by their own format, and which are no credentials even under the key of a secret.

A value may have 32 KB, and every rule must be done with it in a moment: each expression here takes a time that grows
with the length alone. None may begin to look at the same letter from more than a few places.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from pulumi_sagemaker_policy.aws_facts.partitions import ARN
from pulumi_sagemaker_policy.lazy_re import LazyPattern

CHECKED: Final = date(2026, 11, 27)
"""When the formats were last compared with their sources."""

_GITLEAKS: Final = "https://github.com/gitleaks/gitleaks/blob/b58d3f1/config/gitleaks.toml"


class Format(NamedTuple):
    """What the credentials of one maker look like, in the words of a finding, and who says so.

    A group `password` has to be one, and no placeholder; what `beside` describes has to be in the text too.
    """

    name: str
    pattern: LazyPattern
    source: str
    beside: LazyPattern | None = None

    def is_in(self, text: str) -> bool:
        """Tell whether a text holds such a credential."""
        if self.beside is not None and not self.beside.search(text):
            return False
        for found in self.pattern.finditer(text):
            if not _is_placeholder((found.groupdict().get("password") or found[0]).strip("\"'")):
                return True
        return False


def _format(name: str, pattern: str, source: str, flags: int = 0, beside: str | None = None) -> Format:
    others = None if beside is None else LazyPattern(beside, re.ASCII | flags)
    return Format(name, LazyPattern(pattern, re.ASCII | flags), source, others)


_OF_TOKEN: Final = "[A-Za-z0-9_-]"  # noqa: S105 - an expression
_RUN: Final = f"(?<!{_OF_TOKEN})"
"""Where letters of a token begin, so that no other letter of the same run is tried."""

TOKENS: Final = (
    _format(
        "an AWS access key ID",
        r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
    _format("an API key of Amazon Bedrock", r"\bABSK[A-Za-z0-9+/]{100}|\bbedrock-api-key-[A-Za-z0-9+/]{40}", _GITLEAKS),
    _format(
        "a private key",
        r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----",
        "https://www.rfc-editor.org/rfc/rfc7468",
    ),
    _format(
        "a GitHub token",
        r"\b(?:gh[opsru]_(?:[A-Za-z0-9]{36}|[0-9]{1,20}_eyJ)|github_pat_[A-Za-z0-9_]{22})",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
    ),
    _format(
        "a GitLab token",
        rf"\b(?:gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|rtr|soat|wt)-|GR1348941){_OF_TOKEN}{{20}}",
        "https://docs.gitlab.com/security/tokens/",
    ),
    _format(
        "a Hugging Face token",
        r"\b(?:(?:hf|api_org)_[A-Za-z0-9]{30}|hf_oauth_eyJ)",
        "https://huggingface.co/docs/hub/security-tokens",
    ),
    _format(
        "a Slack token",
        r"\b(?:xox[abcdeoprs]|xapp|xwfp)-[A-Za-z0-9-]{10}|\bhooks\.slack\.com/(?:services|triggers|workflows)/\w{8}",
        "https://docs.slack.dev/authentication/tokens/",
    ),
    _format(
        "a Google API key",
        rf"\bAIza{_OF_TOKEN}{{35}}|\bGOCSPX-{_OF_TOKEN}{{20}}|\bya29\.{_OF_TOKEN}{{20}}",
        "https://docs.cloud.google.com/docs/authentication/api-keys",
    ),
    _format("a Pulumi token", r"\bpul-[0-9a-f]{40}\b", "https://www.pulumi.com/docs/pulumi-cloud/access-management/"),
    _format(
        "an npm token",
        r"\bnpm_[A-Za-z0-9]{36}",
        "https://github.blog/security/application-security/announcing-npms-new-access-token-format/",
    ),
    _format("a PyPI token", rf"\bpypi-{_OF_TOKEN}{{50}}", "https://docs.pypi.org/api/secrets/"),
    _format(
        "an OpenAI key", rf"\bsk-(?:proj|svcacct|admin)-{_OF_TOKEN}{{40}}|\bsk-\w{{20}}T3BlbkFJ\w{{20}}", _GITLEAKS
    ),
    _format("an Anthropic key", rf"\bsk-ant-[a-z]{{2,8}}[0-9]{{2}}-{_OF_TOKEN}{{40}}", _GITLEAKS),
    _format(
        "a JSON Web Token",
        # The first part is long, and may begin anywhere in what its letters are joined to: look first for what follows.
        rf"{_RUN}(?={_OF_TOKEN}{{11,}}\.eyJ{_OF_TOKEN}{{8,}}\.{_OF_TOKEN})(?:{_OF_TOKEN}*-)?eyJ{_OF_TOKEN}{{8,}}\.",
        "https://www.rfc-editor.org/rfc/rfc7519",
    ),
)
"""Credentials that tell by themselves who made them."""

_KEY: Final = r"(?:(?:[a-z]{2,8}store|db|login|proxy|ssl|user)?password|passwd|pwd)"
_TEXT: Final = r"""(?P<password>"[^"\n]*"|'[^'\n]*'|[^\s;&,"']+)"""
_CONNECTION: Final = "a connection string with a password"

PASSWORDS: Final = (
    # Of the scheme its last letter will do: to look for its first in a long text takes the square of its length.
    _format(
        "a URL with a password",
        r"[a-z0-9+.-]://[^\s:/?#@]*:(?P<password>[^\s/?#@]+)@",
        "https://www.rfc-editor.org/rfc/rfc3986",
        re.IGNORECASE,
    ),
    _format(
        _CONNECTION,
        rf"(?:^|[;?&])\s*{_KEY}\s*=\s*{_TEXT}",
        "https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax",
        re.IGNORECASE,
    ),
    _format(
        _CONNECTION,
        r"(?:^|;)\s*(?:AccountKey|SharedAccessKey|SharedAccessSignature|SharedSecretValue)\s*=\s*(?P<password>[^;\s]+)",
        "https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string",
        re.IGNORECASE,
    ),
    _format(
        _CONNECTION,
        rf"(?<!\S){_KEY}\s?=\s?{_TEXT}",
        "https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING",
        re.IGNORECASE,
        # Any text may have a `=`: another of libpq's words has to be there as well.
        beside=r"(?<!\S)(?:dbname|host|hostaddr|port|service|sslmode|user)\s?=",
    ),
    _format(
        _CONNECTION,
        # ODBC quotes with braces, which would stand for a placeholder elsewhere.
        r";\s*(?:password|pwd)\s*=\s*\{(?P<password>(?!\w*(?:password|passwd|pass|pwd|pw)\})[^{}]+)\}",
        "https://learn.microsoft.com/sql/connect/odbc/dsn-connection-string-attribute",
        re.IGNORECASE,
        beside=r"^\s*driver\s*=|;\s*driver\s*=",
    ),
    _format(
        _CONNECTION,
        r"^(?:jdbc:oracle:[a-z]+:[^\s/@]+/|[^\s:/@]+:(?=[^\s@]+@(?:tcp|unix)\())(?P<password>[^\s@]+)@",
        "https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html",
        re.IGNORECASE,
    ),
)
"""Texts that have a password in them, which has to be one."""

_PLACEHOLDER: Final = LazyPattern(
    r"|\$\{\{?[\w .]*(?::?-|:?\?[^{}]*)?\}?\}"
    r"|\$\(.*\)|\$[A-Z_][A-Z0-9_]*|%[A-Z0-9_]+%|<[^<>]*>|\{\{?[\w .$-]*\}?\}|%(?:\(\w+\))?s|\?|\*+|[xX]{3,}"
    # What programs are given that want something and use nothing.
    r"|(?i:\[ *\]|your[-_ ][a-z _-]+|replace[-_ ]?me|todo|tbd"
    r"|(?:sk-)?(?:empty|none|null|nil|undefined|unset|\[?redacted\]?|n/?a|placeholder|dummy|unused|no[-_ ]?key"
    r"|(?:not?[-_ ]?(?:key[-_ ]?)?)(?:needed|required|set|used)))",
    re.DOTALL,
)
"""Texts that stand where a secret will be, or where none is needed."""

_SWITCH: Final = LazyPattern(
    r"true|false|yes|no|on|off|[01]|(?:en|dis)abled?|required|optional|always|never", re.IGNORECASE
)

_WORD: Final = "(?:[A-Za-z][a-z]{1,40}[0-9]{0,4}|[A-Z]{2,20}[0-9]{0,4}|v[0-9]{1,4})"
_SEGMENT: Final = rf"[.]?{_WORD}(?:[._-]{{1,2}}(?:{_WORD}|[0-9]{{1,8}})){{0,12}}"
_REFERENCE: Final = LazyPattern(
    rf"{ARN}:.+|(?:aws-?)?(?:ssm|secretsmanager|vault):/?{_SEGMENT}(?:/{_SEGMENT})*"
    # A path, or the name of a secret or a parameter: words with `/` before or between them.
    rf"|(?:file://|~|\.{{1,2}})?/{_SEGMENT}(?:/{_SEGMENT})*/?|{_SEGMENT}(?:/{_SEGMENT})+"
    # A file, by its ending, and a URL, whose passwords are looked for before.
    r"|(?:[A-Za-z]:\\[\w.\\ -]{0,200}\\)?[\w.-]{1,200}\.(?:json|pem|key|crt|cer|p12|pfx|jks|txt|ya?ml|toml|ini|conf|env)|[a-z][a-z0-9+.-]{1,30}://[^\s?]+",
    re.DOTALL,
)
"""Texts that say where a secret is."""


_SHORTEST: Final = len("ghs_1_eyJ")
"""How long a token is at least."""


def format_of(text: str) -> str | None:
    """Return what a text looks like or has in it, such as "a GitHub token", or None if it is no credential."""
    # This is asked for each variable, and most texts are no credentials. Most of those are told by a quick look.
    tokens: tuple[Format, ...] = TOKENS if len(text) >= _SHORTEST else ()
    passwords: tuple[Format, ...] = PASSWORDS if "=" in text or "@" in text else ()
    for known in (*tokens, *passwords):
        if known.pattern.search(text) and known.is_in(text):
            return known.name
    return None


def is_harmless(text: str) -> bool:
    """Tell whether a text is no secret although its key says so: a switch, a placeholder, or where the secret is."""
    text = text.strip()
    return _is_placeholder(text) or any(pattern.fullmatch(text) for pattern in (_SWITCH, _REFERENCE))


def _is_placeholder(text: str) -> bool:
    return _PLACEHOLDER.fullmatch(text) is not None
