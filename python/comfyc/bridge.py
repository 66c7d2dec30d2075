"""The `comfyc bridge` process: JSON-RPC 2.0, one message a line, on its standard input and output."""

from __future__ import annotations

import collections
import json
import os
import queue
import subprocess
import threading
from typing import Any, Callable, Deque, Dict, List, Mapping, Optional

from .errors import BridgeError, ComfycError

PROTOCOL_VERSION = 1
_START_TIMEOUT = 30.0
_CALL_TIMEOUT = 60.0

Notification = Callable[[str, Mapping[str, Any]], None]


class Bridge:
    """One running bridge process. Thread-safe; `call` waits for the answer to its own message."""

    def __init__(self, words: List[str], on_notification: Notification) -> None:
        self._on_notification = on_notification
        self._write_lock = threading.Lock()
        self._state_lock = threading.Lock()
        self._next_id = 0
        self._waiting: Dict[int, "queue.Queue[Mapping[str, Any]]"] = {}
        self._ended = False
        self._stderr: Deque[str] = collections.deque(maxlen=20)
        self._process = _start_process([*words, "bridge"])
        self._threads = [
            threading.Thread(target=self._read_messages, name="comfyc-bridge", daemon=True),
            threading.Thread(target=self._read_stderr, name="comfyc-bridge-stderr", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        try:
            self._initialize(words)
        except BaseException:
            self.close()
            raise

    @property
    def alive(self) -> bool:
        """False once the process has ended or was closed."""
        return not self._ended

    def call(self, method: str, params: Mapping[str, Any], timeout: float = _CALL_TIMEOUT) -> Any:
        """The result of one method. Raises `ComfycError` with the code that comfyc gave, or `BridgeError`."""
        answer: "queue.Queue[Mapping[str, Any]]" = queue.Queue(maxsize=1)
        with self._state_lock:
            if self._ended:
                raise self._gone()
            self._next_id += 1
            message_id = self._next_id
            self._waiting[message_id] = answer
        try:
            self._send({"jsonrpc": "2.0", "id": message_id, "method": method, "params": params})
            reply = answer.get(timeout=timeout)
        except queue.Empty:
            raise BridgeError("bridge_silent", f"comfyc bridge did not answer {method} within {timeout:g} s.") from None
        finally:
            with self._state_lock:
                self._waiting.pop(message_id, None)
        if "error" in reply:
            raise _error_of(reply["error"])
        if "result" not in reply:
            raise self._gone()
        return reply["result"]

    def close(self) -> None:
        """Ends the process: the end of its input tells it to stop, and what does not stop is killed."""
        with self._state_lock:
            self._ended = True
        process = self._process
        try:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(timeout=5)
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(timeout=5)

    def _initialize(self, words: List[str]) -> None:
        answer = self.call("initialize", {"protocolVersion": PROTOCOL_VERSION}, timeout=_START_TIMEOUT)
        version = answer.get("protocolVersion") if isinstance(answer, dict) else None
        if version != PROTOCOL_VERSION:
            raise BridgeError(
                "bridge_version",
                f"{' '.join(words)} speaks bridge protocol {version}, this package speaks {PROTOCOL_VERSION}.",
                hint="Install the same version of the npm package and of the Python package.",
            )

    def _send(self, message: Mapping[str, Any]) -> None:
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n"
        with self._write_lock:
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(line.encode("utf-8", "surrogatepass"))
                self._process.stdin.flush()
            except (OSError, ValueError):
                raise self._gone() from None

    def _read_messages(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                message = json.loads(line.decode("utf-8", "replace"))
            except ValueError:
                self._stderr.append(f"not a message: {line[:200]!r}")
                continue
            if isinstance(message, dict):
                self._deliver(message)
        self._process.stdout.close()
        self._end()

    def _deliver(self, message: Mapping[str, Any]) -> None:
        if "id" in message and "method" not in message:
            with self._state_lock:
                answer = self._waiting.pop(message["id"], None)
            if answer is not None:
                answer.put(message)
        elif isinstance(message.get("method"), str):
            self._on_notification(message["method"], message.get("params") or {})

    def _end(self) -> None:
        """Wakes everyone who still waits: nobody will answer them."""
        with self._state_lock:
            self._ended = True
            waiting = list(self._waiting.values())
            self._waiting.clear()
        for answer in waiting:
            answer.put({})
        self._on_notification("bridge/ended", {"message": str(self._gone())})

    def _read_stderr(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._stderr.append(line.decode("utf-8", "replace").rstrip())
        self._process.stderr.close()

    def _gone(self) -> BridgeError:
        said = "\n".join(self._stderr)
        return BridgeError(
            "bridge_ended",
            "The comfyc bridge process has ended." + (f" It said:\n{said}" if said else ""),
            hint="The next call starts it again.",
        )


def _start_process(words: List[str]) -> "subprocess.Popen[bytes]":
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0) if os.name == "nt" else 0
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=hidden,
        )
    except OSError as error:
        raise BridgeError(
            "bridge_not_found",
            f"{words[0]} could not be started: {error.strerror or error}.",
            hint="Name the comfyc command in COMFYC_BIN or as command=.",
        ) from error


def _error_of(error: Any) -> ComfycError:
    data: Optional[Mapping[str, Any]] = error.get("data") if isinstance(error, dict) else None
    if not isinstance(data, dict):
        return BridgeError("bridge_error", str(error.get("message", error)) if isinstance(error, dict) else str(error))
    return ComfycError(
        str(data.get("code", "internal")),
        str(error.get("message", "")),
        hint=data.get("hint"),
        issues=data.get("issues"),
    )
