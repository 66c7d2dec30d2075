/** A safetensors file that holds one float32 tensor of zeros, `latent_tensor`, as SaveLatent names it, and metadata. */
export function encodeLatentFile(shape: readonly number[], metadata: Readonly<Record<string, string>>): Buffer {
  const bytes = shape.reduce((product, side) => product * side, 4);
  const json = JSON.stringify({
    __metadata__: metadata,
    latent_format_version_0: { dtype: "F32", shape: [0], data_offsets: [bytes, bytes] },
    latent_tensor: { dtype: "F32", shape, data_offsets: [0, bytes] },
  });
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(bytes)]);
}
