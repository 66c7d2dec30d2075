"""The scripts of docs/python.md, run as a reader would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from guide_blocks import REPOSITORY, Script, read_scripts

SCRIPTS = [script for script in read_scripts() if not script.in_blender]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"line {script.line}")
def test_a_script_of_the_guide_prints_what_the_guide_shows(script: Script, tmp_path: Path) -> None:
    # The repository is a project itself; its bundles are found although the working folder is elsewhere.
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY / "python"),
        "COMFYC_BUNDLES": str(REPOSITORY / "generated" / "workflows"),
    }
    done = subprocess.run(
        [sys.executable, "-c", script.text], cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert script.says(done.stdout), done.stdout
