"""What counts of instructions say: what lies between two marks."""

from __future__ import annotations

from bench.instructions import comparisons, total
from bench.marks import REPETITIONS

MARKS = {
    "start": 100,
    "import pulumi": 1100,
    "import pulumi_sagemaker_model": 1110,
    "import pulumi_sagemaker_model.provider": 1300,
    "before ours": 2000,
    "after ours": 2000 + 100 * REPETITIONS,
    "before nothing": 3000,
    "after nothing": 3000 + 50 * REPETITIONS,
    "before policies, defaults": 4000,
    "after policies, defaults": 4000 + 110 * REPETITIONS,
    "before policies, every rule set": 5000,
    "after policies, every rule set": 5000 + 140 * REPETITIONS,
    "before idle, defaults": 6000,
    "after idle, defaults": 6000 + 100 * REPETITIONS,
    "before idle, every rule set": 7000,
    "after idle, every rule set": 7000 + 100 * REPETITIONS,
    "before template, defaults": 8000,
    "after template, defaults": 8000 + 60 * REPETITIONS,
    "before template, every rule set": 9000,
    "after template, every rule set": 9000 + 80 * REPETITIONS,
    "before parse, defaults": 10000,
    "after parse, defaults": 10000 + 40 * REPETITIONS,
    "before parse, every rule set": 11000,
    "after parse, every rule set": 11000 + 40 * REPETITIONS,
}


def test_given_marks_then_imports_are_from_the_start_and_work_is_for_one_repetition() -> None:
    assert [(one.step, one.pairs) for one in comparisons(MARKS)] == [
        ("import pulumi_sagemaker_model", [(1010, 1000)]),
        ("import pulumi_sagemaker_model.provider", [(1200, 1000)]),
        ("check and diff of an unchanged model, as the dynamic host asks", [(100, 50)]),
        ("policies, defaults", [(110, 100)]),
        ("policies, every rule set", [(140, 100)]),
        ("template, defaults", [(60, 40)]),
        ("template, every rule set", [(80, 40)]),
    ]


def test_given_a_file_of_counts_then_the_total_is_read() -> None:
    assert total("desc: I1 cache:\nevents: Ir\nfn=main\n1 40\n2 2\nsummary: 42\n") == 42
