"""Run comfyc workflows by name, from any Python ≥ 3.10 and from Blender.

>>> import comfyc
>>> result = comfyc.run("sd_basic", prompt="a lighthouse at dusk", seed=7)
>>> result.path
'…/output/sd_basic/…/image_00001.png'

Without a ComfyUI: `comfyc.configure(server="simulator")` first. Only the standard library is needed here; the work is
done by the `comfyc bridge` process that a client starts. Set-up, errors, progress, threads and Blender: docs/python.md
of the npm package.
"""

from __future__ import annotations

import atexit
import threading
from typing import Optional

from .client import Client, Run
from .errors import BridgeError, ComfycError
from .result import OutputFile, RunResult, SlotValue

__all__ = [
    "BridgeError",
    "Client",
    "ComfycError",
    "OutputFile",
    "Run",
    "RunResult",
    "close",
    "configure",
    "run",
    "submit",
]
__version__ = "0.1.0"

_lock = threading.Lock()
_default: Optional[Client] = None


def configure(
    *,
    server: Optional[str] = None,
    out_dir: Optional[str] = None,
    bundles: Optional[str] = None,
    command: Optional[str] = None,
) -> Client:
    """The client that `run` and `submit` use from now on, made anew with these settings (see `Client`)."""
    global _default
    fresh = Client(server=server, out_dir=out_dir, bundles=bundles, command=command)
    with _lock:
        previous, _default = _default, fresh
    if previous is not None:
        previous.close()
    return fresh


def run(name: str, /, **slots: SlotValue) -> RunResult:
    """The finished run of workflow `name`: its files lie on disk when this returns.

    Raises `ComfycError` with the code of what went wrong: `unknown_slot`, `bad_slot_value`, `server_unreachable`,
    `prompt_rejected`, `execution_failed` …
    """
    return _client().run(name, **slots)


def submit(name: str, /, **slots: SlotValue) -> Run:
    """A run that goes on in the background; `Run.result()` waits for it."""
    return _client().submit(name, **slots)


def close() -> None:
    """Ends the bridge process of the module-level functions; the next `run` starts another."""
    global _default
    with _lock:
        previous, _default = _default, None
    if previous is not None:
        previous.close()


def _client() -> Client:
    global _default
    with _lock:
        if _default is None:
            _default = Client()
        return _default


atexit.register(close)
