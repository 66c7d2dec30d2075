"""The client against the real bridge and the embedded simulator."""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import threading
from pathlib import Path
from typing import Iterator, Tuple

import pytest

import comfyc
from comfyc.executable import find_command


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[comfyc.Client]:
    with comfyc.Client(server="simulator", out_dir=str(tmp_path_factory.mktemp("out"))) as made:
        yield made


def png_size(path: str) -> Tuple[int, int]:
    data = Path(path).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_a_run_ends_with_a_png_of_the_asked_size(client: comfyc.Client) -> None:
    result = client.run("sd_basic", prompt="a lighthouse", seed=7, steps=2, width=128, height=64)
    assert png_size(result.path) == (128, 64)
    assert result.simulated
    assert result.files[0].output == "image" and result.files[0].kind == "image"


def test_a_64_bit_seed_arrives_exactly(client: comfyc.Client) -> None:
    seed = 18446744073709551615
    result = client.run("sd_basic", seed=seed, steps=1, width=64, height=64)
    assert str(result.slots["seed"]) == str(seed)
    assert result.sidecar is not None
    assert str(seed) in Path(result.sidecar).read_text(encoding="utf-8")


def test_two_runs_never_share_a_file(client: comfyc.Client) -> None:
    first = client.run("sd_basic", seed=1, steps=1, width=64, height=64)
    second = client.run("sd_basic", seed=1, steps=1, width=64, height=64)
    assert first.path != second.path
    assert Path(first.path).exists() and Path(second.path).exists()


def test_progress_never_falls_and_ends_at_one(client: comfyc.Client) -> None:
    seen: list[float] = []
    run = client.submit("sd_basic", seed=2, steps=6, width=64, height=64).on_progress(seen.append)
    run.result(timeout=60)
    assert seen == sorted(seen)
    assert run.progress == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("slots", "code", "words"),
    [
        ({"promt": "x"}, "unknown_slot", ["promt", "prompt"]),
        ({"steps": "many"}, "bad_slot_value", ["steps", "many"]),
        ({"steps": 99999}, "bad_slot_value", ["steps", "99999"]),
        ({"steps": True}, "bad_slot_value", ["steps"]),
        ({"sampler": "eular"}, "bad_slot_value", ["eular", "euler"]),
    ],
)
def test_a_bad_slot_value_is_one_clear_error(
    client: comfyc.Client, slots: dict[str, object], code: str, words: list[str]
) -> None:
    with pytest.raises(comfyc.ComfycError) as caught:
        client.run("sd_basic", **slots)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_an_unknown_workflow_names_the_nearest(client: comfyc.Client) -> None:
    with pytest.raises(comfyc.ComfycError, match="sd_basic") as caught:
        client.run("sd_basik")
    assert caught.value.code == "unknown_workflow"


def test_a_missing_image_file_is_said_before_anything_is_sent(client: comfyc.Client) -> None:
    with pytest.raises(comfyc.ComfycError) as caught:
        client.run("upscale_4x", image="no/such/file.png")
    assert caught.value.code == "file_not_found"


def test_a_closed_port_is_server_unreachable() -> None:
    with comfyc.Client(server="http://127.0.0.1:9") as other:
        with pytest.raises(comfyc.ComfycError) as caught:
            other.run("sd_basic")
    assert caught.value.code == "server_unreachable"
    assert "127.0.0.1:9" in str(caught.value)


def test_cancel_ends_the_run_and_the_client_goes_on(client: comfyc.Client) -> None:
    run = client.submit("sd_basic", seed=3, steps=150, width=64, height=64)
    run.cancel()
    with pytest.raises(comfyc.ComfycError) as caught:
        run.result(timeout=60)
    assert caught.value.code == "interrupted"
    assert client.run("sd_basic", seed=4, steps=1, width=64, height=64).files


def test_threads_share_one_client(client: comfyc.Client) -> None:
    paths: dict[int, str] = {}

    def work(seed: int) -> None:
        paths[seed] = client.run("sd_basic", seed=seed, steps=1, width=64, height=64).path

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(paths.values())) == 6


def test_workflows_and_manifest_describe_the_slots(client: comfyc.Client) -> None:
    names = {workflow["name"] for workflow in client.workflows()}
    assert {"sd_basic", "ltx_video", "upscale_4x", "controlnet_pose"} <= names
    slots = {slot["name"] for slot in client.manifest("sd_basic")["slots"]}
    assert {"prompt", "seed", "steps", "width", "height"} <= slots


def test_a_killed_bridge_fails_its_runs_and_the_next_call_starts_another(tmp_path: Path) -> None:
    with comfyc.Client(server="simulator", out_dir=str(tmp_path)) as other:
        run = other.submit("sd_basic", seed=5, steps=150, width=64, height=64)
        bridge = other._bridge
        assert bridge is not None
        # The group, because an old Node is only the starter of a newer one.
        os.killpg(bridge._process.pid, signal.SIGKILL)
        with pytest.raises(comfyc.ComfycError) as caught:
            run.result(timeout=30)
        assert caught.value.code == "bridge_ended"
        assert other.run("sd_basic", seed=6, steps=1, width=64, height=64).files


def test_no_thread_and_no_process_is_left_after_close(tmp_path: Path) -> None:
    before = threading.active_count()
    other = comfyc.Client(server="simulator", out_dir=str(tmp_path))
    other.workflows()
    bridge = other._bridge
    assert bridge is not None
    other.close()
    assert bridge._process.poll() is not None
    assert threading.active_count() == before
    with pytest.raises(comfyc.BridgeError) as caught:
        other.workflows()
    assert caught.value.code == "client_closed"


def test_a_command_that_is_not_there_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(comfyc.BridgeError, match="COMFYC_BIN"):
        find_command("/no/such/comfyc")


def test_a_command_that_speaks_something_else_is_an_error(tmp_path: Path) -> None:
    script = tmp_path / "fake"
    script.write_text(f"#!{sys.executable}\nprint('hello')\nprint({json.dumps('{}')})\n", encoding="utf-8")
    os.chmod(script, 0o755)
    with comfyc.Client(command=str(script)) as other, pytest.raises(comfyc.BridgeError) as caught:
        other.workflows()
    assert caught.value.code == "bridge_ended"
