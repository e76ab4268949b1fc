"""The picture of a terminal: what policies say, whole, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from tools.demo.picture import draw
from tools.demo.scenario import PREVIEW

OUTPUT = """\
\x1b[1mPreviewing update (demo):\x1b[0m
 + pulumi:pulumi:Stack at /home/somebody

\x1b[38;5;13m\x1b[1mPolicies:\x1b[0m
    ❌ \x1b[38;5;5mpack@v0.1.0\x1b[0m (local: policies)
        - \x1b[38;5;1m[mandatory]\x1b[0m  a <rule> & more  \x1b[0m

\x1b[1mDiagnostics:\x1b[0m
    error: preview failed
"""


def test_given_an_output_then_only_what_policies_say_is_drawn_in_its_colours() -> None:
    svg = draw(OUTPUT)

    shown = re.findall(r"<text [^>]*>([^<]*)</text>", svg)
    assert list(filter(None, (text.replace("&#160;", " ").strip() for text in shown))) == [
        *(f"$ {PREVIEW}", "⋮", "Policies:", "❌", "pack@v0.1.0", "(local: policies)"),
        *("-", "[mandatory]", "a &lt;rule&gt; &amp; more", "⋮"),
    ]
    assert len(set(re.findall(r"fill: (#\w+)", svg))) == 4


@pytest.mark.parametrize("length", [10, 200])
def test_given_a_line_of_any_length_then_it_is_within_the_picture_and_not_broken(length: int) -> None:
    svg = draw(f"Policies:\n{'x' * length}\n\n")

    [(left, width)] = re.findall(rf'<text [^>]*x="([\d.]+)"[^>]*textLength="([\d.]+)"[^>]*>{"x" * length}</text>', svg)
    [terminal] = re.findall(r'clip-terminal"><rect width="([\d.]+)"', svg)
    assert float(left) + float(width) <= float(terminal)


def test_given_an_output_when_drawn_twice_then_it_is_the_same_and_loads_nothing() -> None:
    svg = draw(OUTPUT)

    assert svg == draw(OUTPUT)
    assert re.findall(r"[\w:/.]*//[\w./]*", svg) == ["http://www.w3.org/2000/svg"]
