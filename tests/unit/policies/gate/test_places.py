"""Where resources are declared: the user's own code, whatever lies between it and the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_sagemaker_policy.gate.places import Place, Project, deployed, previewed

URN = "urn:pulumi:dev::shop::aws:sagemaker/model:Model::fraud"
PROVIDER = "project:///../../venv/lib/python3.11/site-packages/pulumi_sagemaker_model/resource.py#125"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "infra" / "models"
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").touch()
    return Project.around(folder)


@pytest.mark.parametrize(
    ("frames", "place"),
    [
        ([PROVIDER, "project:///__main__.py#7"], Place("infra/models/__main__.py", 7)),
        (["project:///models/fraud.py#3", "project:///__main__.py#7"], Place("infra/models/models/fraud.py", 3)),
        (["project:///../lib/shared.py#3,5", "project:///__main__.py#7"], Place("infra/lib/shared.py", 3)),
        (
            ["project:///.venv/lib/python3.11/site-packages/x.py#1", "project:///a%20b.py#2"],
            Place("infra/models/a b.py", 2),
        ),
        (
            ["project:///../../provider/pulumi_sagemaker_model/resource.py#1", "project:///x.py#2"],
            Place("infra/models/x.py", 2),
        ),
        (
            ["project:///node_modules/@pulumi/aws/model.js#1", "project:///index.ts#2"],
            Place("infra/models/index.ts", 2),
        ),
        (["project:///../../../elsewhere/x.py#1"], None),
        (["project:///../../.venv/bin/pulumi-language-python-exec#188"], None),
        (["project:///.tools/python/lib/python3.12/runpy.py#88"], None),
        (["https://example.com/x.py#1", "nothing", None, 3], None),
        ([], None),
    ],
)
def test_given_a_stack_trace_then_the_first_frame_of_ones_own_counts(
    project: Project, frames: list[object], place: Place | None
) -> None:
    trace = [{"sourcePosition": frame} if frame is not None else {} for frame in frames]
    found = project.places([{"urn": URN, "stackTrace": trace}])

    assert found == ({} if place is None else {URN: place})


def test_given_a_position_alone_then_it_counts(project: Project) -> None:
    state = {"urn": URN, "sourcePosition": "project:///main.go#12"}

    assert project.places([state]) == {URN: Place("infra/models/main.go", 12)}


def test_given_no_place_then_it_is_the_first_line_of_the_projects_file(project: Project, tmp_path: Path) -> None:
    assert project.default == Place("infra/models/Pulumi.yaml", 1)
    assert Project.around(tmp_path / "infra" / "models" / "below").default == project.default


def test_given_neither_project_nor_repository_then_paths_are_relative_to_the_folder(tmp_path: Path) -> None:
    alone = Project.around(tmp_path)

    assert alone.default == Place("Pulumi.yaml", 1)
    assert alone.places([{"urn": URN, "sourcePosition": "project:///x.py#1"}]) == {URN: Place("x.py", 1)}


@pytest.mark.parametrize("document", [None, [], {}, {"steps": 1}, {"steps": [1, {"newState": 2}]}, {"deployment": 1}])
def test_given_what_is_no_preview_and_no_export_then_it_has_no_states(document: object) -> None:
    assert previewed(document) == deployed(document) == []


def test_given_a_replacement_then_what_will_be_comes_before_what_was() -> None:
    steps = [{"oldState": {"urn": "old"}}, {"newState": {"urn": "new"}, "oldState": {"urn": "older"}}]

    assert [state["urn"] for state in previewed({"steps": steps})] == ["new", "old", "older"]


def test_given_an_export_then_what_only_waits_to_be_deleted_is_left_out() -> None:
    document = {"deployment": {"resources": [{"urn": "a"}, {"urn": "a", "delete": True}]}}

    assert deployed(document) == [{"urn": "a"}]
