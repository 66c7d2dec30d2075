/** A binary glTF of one tetrahedron: what stands for every mesh. */
export function encodeGlb(extras: Readonly<Record<string, string>>): Buffer {
  const corners = Buffer.from(new Float32Array([1, 1, 1, -1, -1, 1, -1, 1, -1, 1, -1, -1]).buffer);
  const faces = Buffer.from(new Uint16Array([0, 1, 3, 0, 2, 1, 0, 3, 2, 1, 2, 3]).buffer);
  const json = JSON.stringify({
    asset: { version: "2.0", generator: "comfyc simulator", extras },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 4, type: "VEC3", min: [-1, -1, -1], max: [1, 1, 1] },
      { bufferView: 1, componentType: 5123, count: 12, type: "SCALAR" },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: corners.length },
      { buffer: 0, byteOffset: corners.length, byteLength: faces.length },
    ],
    buffers: [{ byteLength: corners.length + faces.length }],
  });
  const text = Buffer.from(json);
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, 0x20)]);
  const body = Buffer.concat([chunk("JSON", padded), chunk("BIN\0", Buffer.concat([corners, faces]))]);
  const header = Buffer.alloc(12);
  header.write("glTF", "latin1");
  header.writeUInt32LE(2, 4);
  header.writeUInt32LE(12 + body.length, 8);
  return Buffer.concat([header, body]);
}

function chunk(type: string, data: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(data.length, 0);
  header.write(type, 4, "latin1");
  return Buffer.concat([header, data]);
}
