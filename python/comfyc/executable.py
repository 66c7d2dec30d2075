"""Finding the comfyc command that this package talks to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

from .errors import BridgeError


def find_command(command: Optional[str] = None) -> List[str]:
    """The words that start comfyc: the argument, `COMFYC_BIN`, `comfyc` on PATH, then an installed npm package
    upwards from the working folder and from this file.

    Raises `BridgeError` (`bridge_not_found`) where there is none.
    """
    for name in (command, os.environ.get("COMFYC_BIN")):
        if name:
            return _words(_existing(name))
    on_path = shutil.which("comfyc")
    if on_path is not None:
        return [on_path]
    for starter in _installed_starters():
        if starter.is_file():
            return _words(str(starter))
    raise BridgeError(
        "bridge_not_found",
        "The comfyc command was not found.",
        hint="Install it (npm install --global comfyc), or name it: COMFYC_BIN=/path/to/comfyc.",
    )


def _existing(name: str) -> str:
    found = name if Path(name).is_file() else shutil.which(name)
    if found is None:
        raise BridgeError(
            "bridge_not_found",
            f"{name} is not a file and not a command on PATH.",
            hint="Give the path of the comfyc command, in COMFYC_BIN or as command=.",
        )
    return found


def _words(starter: str) -> List[str]:
    if not starter.endswith((".js", ".mjs")):
        return [starter]
    node = os.environ.get("COMFYC_NODE") or shutil.which("node")
    if node is None:
        raise BridgeError(
            "bridge_not_found",
            f"{starter} needs Node.js, and no node command is on PATH.",
            hint="Install Node.js 22.19 or newer, or name it in COMFYC_NODE.",
        )
    return [node, starter]


def _installed_starters() -> Iterator[Path]:
    try:
        working = Path.cwd()
    except OSError:
        # Somebody removed it.
        folders: Tuple[Path, ...] = ()
    else:
        folders = (working, *working.parents)
    for folder in folders:
        yield folder / "node_modules" / "comfyc" / "bin" / "comfyc.js"
    # In a checkout, and in the npm package, this file stands at python/comfyc/.
    yield Path(__file__).resolve().parents[2] / "bin" / "comfyc.js"
