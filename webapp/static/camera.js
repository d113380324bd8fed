// The camera at the door: a viewfinder, and each pass that is held before it read once. Nothing that it sees is kept.
'use strict';

(() => {
  const SAME = 2500;              // milliseconds for which a code must have been out of sight to be read anew
  const PACE = 60;                // between two pictures: more often would only warm the phone
  const TWO_FOR = 500;            // two codes for a moment are one pass that makes way for the next
  const ALONE = 400;              // and one is alone when no other has been seen for so long
  const PASS = /^[BCDFGHJKLNPRSTVX]{32}$/;
  const WISHES = {width: {ideal: 1280}, height: {ideal: 720}};

  const panel = document.getElementById('camera');
  const video = panel.querySelector('video');
  const said = panel.querySelector('[data-said]');
  const torch = document.getElementById('torch');
  const choice = document.getElementById('choice-of-camera');
  const sighted = new Map();      // code -> when it was last in the picture
  let wanted = false;             // the steward wants it to be on
  let stream = null, reader = null, awake = null;
  let run = 0;                    // rises whenever what is under way is no longer wanted
  let bothSince = 0, bothAt = -Infinity, toldBoth = false;

  // ---- On and off.

  async function start() {
    const mine = ++run;
    wanted = true;
    show('starting');
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error(), {name: isSecureContext ? 'NotFoundError' : 'Insecure'});
      const opened = await open();
      if (mine !== run) { end(opened); return; }
      stream = opened;
      const [track] = stream.getVideoTracks();
      track.addEventListener('ended', () => { if (mine === run) fail('gone'); });
      video.srcObject = stream;
      await video.play();
      reader ??= codeReader(panel.dataset);
      await offerTools(track);
      stayAwake();
      await reader.ready().catch(() => {});  // reading tries once more, and then says so
      if (mine !== run) return;
      show('looking');
      look(mine);
    } catch (error) {
      if (mine === run) fail(PROBLEMS[error.name] ?? 'taken');
    }
  }

  const PROBLEMS = {
    Insecure: 'insecure', NotAllowedError: 'refused', SecurityError: 'refused', NotFoundError: 'absent',
    OverconstrainedError: 'absent', NotReadableError: 'taken', AbortError: 'taken',
  };

  async function open() {
    const chosen = choice.value ? {deviceId: {exact: choice.value}} : {facingMode: {ideal: 'environment'}};
    try {
      return await navigator.mediaDevices.getUserMedia({video: {...WISHES, ...chosen}, audio: false});
    } catch (error) {
      // The one that was chosen may have been unplugged.
      if (!choice.value || !['OverconstrainedError', 'NotFoundError'].includes(error.name)) throw error;
      choice.value = '';
      return navigator.mediaDevices.getUserMedia({video: {...WISHES, facingMode: {ideal: 'environment'}}, audio: false});
    }
  }

  function pause() {
    run += 1;
    if (stream) end(stream);
    stream = video.srcObject = null;
    awake?.release().catch(() => {});
    awake = null;
  }

  function end(opened) {
    for (const track of opened.getTracks()) track.stop();
  }

  function stop() {
    wanted = false;
    pause();
    reader?.close();
    reader = null;
    sighted.clear();
    show('off');
  }

  function fail(problem) {
    stop();
    show(problem);
  }

  // What is on, and the sentence below it.
  function show(state) {
    panel.dataset.state = state;
    said.textContent = panel.querySelector(`[data-word="${state}"]`)?.textContent ?? '';
    const isOn = ['starting', 'looking'].includes(state);
    for (const part of panel.querySelectorAll('[data-on]')) part.hidden = (part.dataset.on === 'true') !== isOn;
    if (!isOn) torch.hidden = choice.parentElement.hidden = true;
  }

  // ---- Reading: one picture after the other, as fast as they are read and no faster than PACE.

  async function look(mine) {
    while (mine === run) {
      const since = performance.now();
      try {
        if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
          const texts = await reader.read(video, video.videoWidth, video.videoHeight);
          if (mine === run) judge([...new Set(texts)]);
        }
      } catch {
        if (mine === run) fail('unread');
        return;
      }
      await nextPicture(PACE - (performance.now() - since));
    }
  }

  function nextPicture(atLeast) {
    return new Promise((go) => setTimeout(() => {
      // A video whose pictures stopped coming must not stop this for good.
      const timer = setTimeout(go, 500);
      if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(() => { clearTimeout(timer); go(); });
      else { clearTimeout(timer); go(); }
    }, Math.max(0, atLeast)));
  }

  function judge(texts) {
    const now = performance.now();
    if (texts.length > 1) {
      if (now - bothAt > ALONE) bothSince = now;
      bothAt = now;
      for (const text of texts) if (sighted.has(text)) sighted.set(text, now);
      if (now - bothSince >= TWO_FOR && !toldBoth) {
        toldBoth = true;
        sighted.clear();             // whichever stays is read then
        showMould('two_codes');
      }
      return;
    }
    if (!texts.length || now - bothAt < ALONE) return;
    toldBoth = false;
    const [text] = texts;
    const isHeld = now - (sighted.get(text) ?? -Infinity) < SAME;
    sighted.set(text, now);
    for (const [other, at] of sighted) if (now - at > SAME) sighted.delete(other);
    if (isHeld) return;
    const code = text.trim().toUpperCase();
    if (PASS.test(code)) scan(code);
    else showMould('not_a_pass');    // answered here: the server need not hear of every poster in the hall
  }

  // ---- Torch, choice of camera, and a screen that stays on.

  async function offerTools(track) {
    torch.hidden = !track.getCapabilities?.().torch;
    torch.setAttribute('aria-pressed', 'false');
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === 'videoinput');
    const inUse = track.getSettings().deviceId;
    choice.replaceChildren(...cameras.map((camera, place) => new Option(camera.label || place + 1, camera.deviceId, false, camera.deviceId === inUse)));
    choice.parentElement.hidden = cameras.length < 2;
  }

  torch.addEventListener('click', async () => {
    const lit = torch.getAttribute('aria-pressed') !== 'true';
    try {
      await stream.getVideoTracks()[0].applyConstraints({advanced: [{torch: lit}]});
      torch.setAttribute('aria-pressed', String(lit));
    } catch {
      torch.hidden = true;
    }
  });

  choice.addEventListener('change', () => { pause(); start(); });

  async function stayAwake() {
    try {
      awake = await navigator.wakeLock?.request('screen');
    } catch {
      // A battery that is low refuses; the screen then goes dark as it always does.
    }
  }

  // A hidden page lets the camera go, light and all; the screen lock is lost by then, and both come back.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) pause();
    else if (wanted) start();
  });
  addEventListener('pagehide', pause);

  document.getElementById('camera-start').addEventListener('click', start);
  document.getElementById('camera-stop').addEventListener('click', stop);
  panel.hidden = false;
  show('off');
})();
