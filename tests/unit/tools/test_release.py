"""What a release writes, and what it refuses."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Any

import pytest

from tools import release

DAY = date(2026, 12, 1)
SOUND: dict[str, Any] = {"wanted": "0.2.0", "present": "0.1.0", "tags": ["v0.1.0"], "branch": "main", "changes": ""}


@pytest.mark.parametrize("heading", ["## [Unreleased]", "## [0.1.0] - unreleased"])
def test_given_unreleased_changes_when_cut_then_they_are_under_version_and_day(heading: str) -> None:
    before = f"# Changelog\n\n{heading}\n\n### Added\n\n- One.\n\n## [0.0.1] - 2026-01-01\n\n- Old.\n"

    assert release.cut(before, "0.1.0", DAY) == before.replace(heading, "## [Unreleased]\n\n## [0.1.0] - 2026-12-01")


@pytest.mark.parametrize(
    "changelog",
    [
        "# Changelog\n",
        "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n",
        "# Changelog\n\n## [0.1.0] - 2026-01-01\n\n- Old.\n",
    ],
)
def test_given_nothing_unreleased_when_cut_then_release_is_refused(changelog: str) -> None:
    with pytest.raises(release.ReleaseError, match=r"^CHANGELOG\.md has nothing that is unreleased; "):
        release.cut(changelog, "0.1.0", DAY)


def test_given_projects_files_when_released_then_only_their_versions_change() -> None:
    for name in ("pyproject.toml", "policies/PulumiPolicy.yaml"):
        before = (release.CHECKOUT / name).read_text(encoding="utf-8")
        after = release.numbered(before, "7.8.9")

        assert after != before
        assert after.count("7.8.9") == 1
        assert release.numbered(after, version("pulumi-sagemaker-model")) == before


@pytest.mark.parametrize(
    "remote",
    ["https://git.example/acme/models.git", "git@git.example:acme/models.git", "ssh://git@git.example/acme/models"],
)
def test_given_a_remote_when_released_then_metadata_name_its_pages_once(remote: str) -> None:
    before = '[project]\nname = "x"\n\n[project.scripts]\ny = "z"\n'

    after = release.located(before, remote)

    assert 'Repository = "https://git.example/acme/models"\n' in after
    assert 'Changelog = "https://git.example/acme/models/blob/main/CHANGELOG.md"\n\n[project.scripts]\n' in after
    assert release.located(after, remote) == after


@pytest.mark.parametrize("remote", ["/srv/models.git", "", "../models", "file:///srv/models"])
def test_given_remote_on_no_host_when_released_then_remedy_is_said(remote: str) -> None:
    with pytest.raises(release.ReleaseError, match=r"^the remote `origin` is on no host; run: git "):
        release.located("[project.scripts]\n", remote)


def test_given_a_sound_checkout_when_checked_then_it_may_be_released() -> None:
    release.check(**SOUND)
    release.check(**{**SOUND, "wanted": "0.1.0", "tags": []})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"wanted": ""}, "VERSION is no version; "),
        ({"wanted": "1.2"}, "VERSION is no version; "),
        ({"wanted": "v1.2.3"}, "VERSION is no version; "),
        ({"wanted": "1.2.3-rc1"}, "VERSION is no version; "),
        ({"wanted": "0.1.0"}, "version 0.1.0 has been released; "),
        ({"wanted": "0.0.9"}, "version 0.0.9 is lower than 0.1.0, "),
        ({"branch": "feature"}, "releases are made on main, "),
        ({"branch": ""}, "releases are made on main, "),
        ({"changes": " M README.md"}, "the checkout has changes that are not committed; "),
    ],
)
def test_given_what_must_not_be_released_when_checked_then_it_is_refused(changed: dict[str, str], said: str) -> None:
    with pytest.raises(release.ReleaseError) as refusal:
        release.check(**{**SOUND, **changed})

    assert str(refusal.value).startswith(said)
