import { slot, workflow } from "comfyc";

/** Four times the width and height, by a model that was trained for it. */
export default workflow("upscale_4x", {
  task: "upscale",
  description: "Enlarges a picture to four times its width and height with an upscale model.",
  slots: {
    image: slot.image({ label: "Image", group: "Image", tooltip: "The picture to enlarge." }),
    model: slot.model({
      label: "Upscale model",
      group: "Model",
      folder: "upscale_models",
      tooltip: "A model that enlarges four times; one for another factor gives that factor.",
      default: "4x-UltraSharp.pth",
    }),
  },
  build(comfy, { image, model }) {
    const enlarged = comfy.ImageUpscaleWithModel({
      upscale_model: comfy.UpscaleModelLoader({ model_name: model }),
      image: comfy.LoadImage({ image }).IMAGE,
    });
    return { image: comfy.SaveImage({ images: enlarged }) };
  },
});
