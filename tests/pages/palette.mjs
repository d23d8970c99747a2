// Pictures of pages with few colours: a fraction of the size, and nobody sees the difference.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** The same picture with at most 256 colours. Takes what Chromium writes: 8 bits, no interlacing. */
export function reduced(png) {
  const { width, height, pixels, step } = decoded(png);
  const counts = new Map();
  const keys = new Uint32Array(width * height);
  for (let at = 0; at < keys.length; at += 1) {
    const [red, green, blue] = pixels.subarray(at * step, at * step + 3);
    keys[at] = (red << 16) | (green << 8) | blue;
    counts.set(keys[at], (counts.get(keys[at]) ?? 0) + 1);
  }
  const palette = [...counts].sort(([, a], [, b]) => b - a).slice(0, 256).map(([color]) => color);
  const places = new Map(palette.map((color, place) => [color, place]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < keys.length; at += 1) {
    if (!places.has(keys[at])) places.set(keys[at], nearest(palette, keys[at]));
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = places.get(keys[at]);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', colors), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function decoded(png) {
  const data = [];
  let [width, height, step] = [0, 0, 4];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') [width, height, step] = [content.readUInt32BE(0), content.readUInt32BE(4), content[9] === 6 ? 4 : 3];
    if (kind === 'IDAT') data.push(content);
    at += length + 12;
  }
  return { width, height, step, pixels: unfiltered(inflateSync(Buffer.concat(data)), width * step, height, step) };
}

function unfiltered(raw, size, height, step) {
  const pixels = Buffer.alloc(size * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (size + 1)];
    for (let at = 0; at < size; at += 1) {
      const here = row * size + at;
      const left = at >= step ? pixels[here - step] : 0;
      const up = row ? pixels[here - size] : 0;
      const corner = row && at >= step ? pixels[here - size - step] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      pixels[here] = raw[row * (size + 1) + 1 + at] + guess;
    }
  }
  return pixels;
}

function paeth(left, up, corner) {
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(left + up - corner - value));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function nearest(palette, color) {
  const apart = (other) => [16, 8, 0].reduce((sum, shift) => sum + (((color >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  let [best, least] = [0, Infinity];
  palette.forEach((other, place) => {
    const distance = apart(other);
    if (distance < least) [best, least] = [place, distance];
  });
  return best;
}

function chunk(kind, content) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
