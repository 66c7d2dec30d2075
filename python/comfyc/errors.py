"""The errors of this package. Every one carries a stable `code`."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional


class ComfycError(Exception):
    """What comfyc says went wrong: `code` is stable, `hint` says what to do, `issues` name node, input and line."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: Optional[str] = None,
        issues: Optional[List[Mapping[str, Any]]] = None,
    ) -> None:
        super().__init__(message if hint is None else f"{message} {hint}")
        self.code = code
        self.message = message
        self.hint = hint
        self.issues: List[Mapping[str, Any]] = issues or []


class BridgeError(ComfycError):
    """The `comfyc bridge` process could not be started, or ended, or spoke something else."""
