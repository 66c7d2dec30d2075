"""The client where callers, texts, bridges and processes misbehave."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest

import comfyc

SMALL = {"steps": 1, "width": 64, "height": 64}
LONG = {"steps": 150, "width": 512, "height": 512}

needs_posix = pytest.mark.skipif(os.name == "nt", reason="signals and executable scripts of POSIX")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[comfyc.Client]:
    with comfyc.Client(server="simulator", out_dir=str(tmp_path_factory.mktemp("out"))) as made:
        yield made


@pytest.mark.parametrize("text", ["a\u2028b", "a\u2029b", "a\x85\x0b\x0c\r\nb", "a\ud800b", "\"'\\\0"])
def test_no_character_of_a_text_breaks_a_message(client: comfyc.Client, text: str) -> None:
    assert client.submit("sd_basic", prompt=text, **SMALL).result(timeout=30).slots["prompt"] == text


def test_paths_are_taken_and_other_objects_are_one_clear_error(client: comfyc.Client, tmp_path: Path) -> None:
    with pytest.raises(comfyc.ComfycError) as caught:
        client.run("upscale_4x", image=tmp_path / "missing.png")
    assert caught.value.code == "file_not_found"
    with pytest.raises(comfyc.ComfycError, match="bytes") as caught:
        client.run("sd_basic", prompt=b"x")  # type: ignore[arg-type]
    assert caught.value.code == "bad_slot_value"


def test_a_callback_may_cancel_its_run(client: comfyc.Client) -> None:
    run = client.submit("sd_basic", **LONG)
    run.on_progress(lambda _: run.cancel())
    with pytest.raises(comfyc.ComfycError) as caught:
        run.result(timeout=30)
    assert caught.value.code == "interrupted"


def test_a_callback_that_exits_or_waits_for_its_own_run_stops_nobody(client: comfyc.Client) -> None:
    seen: List[BaseException] = []

    def misbehave(_: float) -> None:
        try:
            run.result()
        except RuntimeError as error:
            seen.append(error)
        raise SystemExit(3)

    run = client.submit("sd_basic", seed=12, steps=60, width=512, height=512)
    run.on_progress(misbehave)
    assert run.result(timeout=60).files
    assert seen
    assert client.run("sd_basic", **SMALL).files


def test_threads_that_cancel_at_random_all_end(client: comfyc.Client) -> None:
    ends: List[str] = []

    def work(seed: int) -> None:
        dice = random.Random(seed)
        for turn in range(6):
            run = client.submit("sd_basic", seed=seed * 100 + turn, steps=20, width=64, height=64)
            time.sleep(dice.random() * 0.05)
            if dice.random() < 0.6:
                run.cancel()
            try:
                ends.append("ok" if run.result(timeout=60).files else "empty")
            except comfyc.ComfycError as error:
                ends.append(error.code)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 48 and set(ends) <= {"ok", "interrupted"}
    assert client._runs == {}


def fake_bridge(folder: Path, body: str) -> str:
    """A command that answers `initialize` and then does `body` for each message."""
    script = folder / "fake"
    script.write_text(
        f"#!{sys.executable}\nimport json, sys\n"
        "def say(text): sys.stdout.write(text + chr(10)); sys.stdout.flush()\n"
        "for line in sys.stdin:\n"
        "    call = json.loads(line)\n"
        "    def answer(result): say(json.dumps({'id': call['id'], 'result': result}))\n"
        "    if call['method'] == 'initialize': answer({'protocolVersion': 1})\n"
        f"    else:\n        {body}\n",
        encoding="utf-8",
    )
    os.chmod(script, 0o755)
    return str(script)


@needs_posix
def test_messages_that_are_wrong_silence_nobody(tmp_path: Path) -> None:
    garbage = [
        "not json",
        "[1]",
        "[" * 100_000,
        '{"id":[],"result":1}',
        '{"method":"run/progress","params":{"run":"r"}}',
        '{"method":"run/progress","params":[]}',
        '{"method":"run/finished","params":7}',
    ]
    end = {"method": "run/finished", "params": {"run": "r", "state": "failed", "error": {"code": "c", "message": "m"}}}
    body = f"answer({{'run': 'r'}}); [say(each) for each in {garbage!r}]; say({json.dumps(end)!r})"
    with comfyc.Client(command=fake_bridge(tmp_path, body)) as other:
        with pytest.raises(comfyc.ComfycError) as caught:
            other.submit("x").result(timeout=20)
    assert caught.value.code == "c"


@needs_posix
def test_runs_of_a_dead_bridge_end_although_another_has_begun(tmp_path: Path) -> None:
    with comfyc.Client(server="simulator", out_dir=str(tmp_path)) as other:
        runs = [other.submit("sd_basic", **LONG) for _ in range(3)]
        bridge = other._bridge
        assert bridge is not None
        # Holds back the news of the end until the next bridge stands.
        begun = threading.Event()
        bridge._events.put(begun.wait)
        os.killpg(bridge._process.pid, signal.SIGKILL)
        assert wait_for(lambda: not bridge.alive)
        assert other.run("sd_basic", **SMALL).files
        begun.set()
        for run in runs:
            with pytest.raises(comfyc.ComfycError) as caught:
                run.result(timeout=10)
            assert caught.value.code == "bridge_ended"


def test_a_working_folder_that_is_gone_is_one_clear_error(
    client: comfyc.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> str:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    for call in (client.workflows, lambda: client.run("sd_basic", **SMALL)):
        with pytest.raises(comfyc.ComfycError, match="working folder") as caught:
            call()
        assert caught.value.code == "file_not_found"


class Simulator:
    """A simulator that outlives the clients, to see what they leave on a server."""

    def __init__(self) -> None:
        from comfyc.executable import find_command

        words = [*find_command(), "simulate", "--port", "0"]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        self.url = next(word for line in self.process.stdout for word in line.split() if word.startswith("http://"))

    def busy(self) -> bool:
        import urllib.request

        with urllib.request.urlopen(f"{self.url}/queue", timeout=10) as answer:
            queue = json.load(answer)
        return bool(queue["queue_running"] or queue["queue_pending"])

    def close(self) -> None:
        self.process.terminate()
        self.process.communicate()


def wait_for(fact: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if fact():
            return True
        time.sleep(0.05)
    return fact()


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    made = Simulator()
    yield made
    made.close()


def start_parent(simulator: Simulator, out: Path, then: str, **more: Any) -> "subprocess.Popen[str]":
    code = (
        "import comfyc, sys, time, signal\n"
        f"client = comfyc.Client(server={simulator.url!r}, out_dir={str(out)!r})\n"
        "client.workflows(); print(client._bridge._process.pid, flush=True)\n" + then
    )
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, **more)


SUBMIT = "runs = [client.submit('sd_basic', seed=i, steps=150, width=512, height=512) for i in range(3)]\n"


@needs_posix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_parent_that_dies_leaves_no_process_and_no_prompt(simulator: Simulator, tmp_path: Path, how: int) -> None:
    parent = start_parent(simulator, tmp_path, SUBMIT + "print('on', flush=True); time.sleep(60)")
    assert parent.stdout is not None
    bridge = int(parent.stdout.readline())
    parent.stdout.readline()
    assert simulator.busy()
    parent.send_signal(how)
    parent.communicate()
    assert wait_for(lambda: not is_alive(bridge))
    assert wait_for(lambda: not simulator.busy())


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@needs_posix
def test_ctrl_c_ends_the_run_that_is_waited_for_and_no_other(simulator: Simulator, tmp_path: Path) -> None:
    then = (
        "other = client.submit('sd_basic', seed=1, steps=40, width=512, height=512)\n"
        "print('on', flush=True)\n"
        "try: client.run('sd_basic', seed=2, steps=150, width=512, height=512)\n"
        "except KeyboardInterrupt: print('interrupted', flush=True)\n"
        "print(len(other.result(60).files), flush=True)\n"
        "client.close()\n"
    )
    parent = start_parent(simulator, tmp_path, then, start_new_session=True)
    assert parent.stdout is not None
    parent.stdout.readline()
    parent.stdout.readline()
    time.sleep(0.1)
    # As a terminal does it: to every process of the group.
    os.killpg(parent.pid, signal.SIGINT)
    said, _ = parent.communicate(timeout=60)
    assert said.split() == ["interrupted", "1"]
    assert not simulator.busy()
