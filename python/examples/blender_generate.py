"""Run from Blender's text editor, or: blender --background --python blender_generate.py

Reads prompt and seed from properties of the scene and the size from its resolution, runs `sd_basic` and loads the
picture as an image datablock. A property that the scene does not have yet is made with a default, to be edited under
Scene > Custom Properties.
"""

import bpy

import comfyc

# comfyc.configure(server="simulator")  # without a GPU

scene = bpy.context.scene
if "prompt" not in scene:
    scene["prompt"] = "a lighthouse at dusk"
if "seed" not in scene:
    scene["seed"] = "18446744073709551615"  # 64 bits do not fit a Blender integer, so seeds are text

result = comfyc.run(
    "sd_basic",
    prompt=scene["prompt"],
    seed=scene["seed"],
    steps=8,
    width=scene.render.resolution_x // 8 * 8,  # Stable Diffusion paints in blocks of 8 pixels
    height=scene.render.resolution_y // 8 * 8,
)
image = bpy.data.images.load(result.path, check_existing=True)
print(f"{image.name}: {image.size[0]} x {image.size[1]}, {result.path}")
if result.simulated:
    print("simulated: no model was run; the picture only shows what was asked for")
