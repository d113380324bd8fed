'use strict';
// The file of a form marked `data-upload` goes in pieces, each of which the server keeps before it answers: a line that is cut, or
// a page that is loaded anew, costs one piece. Without this script the form sends the file whole.
(() => {
  const [form] = document.querySelectorAll('form[data-upload]');
  if (!form) return;
  const MOST = Number(form.dataset.piece), FIRST = 16384, LEAST = 8192, AGAIN = 4096;
  const SECOND = 1000, PATIENCE = 6e4, LATEST = 6e4, FINAL = [401, 404, 413, 422];
  const all = (marks, root = form) => [...root.querySelectorAll(marks)];
  const [sending] = all('.sending'), [bar] = all('progress'), [soFar] = all('.so-far'), [status] = all('[role=status]');
  let busy, cancelled, request, wake;

  function say(state, reason = '') {
    status.replaceChildren(...all(`[data-state="${state}"]`).map((words) => words.content.cloneNode(true)));
    for (const place of all('.reason', status)) place.textContent = reason;
    for (const button of all('button', status)) button.onclick = () => wake?.();
  }

  function show(done, size) {
    const inMB = (bytes) => (bytes / 2 ** 20).toLocaleString(document.documentElement.lang, {minimumFractionDigits: 2, maximumFractionDigits: 2});
    bar.value = 100 * done / size;
    soFar.textContent = soFar.dataset.words.replace('#d', inMB(done)).replace('#s', inMB(size));
  }

  // What the server says; throws what it refuses, and whatever the line does.
  async function ask(to, body) {
    request = new AbortController();
    const patience = setTimeout(() => request.abort(), PATIENCE);
    try {
      const reply = await fetch(to, {
        method: body ? 'POST' : 'GET', body, redirect: 'manual', signal: request.signal,
        headers: {'X-CSRFToken': form.elements.csrf_token.value, Accept: 'application/json'},
      });
      const said = await reply.json().catch(() => null);
      if (!reply.ok || !said) throw {status: reply.status, ...said};
      return said;
    } finally {
      clearTimeout(patience);
    }
  }

  const from = (to, offset) => {
    const address = new URL(to, location);
    address.searchParams.set('offset', offset);
    return address;
  };

  // Whoever chooses a file anew may have another one of its size: a little of what came last is compared first.
  async function goOn(file) {
    const {begun, begunName, begunSize} = form.dataset;
    if (begun && begunName === file.name && Number(begunSize) === file.size) {
      try {
        const {received} = await ask(begun), start = Math.max(0, received - AGAIN);
        if (received > start) await ask(from(begun, start), file.slice(start, received));
        return {pieces: begun, received};
      } catch (trouble) {
        if (!trouble.status) throw trouble;  // the line; otherwise it begins anew
      }
    }
    return ask(form.dataset.upload, new URLSearchParams({name: file.name, size: file.size}));
  }

  // Pieces as large as the line takes in a few seconds: other people's requests come in between, and little is lost.
  async function send(file) {
    let pieces, at, size = FIRST, wait = 2 * SECOND;
    for (;;) {
      try {
        if (cancelled) throw {};
        if (!pieces) ({pieces, received: at} = await goOn(file));
        if (at === undefined) {
          const there = await ask(pieces);
          if (there.ready) return;
          at = there.received;
        }
        // Whole, and the answer to its last piece was lost: that piece once more.
        const start = at < file.size ? at : Math.max(0, file.size - size), since = Date.now();
        show(start, file.size);
        say('going');
        const said = await ask(from(pieces, start), file.slice(start, start + size));
        if (said.ready) return;
        at = said.received;
        wait = 2 * SECOND;
        if (Date.now() - since < 2 * SECOND) size = Math.min(2 * size, MOST);
        else if (Date.now() - since > 8 * SECOND) size = Math.max(size / 2, LEAST);
      } catch (trouble) {
        if (cancelled || FINAL.includes(trouble.status) || trouble.status === 409 && trouble.received === undefined) {
          throw {...trouble, status: trouble.status, pieces};
        }
        at = trouble.received;
        if (at !== undefined) continue;
        size = Math.max(size / 2, LEAST);
        say('waits');
        if (!cancelled) await pause(wait);
        wait = Math.min(2 * wait, LATEST);
      }
    }
  }

  // Until then, until the line is back, until somebody says so.
  const pause = (time) => new Promise((go) => {
    wake = go;
    setTimeout(go, time);
  });

  async function upload(file, then) {
    busy = true;
    cancelled = false;
    sending.hidden = false;
    show(0, file.size);
    say('going');
    try {
      await send(file);
      busy = false;
      location.assign(then);
    } catch ({status, error, pieces}) {
      busy = false;
      sending.hidden = true;
      if (cancelled) {
        if (pieces) forget(pieces);
        say('stopped');
      } else if (error) say('refused', error);
      else say(status === 404 ? 'out' : 'old');
    }
  }

  // As far as the line lets it; the server clears away by itself what nobody finishes.
  function forget(pieces) {
    const body = new URLSearchParams({csrf_token: form.elements.csrf_token.value});
    fetch(pieces.replace('/pieces', '/removal'), {method: 'POST', body, redirect: 'manual', keepalive: true}).catch(() => {});
    delete form.dataset.begun;
  }

  form.addEventListener('submit', (event) => {
    const [file] = form.elements.file.files;
    if (busy) event.preventDefault();
    else if (file && file.size > Number(form.dataset.most)) {
      event.preventDefault();
      say('large');
    } else if (file && file.size) {
      event.preventDefault();
      upload(file, event.submitter?.value === 'later' ? form.dataset.later : form.dataset.then);
    }
  });
  for (const button of all('button[value=cancel]')) {
    button.onclick = () => {
      cancelled = true;
      request?.abort();
      wake?.();
    };
  }
  addEventListener('online', () => wake?.());
  addEventListener('beforeunload', (event) => busy && event.preventDefault());
})();
