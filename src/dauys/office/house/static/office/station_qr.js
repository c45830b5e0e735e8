/* A QR code (ISO/IEC 18004) of a text of ASCII, in bytes, error correction L: drawn by the phone itself, for there is no line. */
"use strict";
const qrCode = (() => {
  /* Of each version with correction L: bytes for correction in a block, and how many blocks. */
  const CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30];
  const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25];

  const centres = (version) => {
    if (version === 1) return [];
    const many = Math.floor(version / 7) + 2, size = 17 + 4 * version;
    const step = version === 32 ? 26 : Math.ceil((4 * version + 4) / (2 * many - 2)) * 2;
    return [6, ...Array.from({ length: many - 1 }, (_, at) => size - 7 - (many - 2 - at) * step)];
  };
  const room = (version) => {  // modules for data and correction, in bytes
    let modules = (16 * version + 128) * version + 64;
    if (version > 1) {
      const many = Math.floor(version / 7) + 2;
      modules -= (25 * many - 10) * many - 55;
      if (version > 6) modules -= 36;
    }
    return Math.floor(modules / 8);
  };

  const times = (one, other) => {  // in the field of 256, by the polynomial 0x11d
    let made = 0;
    for (let bit = 7; bit >= 0; bit--) made = (made << 1) ^ ((made >>> 7) * 0x11d) ^ (((other >>> bit) & 1) * one);
    return made;
  };
  const divisor = (degree) => {
    const found = Array(degree).fill(0);
    found[degree - 1] = 1;
    for (let root = 1, at = 0; at < degree; at++, root = times(root, 2)) {
      for (let place = 0; place < degree; place++) found[place] = times(found[place], root) ^ (found[place + 1] ?? 0);
    }
    return found;
  };
  const rest = (data, by) => data.reduce((left, byte) => {
    const factor = byte ^ left[0];
    return [...left.slice(1), 0].map((one, at) => one ^ times(by[at], factor));
  }, by.map(() => 0));

  const bytesOf = (text, version, capacity) => {
    const bits = [], push = (value, length) => { for (let at = length - 1; at >= 0; at--) bits.push((value >>> at) & 1); };
    push(4, 4);
    push(text.length, version < 10 ? 8 : 16);
    for (const sign of text) push(sign.charCodeAt(0), 8);
    push(0, Math.min(4, capacity * 8 - bits.length));
    push(0, (8 - bits.length % 8) % 8);
    for (let pad = 0xec; bits.length < capacity * 8; pad ^= 0xec ^ 0x11) push(pad, 8);
    return Array.from({ length: capacity }, (_, at) => bits.slice(8 * at, 8 * at + 8).reduce((byte, bit) => byte << 1 | bit, 0));
  };
  const interleaved = (data, version) => {
    const blocks = BLOCKS[version - 1], correction = CORRECTION[version - 1], all = room(version), by = divisor(correction);
    const short = Math.floor(all / blocks), longer = all % blocks, made = [];
    let at = 0;
    for (let block = 0; block < blocks; block++) {
      const own = data.slice(at, at += short - correction + (block < blocks - longer ? 0 : 1));
      made.push({ own, check: rest(own, by) });
    }
    const found = [];
    for (let place = 0; place <= short - correction; place++) for (const { own } of made) if (place < own.length) found.push(own[place]);
    for (let place = 0; place < correction; place++) for (const { check } of made) found.push(check[place]);
    return found;
  };

  const MASKS = [(x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (x, y) => x * y % 2 + x * y % 3, (x, y) => (x * y % 2 + x * y % 3) % 2, (x, y) => ((x + y) % 2 + x * y % 3) % 2];
  const remainder = (value, by, length) => {
    let left = value;
    for (let at = 0; at < length; at++) left = (left << 1) ^ ((left >>> (length - 1)) * by);
    return value << length | left;
  };

  /* The squares of a code, row by row: true is dark. mask: one of 0 to 7. */
  return (text, mask = 0) => {
    let version = 1;
    const capacity = () => room(version) - CORRECTION[version - 1] * BLOCKS[version - 1];
    while (version <= 40 && text.length + (version < 10 ? 2 : 3) > capacity()) version++;
    if (version > 40) return null;  // longer than a code can hold
    const size = 17 + 4 * version, dark = Array.from({ length: size }, () => Array(size).fill(false)), fixed = dark.map((row) => [...row]);
    const set = (x, y, on) => { if (x >= 0 && y >= 0 && x < size && y < size) { dark[y][x] = Boolean(on); fixed[y][x] = true; } };
    for (let at = 0; at < size; at++) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
    for (const [cx, cy] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
      for (let y = -4; y <= 4; y++) for (let x = -4; x <= 4; x++) { const far = Math.max(Math.abs(x), Math.abs(y)); set(cx + x, cy + y, far !== 2 && far !== 4); }
    }
    const marks = centres(version), last = marks.length - 1;
    marks.forEach((cx, i) => marks.forEach((cy, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
      for (let y = -2; y <= 2; y++) for (let x = -2; x <= 2; x++) set(cx + x, cy + y, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }));
    const format = remainder(1 << 3 | mask, 0x537, 10) ^ 0x5412, bit = (at) => (format >>> at) & 1;  // 1 << 3: correction L
    for (let at = 0; at < 6; at++) set(8, at, bit(at));
    set(8, 7, bit(6)); set(8, 8, bit(7)); set(7, 8, bit(8));
    for (let at = 9; at < 15; at++) set(14 - at, 8, bit(at));
    for (let at = 0; at < 8; at++) set(size - 1 - at, 8, bit(at));
    for (let at = 8; at < 15; at++) set(8, size - 15 + at, bit(at));
    set(8, size - 8, true);
    if (version > 6) {
      const told = remainder(version, 0x1f25, 12);
      for (let at = 0; at < 18; at++) {
        const on = (told >>> at) & 1, far = size - 11 + at % 3, near = Math.floor(at / 3);
        set(far, near, on); set(near, far, on);
      }
    }
    const bytes = interleaved(bytesOf(text, version, capacity()), version);
    let at = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let down = 0; down < size; down++) for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - down : down;
        if (fixed[y][x]) continue;
        const on = at < bytes.length * 8 && (bytes[at >>> 3] >>> (7 - (at & 7))) & 1;
        dark[y][x] = Boolean(on) !== (MASKS[mask](x, y) === 0);
        at++;
      }
    }
    return dark;
  };
})();

/* The code as a picture in the page; nothing where the text is longer than a code can hold. */
const qrPicture = (text) => {
  const dark = qrCode(text), space = "http://www.w3.org/2000/svg", edge = 4;
  const svg = document.createElementNS(space, "svg");
  if (!dark) return svg;
  const size = dark.length + 2 * edge, path = document.createElementNS(space, "path");
  path.setAttribute("d", dark.flatMap((row, y) => row.map((on, x) => on ? `M${x + edge} ${y + edge}h1v1h-1z` : "")).join(""));
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("class", "code");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.append(path);
  return svg;
};
