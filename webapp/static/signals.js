// What a verdict sounds and feels like, so that a steward need not look: each kind has its own notes and its own buzz.
'use strict';

(() => {
  // Hertz, start and length in seconds. No file: a phone in a thick-walled hall plays them as they are.
  const NOTES = {
    admitted: [[1319, 0, .1], [1760, .13, .16]],      // two short and high
    already_in: [[880, 0, .25]],                      // one
    elsewhere: [[784, 0, .14], [523, .18, .24]],      // two, falling
    stopped: [[262, 0, .45]],                         // one, low and soft
    unread: [[440, 0, .05], [440, .1, .05]],          // a knock
  };
  const BUZZES = {
    admitted: [80], already_in: [60, 90, 60], elsewhere: [220, 90, 60], stopped: [450], unread: [30, 50, 30, 50, 30],
  };
  const SOFT = {stopped: .25, unread: .2};
  const mute = document.getElementById('mute');
  let audio = null;

  // Browsers let a page sound after somebody has touched it.
  function wake() {
    audio ??= typeof AudioContext === 'function' ? new AudioContext() : null;
    audio?.resume().catch(() => {});
  }
  for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, wake);

  document.addEventListener('door:verdict', ({detail: kind}) => {
    navigator.vibrate?.(BUZZES[kind] ?? BUZZES.unread);
    if (mute.getAttribute('aria-pressed') === 'true' || !audio) return;
    for (const note of NOTES[kind] ?? NOTES.unread) play(...note, SOFT[kind] ?? .4);
  });

  function play(pitch, start, length, loudness) {
    const from = audio.currentTime + start, voice = audio.createOscillator(), volume = audio.createGain();
    voice.type = 'triangle';
    voice.frequency.value = pitch;
    // Without a click at either end.
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(loudness, from + .01);
    volume.gain.linearRampToValueAtTime(0, from + length);
    voice.connect(volume).connect(audio.destination);
    voice.start(from);
    voice.stop(from + length);
  }

  mute.addEventListener('click', () => {
    mute.setAttribute('aria-pressed', String(mute.getAttribute('aria-pressed') !== 'true'));
  });
  mute.hidden = false;
})();
