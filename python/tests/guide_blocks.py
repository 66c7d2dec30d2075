"""The scripts of docs/python.md and what the page says that they print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import List, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]


class Script(NamedTuple):
    line: int
    in_blender: bool
    text: str
    printed: str

    def here(self, out_dir: str) -> str:
        """The text, with this repository in place of the project that the page speaks of."""
        text = self.text.replace("/home/you/studio/node_modules/comfyc/python", str(REPOSITORY / "python"))
        text = text.replace("/home/you/studio/output", out_dir)
        return text.replace("/home/you/studio", str(REPOSITORY))

    def says(self, output: str) -> bool:
        """Whether the page shows `output`; its `…` stands for anything, its folder for any."""
        shown = re.escape(self.printed.strip()).replace("…", "(?:.|\n)*").replace("/home/you/studio/output", ".*")
        return re.fullmatch(shown, output.strip()) is not None


def read_scripts() -> List[Script]:
    page = (REPOSITORY / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.finditer(r"^```python( blender)?\n(.*?)^```\n\n^```text\n(.*?)^```$", page, re.M | re.S)
    scripts = [
        Script(page.count("\n", 0, found.start()) + 1, found[1] is not None, found[2], found[3]) for found in blocks
    ]
    assert len(scripts) == page.count("\n```python"), "a script stands without its output"
    return scripts
