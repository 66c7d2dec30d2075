"""The `comfyc bridge` process: JSON-RPC 2.0, one message a line, on its standard input and output."""

from __future__ import annotations

import collections
import functools
import json
import operator
import os
import queue
import signal
import subprocess
import threading
import traceback
from typing import Any, Callable, Deque, Dict, List, Mapping, Optional

from .errors import BridgeError, ComfycError

PROTOCOL_VERSION = 1
_START_TIMEOUT = 30.0
_CALL_TIMEOUT = 60.0

Notification = Callable[[str, Mapping[str, Any]], None]
Late = Callable[[Any], None]


class Bridge:
    """One running bridge process. Thread-safe; `call` waits for the answer to its own message."""

    def __init__(self, words: List[str], on_notification: Notification) -> None:
        self._on_notification = on_notification
        self._write_lock = threading.Lock()
        self._state_lock = threading.Lock()
        self._next_id = 0
        self._waiting: Dict[int, "queue.Queue[Mapping[str, Any]]"] = {}
        self._ended = False
        self._late: Dict[int, Late] = {}
        self._stderr: Deque[str] = collections.deque(maxlen=20)
        # Notifications are handed on by a thread of their own, so that a callback may call the bridge again.
        self._events: "queue.SimpleQueue[Optional[Callable[[], None]]]" = queue.SimpleQueue()
        self._process = _start_process([*words, "bridge"])
        self._threads = [
            threading.Thread(target=self._read_messages, name="comfyc-bridge", daemon=True),
            threading.Thread(target=self._read_stderr, name="comfyc-bridge-stderr", daemon=True),
            threading.Thread(target=self._hand_on, name="comfyc-bridge-events", daemon=True),
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

    @property
    def in_callback(self) -> bool:
        """True in the thread that hands on notifications: it must not wait for one."""
        return threading.current_thread() is self._threads[2]

    def call(
        self, method: str, params: Mapping[str, Any], timeout: float = _CALL_TIMEOUT, on_late: Optional[Late] = None
    ) -> Any:
        """The result of one method. Raises `ComfycError` with the code that comfyc gave, or `BridgeError`.

        `on_late` gets a result that comes after the caller was interrupted or has given up.
        """
        answer: "queue.Queue[Mapping[str, Any]]" = queue.Queue(maxsize=1)
        line = _encode({"jsonrpc": "2.0", "method": method, "params": params})
        with self._state_lock:
            if self._ended:
                raise self._gone()
            self._next_id += 1
            message_id = self._next_id
            self._waiting[message_id] = answer
        try:
            self._send(message_id, line)
            reply = answer.get(timeout=timeout)
        except queue.Empty:
            self._leave(message_id, answer, on_late)
            raise BridgeError("bridge_silent", f"comfyc bridge did not answer {method} within {timeout:g} s.") from None
        except KeyboardInterrupt:
            self._leave(message_id, answer, on_late)
            raise
        finally:
            with self._state_lock:
                self._waiting.pop(message_id, None)
        if "error" in reply:
            raise _error_of(reply["error"])
        if "result" not in reply:
            raise self._gone()
        return reply["result"]

    def _leave(self, message_id: int, answer: "queue.Queue[Mapping[str, Any]]", on_late: Optional[Late]) -> None:
        """Gives the answer to `on_late`, whether it has come meanwhile or is still to come."""
        if on_late is None:
            return
        with self._state_lock:
            if self._waiting.pop(message_id, None) is not None:
                self._late[message_id] = on_late
                return
        if not answer.empty():
            on_late(answer.get().get("result"))

    def close(self) -> None:
        """Ends the process: the end of its input tells it to stop, and what does not stop is killed."""
        with self._state_lock:
            self._ended = True
        self._end_process()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(timeout=5)

    def _end_process(self) -> None:
        process = self._process
        try:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(timeout=5)
        except (OSError, subprocess.TimeoutExpired):
            _kill(process)
            process.wait()

    def _initialize(self, words: List[str]) -> None:
        answer = self.call("initialize", {"protocolVersion": PROTOCOL_VERSION}, timeout=_START_TIMEOUT)
        version = answer.get("protocolVersion") if isinstance(answer, dict) else None
        if version != PROTOCOL_VERSION:
            raise BridgeError(
                "bridge_version",
                f"{' '.join(words)} speaks bridge protocol {version}, this package speaks {PROTOCOL_VERSION}.",
                hint="Install the same version of the npm package and of the Python package.",
            )

    def _send(self, message_id: int, line: str) -> None:
        with self._write_lock:
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(f'{{"id":{message_id},{line[1:]}\n'.encode("ascii"))
                self._process.stdin.flush()
            except (OSError, ValueError):
                raise self._gone() from None

    def _read_messages(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                message = json.loads(line.decode("utf-8", "replace"))
            except (ValueError, RecursionError):
                self._stderr.append(f"not a message: {line[:200]!r}")
                continue
            if isinstance(message, dict):
                self._deliver(message)
        self._process.stdout.close()
        self._end()
        # What has ended by itself is not closed by anyone else.
        self._end_process()

    def _deliver(self, message: Mapping[str, Any]) -> None:
        message_id, method, params = message.get("id"), message.get("method"), message.get("params")
        if isinstance(message_id, int) and "method" not in message:
            with self._state_lock:
                answer = self._waiting.pop(message_id, None)
                late = self._late.pop(message_id, None)
            if answer is not None:
                answer.put(message)
            elif late is not None:
                self._events.put(functools.partial(late, message.get("result")))
        elif isinstance(method, str):
            self._notify(method, params if isinstance(params, dict) else {})

    def _notify(self, method: str, params: Mapping[str, Any]) -> None:
        self._events.put(functools.partial(self._on_notification, method, params))

    def _hand_on(self) -> None:
        for event in iter(self._events.get, None):
            try:
                event()
            except BaseException:  # noqa: BLE001
                # One message that is wrong must not silence every run.
                traceback.print_exc()

    def _end(self) -> None:
        """Wakes everyone who still waits: nobody will answer them."""
        with self._state_lock:
            self._ended = True
            waiting = list(self._waiting.values())
            self._waiting.clear()
        for answer in waiting:
            answer.put({})
        self._notify("bridge/ended", {"message": str(self._gone())})
        self._events.put(None)

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


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Ends the process and, where an old Node starts a newer one, that one too."""
    if os.name == "nt":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _encode(message: Mapping[str, Any]) -> str:
    """One line of ASCII: no character in a text can be taken for the end of it."""
    try:
        return json.dumps(message, separators=(",", ":"), default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise ComfycError(
            "bad_slot_value",
            f"A value cannot be sent: {error}.",
            hint="Give text, numbers, True, False or paths.",
        ) from None


def _plain(value: Any) -> Any:
    """What stands for a path, or for a number of another package such as NumPy."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if hasattr(value, "__index__"):
        return operator.index(value)
    raise TypeError(f"{type(value).__name__} {value!r:.60} is no slot value")


def _start_process(words: List[str]) -> "subprocess.Popen[bytes]":
    # In a group of its own, Ctrl-C at the terminal reaches Python alone, which cancels the one run that it waits for.
    flags = ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP") if os.name == "nt" else ()
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=sum(getattr(subprocess, flag, 0) for flag in flags),
            start_new_session=os.name != "nt",
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
