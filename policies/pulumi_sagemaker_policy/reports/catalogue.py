"""What reports say of a rule besides its results: of one of this package what it is for, of another its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pulumi_sagemaker_policy import rules


@dataclass(frozen=True, slots=True)
class About:
    """A rule in sentences, and the page to read on; the page may be empty."""

    title: str
    rationale: str
    remediation: str
    url: str = ""


def _plain(text: str) -> str:
    """Return a text of a rule, which is Markdown with no more than code in it, as plain text."""
    return text.replace("`", '"')


_OWN: Final = {
    rule.id: About(_plain(rule.title), _plain(rule.rationale), _plain(rule.remediation_steps), rule.url)
    for rule in rules.ALL
}


def about(rule: str, pack: str) -> About:
    """Return what is known of a rule of a pack."""
    return _OWN.get(rule) or About(
        title=f"{rule} of the policy pack {pack}.",
        rationale=f"The policy {rule} of the policy pack {pack} does not pass.",
        remediation="Change what the message names, or ask the people who keep the policy pack.",
    )
