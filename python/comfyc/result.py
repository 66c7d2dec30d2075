"""What a run gives back."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Union

SlotValue = Union[str, int, float, bool, "os.PathLike[str]", Mapping[str, str]]
"""Text, number, truth, a path, or `{"server": "name [input]"}` for a file that the server already has."""


@dataclass(frozen=True)
class OutputFile:
    """One file on disk."""

    path: str
    """Absolute path."""
    output: str
    """Name of the workflow output, or the node id where the output has no name."""
    kind: str
    """`image`, `animation`, `video`, `audio`, `mesh`, `text`, `latent` or `unknown`."""


@dataclass(frozen=True)
class RunResult:
    """A run that succeeded."""

    run_id: str
    workflow: str
    files: List[OutputFile]
    simulated: bool = False
    """True where the embedded simulator drew the files and no model ran."""
    slots: Dict[str, Any] = field(default_factory=dict)
    """The slot values as sent; `seed` holds the number that a random seed became."""
    sidecar: Optional[str] = None
    """Path of the JSON file that records the run."""

    @property
    def path(self) -> str:
        """Path of the first file; raises `LookupError` where the run made none."""
        if not self.files:
            raise LookupError(f"run {self.run_id} of {self.workflow} made no file")
        return self.files[0].path

    @property
    def paths(self) -> List[str]:
        """Paths of all files, in the order of the workflow's outputs."""
        return [file.path for file in self.files]

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "RunResult":
        files = [OutputFile(path=f["path"], output=f["output"], kind=f["kind"]) for f in data["files"]]
        return RunResult(
            run_id=data["runId"],
            workflow=data["workflow"],
            files=files,
            simulated=bool(data.get("simulated", False)),
            slots=dict(data.get("slots", {})),
            sidecar=data.get("sidecar"),
        )
