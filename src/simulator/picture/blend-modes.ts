/** One colour channel, 0..255, of `over` laid on `under` in ComfyUI's blend modes (comfy_extras/nodes_post_processing.py). */
export function blendChannel(mode: string, under: number, over: number): number {
  const a = under / 255;
  const b = over / 255;
  return Math.round(255 * Math.min(1, Math.max(0, blended(mode, a, b))));
}

function blended(mode: string, a: number, b: number): number {
  switch (mode) {
    case "multiply":
      return a * b;
    case "screen":
      return 1 - (1 - a) * (1 - b);
    case "overlay":
      return a <= 0.5 ? 2 * a * b : 1 - 2 * (1 - a) * (1 - b);
    case "soft_light":
      return b <= 0.5 ? a - (1 - 2 * b) * a * (1 - a) : a + (2 * b - 1) * (softCurve(a) - a);
    case "difference":
      return a - b;
    default:
      return b;
  }
}

function softCurve(value: number): number {
  return value <= 0.25 ? ((16 * value - 12) * value + 4) * value : Math.sqrt(value);
}
