// Reads codes in pictures, apart from the page, so that the page never waits for it. The first message says where the
// reader and its WebAssembly are: the reader by itself would fetch the latter from elsewhere.
'use strict';

// Chosen by measuring (docs/decisions/14): a dense code needs the whole picture, a dark or noisy one its downscaled copy,
// a phone in dark mode the inverted one. Two, so that two passes in one picture are noticed.
const EASY = {formats: ['QRCode'], maxNumberOfSymbols: 2, tryHarder: false, tryRotate: false, tryInvert: true, tryDownscale: true};
const HARD = {...EASY, tryHarder: true, tryRotate: true, tryDenoise: true};

let brush = null;

onmessage = async ({data}) => {
  try {
    if (data.reader) {
      await load(data);
      postMessage({ready: true});
    } else {
      postMessage(await read(data));
    }
  } catch (error) {
    postMessage({failed: String(error)});
  }
};

async function load({reader, wasm}) {
  importScripts(reader);
  await ZXingWASM.prepareZXingModule({overrides: {locateFile: () => wasm}, fireImmediately: true});
}

async function read({picture, width, height, hard}) {
  const since = performance.now();
  const found = await ZXingWASM.readBarcodes(pixelsOf(picture, width, height), hard ? HARD : EASY);
  return {texts: found.map((code) => code.text), milliseconds: performance.now() - since};
}

function pixelsOf(picture, width, height) {
  if (picture.data) return picture;   // a browser whose workers cannot draw: the page did
  brush ??= new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
  if (brush.canvas.width !== width || brush.canvas.height !== height) Object.assign(brush.canvas, {width, height});
  brush.drawImage(picture, 0, 0, width, height);
  picture.close();
  return brush.getImageData(0, 0, width, height);
}
