"""Draws the demo's blocked preview, as the CLI prints it in a terminal: `python -m tools.demo.picture TARGET`."""

import io
import os
import re
import sys
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tools.demo.scenario import BREAK, PREVIEW, QUICKSTART
from tools.local_aws import LocalAws
from tools.workspace import Workspace, WorkspaceError

CUT: Final = "⋮"
"""Stands where lines of the output are left out."""

THEME: Final = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [
        *((72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)),
        *((88, 166, 255), (210, 168, 255), (57, 197, 207), (177, 186, 196)),
    ],
    [
        *((110, 118, 129), (255, 161, 152), (86, 211, 100), (227, 179, 65)),
        *((121, 192, 255), (226, 197, 255), (86, 212, 221), (240, 246, 252)),
    ],
)
"""Readable on its own dark ground, which stands out from a light page and from a dark one."""

# Rich's own template loads a font from another host.
SVG: Final = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font: {char_height}px/{line_height}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def blocked_preview() -> str:
    """Run the preview with the real CLI, in colour.

    Raises:
        WorkspaceError: it was not blocked, or what comes before it failed.
    """
    with Workspace() as workspace, LocalAws() as aws:
        environment = aws.environment(workspace.environment(os.environ)) | {"PULUMI_OPTION_COLOR": "always"}
        project = workspace.project("quickstart", QUICKSTART, environment)
        for command in (f"pulumi login {workspace.state.as_uri()}", "pulumi stack init demo", *BREAK):
            project.run(command)
        return project.run_refused_in_colour(PREVIEW)


def draw(output: str) -> str:
    """Draw what the policies say in an output of the CLI, as SVG; the rest is cut off."""
    lines = Text.from_ansi(output).split("\n")
    start = next(number for number, line in enumerate(lines) if line.plain.startswith("Policies:"))
    end = next(number for number, line in enumerate(lines) if number > start and not line.plain.strip())
    shown = [Text(f"$ {PREVIEW}", "bold"), Text(CUT), *lines[start:end], Text(CUT)]
    for line in shown:
        line.rstrip()
    console = Console(file=io.StringIO(), record=True, width=max(line.cell_len for line in shown) + 1)
    for line in shown:
        console.print(line, no_wrap=True, highlight=False)
    svg = console.export_svg(title="", theme=THEME, code_format=SVG, unique_id="preview")
    return re.sub(r" +$", "", svg, flags=re.MULTILINE)


def main(target: Path) -> None:
    """Run, draw and write."""
    try:
        target.write_text(draw(blocked_preview()), encoding="utf-8")
    except WorkspaceError as error:
        sys.exit(f"Drawing the preview failed: {error}.")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and the picture
        sys.exit("Say where to write the picture: python -m tools.demo.picture TARGET")
    main(Path(sys.argv[1]))
