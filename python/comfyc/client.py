"""`Client`: workflows by name, runs by slot values."""

from __future__ import annotations

import functools
import os
import threading
from typing import Any, Callable, Dict, List, Mapping, Optional

from .bridge import Bridge
from .errors import BridgeError, ComfycError
from .executable import find_command
from .result import RunResult, SlotValue

_START_RUN_TIMEOUT = 900.0
_MOST_EARLY = 1000

ProgressCallback = Callable[[float], None]


class Run:
    """One run that was started; made by `Client.submit`."""

    def __init__(self, run_id: str, workflow: str, bridge: Bridge) -> None:
        self.id = run_id
        self.workflow = workflow
        self.progress = 0.0
        """Share of the work that is done, 0 to 1; never falls."""
        self._bridge = bridge
        self._finished = threading.Event()
        self._outcome: Mapping[str, Any] = {}
        self._callbacks: List[ProgressCallback] = []

    @property
    def done(self) -> bool:
        """True once the run has succeeded, failed or was cancelled."""
        return self._finished.is_set()

    def on_progress(self, callback: ProgressCallback) -> "Run":
        """Calls `callback(share)` from a background thread whenever the share of work done grows."""
        self._callbacks.append(callback)
        return self

    def result(self, timeout: Optional[float] = None) -> RunResult:
        """The result, waited for at most `timeout` seconds (default: without a bound of its own).

        Raises `ComfycError` where the run failed or was cancelled, `TimeoutError` where it is still going.
        """
        if self._bridge.in_callback and not self.done:
            raise RuntimeError("result() in a callback would wait for itself")
        if not self._finished.wait(timeout):
            raise TimeoutError(f"run {self.id} of {self.workflow} is still going after {timeout:g} s")
        error = self._outcome.get("error")
        if error is not None:
            raise ComfycError(error["code"], error["message"], hint=error.get("hint"), issues=error.get("issues"))
        return RunResult.from_json(self._outcome["result"])

    def cancel(self) -> None:
        """Ends this run and no other one; `result` then raises with code `interrupted`."""
        try:
            if not self.done:
                self._bridge.call("runs/cancel", {"run": self.id})
        except BridgeError:
            # The run ends with its bridge.
            if self._bridge.alive:
                raise

    def _receive(self, method: str, params: Mapping[str, Any]) -> None:
        if method == "run/progress" and params["value"] > self.progress:
            self.progress = params["value"]
            for callback in list(self._callbacks):
                _call_quietly(callback, self.progress)
        elif method == "run/finished":
            self._outcome = params
            self._finished.set()

    def _fail(self, error: Mapping[str, Any]) -> None:
        if not self.done:
            self._outcome = {"error": error}
            self._finished.set()


class Client:
    """Workflows and runs through one `comfyc bridge` process, started at the first call. Thread-safe.

    server: URL, `auto` (the project's servers, `COMFYC_SERVER`, then loopback) or `simulator`; default `auto`.
    out_dir: folder for results; default: the project's output folder, else `output` in the working folder.
    bundles: folder that holds the bundles; default `COMFYC_BUNDLES`, then upwards from the working folder.
    command: the comfyc command; default `COMFYC_BIN`, then PATH.
    """

    def __init__(
        self,
        *,
        server: Optional[str] = None,
        out_dir: Optional[str] = None,
        bundles: Optional[str] = None,
        command: Optional[str] = None,
    ) -> None:
        self._settings = {"server": server, "outDir": out_dir, "bundles": bundles}
        self._command = command
        # Two locks: a bridge that dies while it starts reports that from its own thread, which needs `_lock`.
        self._lock = threading.Lock()
        self._start_lock = threading.Lock()
        self._bridge: Optional[Bridge] = None
        self._closed = False
        self._runs: Dict[str, Run] = {}
        self._early: Dict[str, List[Any]] = {}

    def run(self, name: str, /, **slots: SlotValue) -> RunResult:
        """The finished run of workflow `name`. Ctrl-C cancels it on the server."""
        run = self.submit(name, **slots)
        try:
            return run.result()
        except KeyboardInterrupt:
            run.cancel()
            raise

    def submit(self, name: str, /, **slots: SlotValue) -> Run:
        """A run that goes on in the background. A bad name or slot value raises here, before anything is sent."""
        params = {"workflow": name, "slots": slots, **self._where()}
        # The answer comes when the server has taken the prompt, which may follow a large upload.
        bridge = self._running_bridge()
        cancel = functools.partial(_cancel_late, bridge)
        answer = bridge.call("runs/start", params, timeout=_START_RUN_TIMEOUT, on_late=cancel)
        run = Run(answer["run"], name, bridge)
        with self._lock:
            self._runs[run.id] = run
            early = self._early.pop(run.id, [])
            bridge_is_gone = not bridge.alive
        for method, params in early:
            self._dispatch(run, method, params)
        if bridge_is_gone:
            run._fail(_bridge_ended("The comfyc bridge process has ended."))
        return run

    def workflows(self) -> List[Mapping[str, Any]]:
        """Name, task, path and slots of every workflow that can be run from here."""
        listed: List[Mapping[str, Any]] = self._call("workflows/list", self._where())["workflows"]
        return listed

    def manifest(self, name: str) -> Mapping[str, Any]:
        """The manifest of workflow `name`: its slots, outputs and what it needs."""
        found: Mapping[str, Any] = self._call("workflows/get", {"workflow": name, **self._where()})["manifest"]
        return found

    def servers(self) -> List[Mapping[str, Any]]:
        """The servers that answer or are configured, with health, version and queue."""
        listed: List[Mapping[str, Any]] = self._call("servers/list", self._where())["servers"]
        return listed

    def close(self) -> None:
        """Ends the bridge process; runs that are still going are cancelled on the server."""
        with self._start_lock:
            self._closed = True
            bridge, self._bridge = self._bridge, None
        if bridge is not None:
            bridge.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _where(self) -> Dict[str, Any]:
        settings = {key: value for key, value in self._settings.items() if value is not None}
        try:
            return {**settings, "cwd": os.getcwd()}
        except OSError:
            raise ComfycError(
                "file_not_found", "The working folder no longer exists.", hint="Change to one that does: os.chdir(…)."
            ) from None

    def _call(self, method: str, params: Mapping[str, Any]) -> Any:
        return self._running_bridge().call(method, params)

    def _running_bridge(self) -> Bridge:
        with self._start_lock:
            if self._closed:
                raise BridgeError("client_closed", "This client was closed.", hint="Make a new comfyc.Client().")
            if self._bridge is None or not self._bridge.alive:
                self._bridge = Bridge(find_command(self._command), self._receive)
            return self._bridge

    def _receive(self, method: str, params: Mapping[str, Any]) -> None:
        if method == "bridge/ended":
            self._fail_stranded(str(params["message"]))
            return
        run_id = params.get("run")
        if not isinstance(run_id, str):
            return
        with self._lock:
            run = self._runs.get(run_id)
            if run is None:
                # The answer to runs/start and the first notifications travel together; keep what comes first.
                self._early.setdefault(run_id, []).append((method, params))
                # Those of a run that could not start are never asked for.
                if len(self._early) > _MOST_EARLY:
                    self._early.pop(next(iter(self._early)))
        if run is not None:
            self._dispatch(run, method, params)

    def _dispatch(self, run: Run, method: str, params: Mapping[str, Any]) -> None:
        run._receive(method, params)
        if run.done:
            with self._lock:
                self._runs.pop(run.id, None)

    def _fail_stranded(self, message: str) -> None:
        """Fails what an ended bridge was running; runs of the bridge that was started after it go on."""
        with self._lock:
            stranded = [run for run in self._runs.values() if not run._bridge.alive]
            for run in stranded:
                del self._runs[run.id]
        for run in stranded:
            run._fail(_bridge_ended(message))


def _bridge_ended(message: str) -> Mapping[str, Any]:
    return {"code": "bridge_ended", "message": message, "hint": "Run it again: the next call starts a new bridge."}


def _cancel_late(bridge: Bridge, answer: Any) -> None:
    """A run whose caller was interrupted while it was being started is nobody's."""
    if isinstance(answer, dict) and bridge.alive:
        bridge.call("runs/cancel", {"run": answer.get("run")})


def _call_quietly(callback: ProgressCallback, value: float) -> None:
    """A callback that raises must not stop the thread that serves every run."""
    try:
        callback(value)
    except BaseException:  # noqa: BLE001
        import traceback

        traceback.print_exc()
