"""What counts of instructions say: what lies between two marks."""

from __future__ import annotations

from bench.instructions import comparisons, total

MARKS = {
    "start": 100,
    "import pulumi": 1100,
    "import pulumi_sagemaker_model": 1110,
    "import pulumi_sagemaker_model.provider": 1300,
    "before ours": 2000,
    "after ours": 2500,
    "before nothing": 3000,
    "after nothing": 3250,
    "before defaults": 4000,
    "after defaults": 4550,
    "before every rule set": 5000,
    "after every rule set": 5700,
    "before idle": 6000,
    "after idle": 6500,
}


def test_given_marks_then_imports_are_from_the_start_and_work_is_for_one_repetition() -> None:
    assert [(one.step, one.pairs) for one in comparisons(MARKS)] == [
        ("import pulumi_sagemaker_model", [(1010, 1000)]),
        ("import pulumi_sagemaker_model.provider", [(1200, 1000)]),
        ("check and diff of an unchanged model, as the dynamic host asks", [(100, 50)]),
        ("policies, defaults", [(110, 100)]),
        ("policies, every rule set", [(140, 100)]),
    ]


def test_given_a_file_of_counts_then_the_total_is_read() -> None:
    assert total("desc: I1 cache:\nevents: Ir\nfn=main\n1 40\n2 2\nsummary: 42\n") == 42
