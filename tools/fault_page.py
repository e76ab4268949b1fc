"""Writes the table of faults, and the one of waits, as a page for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pulumi_sagemaker_model.aws import timings
from pulumi_sagemaker_model.aws.timings import Timing
from tests.faults.table import CALLS, KILLED, TABLE, Fails, Never, Row

_PAGE = """\
<!-- Generated from the table of the tests by `{command}`; change the table instead. -->

# When calls fail and processes die

What comes of each fault in each operation. The tests hold the provider to every cell, through the Pulumi CLI and on the
local AWS.

- **succeeds**: the provider waits or tries again, and the command succeeds.
- **error**: the model gets one error, once all attempts have failed. These are as many as `aws:maxRetries` says, 6 if
  not set, and {iam_spread} s of them where a change of IAM may be spreading.
- **ends**: the command ends with the engine.
- **n/a**: never happens, as is said below.

Whatever happens, the same command, run again, repairs it: state and AWS then have the same models, none lost, doubled
or left over, with the tags that the program declares. That goes for models whose names are derived. Where you give a
`name` and no answer to the creation ever comes back, nothing tells the model from another program's, and only
`adopt_existing=True` takes it over.

{table}

## What you see and do

{advice}

## What never happens

{reasons}

## Waits

{waits}
"""


def page() -> str:
    """Render the table as Markdown."""
    rows = [*TABLE, *(row for moments in KILLED.values() for row in moments.values())]
    lines = (" | ".join([row.title, *map(str, row.cells.values())]) for row in rows)
    return _PAGE.format(
        command="make docs",
        table="\n".join(
            [f"| Fault | {' | '.join(CALLS)} |", f"|---|{'---|' * len(CALLS)}", *(f"| {x} |" for x in lines)]
        ),
        advice=_grouped(rows, _advice),
        reasons=_grouped(rows, _reason),
        iam_spread=f"{timings.IAM_SPREAD.seconds:g}",
        waits="\n".join(
            ["| Seconds | What it is | Why so long |", "|--:|---|---|", *(f"| {' | '.join(x)} |" for x in _waits())]
        ),
    )


def _waits() -> Iterator[tuple[str, str, str]]:
    """Yield what there is to say of each wait of the provider, in the order of their table."""
    for one in vars(timings).values():
        if isinstance(one, Timing):
            yield f"{one.seconds:g}", one.meaning, one.source


def _grouped(rows: Sequence[Row], text: Callable[[Row], str]) -> str:
    """Return a list of what there is to say, with the rows that it is said of."""
    titles: dict[str, list[str]] = {}
    for row in rows:
        titles.setdefault(text(row), []).append(row.title)
    return "\n".join(f"- **{'; '.join(of)}**: {said}" for said, of in titles.items() if said)


def _advice(row: Row) -> str:
    errors = dict.fromkeys(cell.sentence for cell in row.cells.values() if isinstance(cell, Fails))
    return " ".join([*(f"“… {error.format(action='…')} …”." for error in errors), row.remedy]).strip()


def _reason(row: Row) -> str:
    return "".join(dict.fromkeys(f"{cell.reason}." for cell in row.cells.values() if isinstance(cell, Never)))
