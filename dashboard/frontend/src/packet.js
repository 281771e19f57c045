// Decodes the packets of dashboard/map/packet.py. Columns are views into the received bytes, without a copy.

const ARRAYS = { f4: Float32Array, u1: Uint8Array };
const TEXT = new TextDecoder();

/** @returns {{header: object, columns: Object<string, Float32Array|Uint8Array>}} */
export function decodePacket(bytes) {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const headerBytes = new DataView(aligned.buffer, aligned.byteOffset).getUint32(0, true);
  const start = 8 + headerBytes;
  const header = JSON.parse(TEXT.decode(aligned.subarray(8, start)));
  const columns = {};
  for (const [name, [type, offset, length]] of Object.entries(header.columns)) {
    columns[name] = new ARRAYS[type](aligned.buffer, aligned.byteOffset + start + offset, length);
  }
  return { header, columns };
}
