"""What a script in a real Blender does, and what it sees; run by scripts/test-blender.sh in every Blender it has.

Prints one line a check and a last line `N passed, N failed`; the exit status says the same. It ends with os._exit:
Blender 4.2 and 4.5 as a module can crash or hang at interpreter exit.
"""

import contextlib
import io
import os
import runpy
import sys
import time
import traceback

PYTHON = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [PYTHON, os.path.dirname(os.path.abspath(__file__))]

import bpy  # noqa: E402

import comfyc  # noqa: E402
from guide_blocks import read_scripts  # noqa: E402


def the_example_ends_with_an_image_datablock_of_the_asked_size() -> None:
    result = run_the_example(384, 256)
    assert str(result.slots["seed"]) == "18446744073709551615", result.slots
    assert result.slots["prompt"] == "a lighthouse at dusk", result.slots
    assert result.simulated, "the simulator says that it simulates"


def the_example_takes_what_the_scene_holds_and_leaves_it_there() -> None:
    scene = bpy.context.scene
    scene["prompt"], scene["seed"] = "a heron at dawn", "7"
    result = run_the_example(130, 64)
    assert result.slots["prompt"] == "a heron at dawn", result.slots
    assert str(result.slots["seed"]) == "7", result.slots
    assert (scene["prompt"], scene["seed"]) == ("a heron at dawn", "7"), "the scene keeps its values"
    assert (scene.render.resolution_x, scene.render.resolution_y) == (130, 64), "the scene keeps its size"


def run_the_example(width: int, height: int) -> comfyc.RunResult:
    """The result of the example in a scene of that size; its picture is a datablock, rounded down to blocks of 8."""
    bpy.context.scene.render.resolution_x, bpy.context.scene.render.resolution_y = width, height
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        names = runpy.run_path(os.path.join(PYTHON, "examples", "blender_generate.py"))
    image, result = names["image"], names["result"]
    assert bpy.data.images.get(image.name) is image, "the image is a datablock"
    assert tuple(image.size) == (width // 8 * 8, height // 8 * 8), tuple(image.size)
    assert result.path in printed.getvalue() and "simulated" in printed.getvalue(), printed.getvalue()
    return result


def the_scripts_of_the_guide_print_what_the_guide_shows() -> None:
    scripts = [script for script in read_scripts() if script.in_blender]
    assert scripts, "the guide has scripts for Blender"
    try:
        for script in scripts:
            printed, names = io.StringIO(), {"__name__": "__main__"}
            bpy.data.batch_remove(bpy.data.images)  # a second image of a name would be called image_00001.png.001
            with contextlib.redirect_stdout(printed):
                exec(script.here(os.environ["COMFYC_TEST_OUT"]), names)
                call_timer(names.get("load_when_done"))
            assert script.says(printed.getvalue()), printed.getvalue()
    finally:
        comfyc.configure(server="simulator", out_dir=os.environ["COMFYC_TEST_OUT"])


def call_timer(timer) -> None:
    """Calls a timer until it is done, as a Blender with a window does; one without never calls it."""
    if timer is None:
        return
    assert bpy.app.timers.is_registered(timer), "the script registers its timer"
    bpy.app.timers.unregister(timer)
    while (wait := timer()) is not None:
        time.sleep(wait)


def values_come_from_scene_properties() -> None:
    scene = bpy.context.scene
    sizes = []
    for width, height in ((128, 64), (64, 192)):
        scene.render.resolution_x, scene.render.resolution_y = width, height
        result = comfyc.run(
            "sd_basic", steps=2, width=scene.render.resolution_x, height=scene.render.resolution_y, seed=1
        )
        sizes.append(tuple(bpy.data.images.load(result.path).size))
    assert sizes == [(128, 64), (64, 192)], sizes


def a_wrong_slot_name_gives_one_clear_error() -> None:
    error = error_of(lambda: comfyc.run("sd_basic", promt="x"))
    assert error.code == "unknown_slot", error.code
    assert "promt" in str(error) and "prompt" in str(error), str(error)
    assert "Traceback" not in str(error) and "    at " not in str(error), str(error)


def a_wrong_type_gives_one_clear_error() -> None:
    error = error_of(lambda: comfyc.run("sd_basic", steps="many"))
    assert error.code == "bad_slot_value", error.code
    assert "steps" in str(error) and "many" in str(error), str(error)


def an_unknown_workflow_gives_one_clear_error() -> None:
    error = error_of(lambda: comfyc.run("sd_basik"))
    assert error.code == "unknown_workflow", error.code
    assert "sd_basic" in str(error), str(error)


def error_of(call) -> comfyc.ComfycError:
    try:
        call()
    except comfyc.ComfycError as error:
        return error
    raise AssertionError("no error was raised")


CHECKS = [
    the_example_ends_with_an_image_datablock_of_the_asked_size,
    the_example_takes_what_the_scene_holds_and_leaves_it_there,
    the_scripts_of_the_guide_print_what_the_guide_shows,
    values_come_from_scene_properties,
    a_wrong_slot_name_gives_one_clear_error,
    a_wrong_type_gives_one_clear_error,
    an_unknown_workflow_gives_one_clear_error,
]


def main() -> int:
    comfyc.configure(server="simulator", out_dir=os.environ["COMFYC_TEST_OUT"])
    failed = 0
    for check in CHECKS:
        try:
            check()
            print(f"ok - {check.__name__}")
        except Exception:
            failed += 1
            print(f"not ok - {check.__name__}")
            traceback.print_exc()
    comfyc.close()
    print(f"Blender {bpy.app.version_string}: {len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


status = 1
try:
    status = main()
finally:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
