"""Run from Blender's text editor, or: blender --background --python blender_generate.py

Reads the slot values from scene properties, runs `sd_basic` and loads the picture as an image datablock.
"""

import bpy

import comfyc

scene = bpy.context.scene
scene["prompt"] = "a lighthouse at dusk"
scene["seed"] = "18446744073709551615"  # 64 bits do not fit a Blender integer, so seeds are text
scene.render.resolution_x = 384
scene.render.resolution_y = 256

result = comfyc.run(
    "sd_basic",
    prompt=scene["prompt"],
    seed=scene["seed"],
    steps=8,
    width=scene.render.resolution_x,
    height=scene.render.resolution_y,
)
image = bpy.data.images.load(result.path, check_existing=True)
print(f"{image.name}: {image.size[0]} x {image.size[1]}")
