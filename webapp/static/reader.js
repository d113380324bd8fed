// The codes in a picture, read by a worker that is started anew once when it dies.
'use strict';

// `addresses`: of the worker, the reader and its WebAssembly. One picture at a time.
function codeReader(addresses) {
  // A larger picture is made smaller: its shorter side, in pixels. Most are read at the price of half; every so many the
  // codes that are small, far or spoilt get their chance (docs/decisions/14).
  const EASY_SIDE = 480, HARD_SIDE = 720, HARD_EVERY = 4;
  const LOADING = 20000, READING = 5000;  // milliseconds after which a worker counts as dead
  const RECOVERED = 60000;        // one that has worked for so long may die and be started anew once more
  const drawsItself = typeof OffscreenCanvas === 'function';
  let worker = null, ready = null, count = 0, diedAt = -Infinity, brush = null;

  function start() {
    worker = new Worker(addresses.worker);
    ready = ask({reader: addresses.reader, wasm: addresses.wasm}, LOADING);
    ready.catch(() => {});        // whoever reads hears of it
  }

  function ask(message, patience, transfer = []) {
    return new Promise((resolve, reject) => {
      const asked = worker;
      const timer = setTimeout(() => reject(new Error('no answer')), patience);
      asked.onmessage = ({data}) => {
        clearTimeout(timer);
        if (data.failed) reject(new Error(data.failed));
        else resolve(data);
      };
      asked.onerror = (event) => {
        event.preventDefault();
        clearTimeout(timer);
        reject(new Error(event.message || 'the worker ended'));
      };
      asked.postMessage(message, transfer);
    });
  }

  // The texts in a picture (a video, or a bitmap) of this size. Fails when the worker died twice in a row.
  async function read(source, width, height) {
    try {
      await ready;
      const hard = ++count % HARD_EVERY === 0;
      const scale = Math.min(1, (hard ? HARD_SIDE : EASY_SIDE) / Math.min(width, height));
      const size = {width: Math.round(width * scale), height: Math.round(height * scale)};
      const picture = await pictureOf(source, size);
      const {texts} = await ask({picture, ...size, hard}, READING, [picture.data?.buffer ?? picture]);
      return texts;
    } catch (error) {
      if (!worker) return [];     // closed meanwhile
      worker.terminate();
      if (performance.now() - diedAt < RECOVERED) throw error;
      diedAt = performance.now();
      start();
      return [];
    }
  }

  // What costs the page least, since it has to answer meanwhile: a frame of the video, as it came from the camera; where
  // browsers have no such thing, a bitmap of it; where their workers cannot draw, its pixels.
  async function pictureOf(source, {width, height}) {
    if (drawsItself && typeof VideoFrame === 'function') return new VideoFrame(source, {timestamp: 0});
    if (drawsItself) return createImageBitmap(source);
    brush ??= document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    Object.assign(brush.canvas, {width, height});
    brush.drawImage(source, 0, 0, width, height);
    return brush.getImageData(0, 0, width, height);
  }

  function close() {
    worker.terminate();
    worker = null;
  }

  start();
  return {read, close, ready: () => ready};
}
