'use strict';
// What a form marked `data-keep` sends is kept on this device first, for a day at the most, until a page of the server says
// that it is received. Sending it again is harmless: its number counts once.
(() => {
  const KEPT = 'kept ', DAY = 864e5, PATIENCE = 3e4, LATE = 6e4;
  const all = (marks, root = document) => [...root.querySelectorAll(marks)];
  const [form] = all('form[data-keep]'), [status] = all('.kept');
  let busy, waits, timer, wait = 5e3;

  // The newest last; without what is received or a day old.
  const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(KEPT)).map((key) => {
    const entry = {key, ...JSON.parse(localStorage[key])};
    const received = all('[data-received]').some((page) => page.dataset.received.includes(entry.id))
      || all('[data-words-of]').some((page) => entry.id.startsWith(page.dataset.wordsOf) && plain(page.textContent) === plain(new Map(entry.pairs).get('text')));
    return received || Math.abs(Date.now() - entry.at) > DAY ? void delete localStorage[key] : entry;
  }).filter(Boolean).sort((one, other) => one.at - other.at);

  const plain = (text) => text?.normalize('NFC').replace(/\s+/g, ' ').trim();
  const mine = () => KEPT + form.dataset.keptAs + ' ';
  const newest = () => kept().filter(({key}) => key.startsWith(mine())).at(-1);
  const typed = () => [...new FormData(form)].filter(([name]) => name !== 'csrf_token');

  // The words are in the page, in its language.
  function say(state, at = Date.now()) {
    status.replaceChildren(...all(`[data-state="${state}"]`).map((words) => words.content.cloneNode(true)));
    for (const time of all('.at', status)) time.textContent = new Date(at).toTimeString().slice(0, 5);
    for (const button of all('button', status)) button.onclick = acts[button.value];
  }

  const acts = {send, forget, restore};

  async function send() {
    if (busy) return;
    busy = true;
    pause();
    const {keep: id, then} = form.dataset;
    try {
      localStorage[mine() + id] = JSON.stringify({id, at: Date.now(), pairs: typed()});
    } catch {
      return form.submit();  // no room
    }
    say('sending');
    // Without a page to go on to, the line is tried before the browser leaves this one.
    const post = then && {method: 'POST', body: new URLSearchParams(new FormData(form))};
    let reply;
    try {
      reply = await fetch(post ? form.action : '/healthz', {...post, signal: AbortSignal.timeout(PATIENCE), redirect: 'manual'});
    } catch {
      // No answer: not known to be received.
    }
    busy = false;
    say();
    if (then && reply?.type === 'opaqueredirect') return location.assign(then);
    if (reply?.status && reply.status < 500) return form.submit();  // what the server has to say is a page of its own
    say('kept');
    waits = true;
    timer = setTimeout(send, wait);
    wait = Math.min(2 * wait, LATE);
  }

  function pause() {
    waits = false;
    clearTimeout(timer);
  }

  function forget() {
    pause();
    for (const {key} of kept()) if (key.startsWith(mine())) delete localStorage[key];
    form.reset();
    say();
  }

  // This page may lack rows: the server draws them all.
  function restore() {
    const filled = Object.assign(document.createElement('form'), {method: 'post', action: form.action});
    for (const [name, value] of [...newest().pairs, ['csrf_token', form.elements.csrf_token.value], ['step', 'change']]) {
      filled.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
    }
    document.body.append(filled);
    filled.submit();
  }

  function offer() {
    const left = newest();
    if (!left || all('.error-summary')[0]) return;  // a form that came back with its errors holds what was typed
    if (!form.elements.text) {
      if (!form.dataset.then && left.id !== form.dataset.keep) say('apart', left.at);
    } else if (JSON.stringify(left.pairs) !== JSON.stringify(typed())) {
      for (const [name, value] of left.pairs) if (form.elements[name]) form.elements[name].value = value;
      form.dataset.keep = left.id;
      say('offered', left.at);
    }
  }

  try {
    kept();
  } catch {
    return;  // nothing can be kept here: as if this script were not
  }
  if (!form) return;
  offer();
  form.onsubmit = (event) => {
    if (event.submitter?.name) return;  // a step of the form, not its end
    event.preventDefault();
    send();
  };
  form.oninput = pause;  // what is being changed is not sent by itself
  addEventListener('online', () => waits && send());
})();
