'use strict';
// A form marked `data-draft` saves itself: what is changed in a field goes to that address alone, at most once a second. One
// marked `data-begin` begins its draft so, with the first field. Until the server says that it has a field, it is kept on this
// device too, and put back into the form by whatever comes next: a line that is cut, a page that is loaded anew or closed.
(() => {
  const KEPT = 'draft ', DAY = 864e5, SECOND = 1000, PATIENCE = 3e4, LATEST = 6e4, FRESH = 1e4;
  const all = (marks, root = document) => [...root.querySelectorAll(marks)];
  const [form] = all('form[data-draft], form[data-begin]'), [status] = all('.draft-state');
  const known = {};  // what the server has of each field, since this page was loaded
  let stored = true, memory = {}, apart = [];
  let busy, timer, since, shown, failing, leaving, going, over, sentAt = 0, heardAt = 0, wait = 4 * SECOND;

  // ---- What is kept on this device: of each field `now`, what the server may hold of it (`was`), and its page ----

  const address = () => new URL(form.dataset.draft ?? form.dataset.begin, location).pathname;
  const load = () => stored ? JSON.parse(localStorage[KEPT + address()] ?? '{"fields": {}}').fields : memory;

  function keep(fields) {
    memory = fields;
    try {
      if (Object.keys(fields).length) localStorage[KEPT + address()] = JSON.stringify({at: Date.now(), fields});
      else delete localStorage[KEPT + address()];
    } catch {
      stored = false;  // no room: as long as this page is open
    }
  }

  // A draft that was not begun is nobody's yet: on a phone that is passed on, it stays for a day at the most.
  function tidy(application) {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(KEPT))) {
      const isNobodys = key.startsWith(KEPT + '/editions/'), age = Date.now() - JSON.parse(localStorage[key]).at;
      const isDone = application && (isNobodys || key.startsWith(`${KEPT}/applications/${application}/`));
      if (isDone || age > (isNobodys ? DAY : 7 * DAY)) delete localStorage[key];
    }
  }

  // ---- The fields of this page ----

  const answers = () => all('input:not([type=hidden], [type=file]), select, textarea', form);
  const parts = (name) => answers().filter((part) => part.name === name);
  const isBox = (part) => part.type === 'checkbox' || part.type === 'radio';
  const typed = (name) => new FormData(form).getAll(name);
  const exactly = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  // As the server writes it down.
  const plain = (values) => values.map((value) => value.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(/ +$/gm, '').trim()).join('\n');
  const names = () => new Set(answers().map((part) => part.name));
  const waiting = (fields = load()) => Object.keys(fields).filter((name) => parts(name).length && !apart.includes(name));

  // As the page came from the server, whatever the browser has put into it since.
  const served = (name) => parts(name).flatMap((part) => {
    if (isBox(part)) return part.defaultChecked ? [part.value] : [];
    return [part.options ? ([...part.options].find((option) => option.defaultSelected) ?? part.options[0]).value : part.defaultValue];
  });

  function put(name, values) {
    const left = [...values];
    for (const part of parts(name)) {
      if (isBox(part)) part.checked = values.includes(part.value);
      else part.value = left.shift() ?? '';
      part.dispatchEvent(new Event('input', {bubbles: true}));
    }
  }

  // ---- What is said: the words are in the page, in its language ----

  function say(state, fill) {
    if (state === shown && !fill) return;
    shown = state;
    status.replaceChildren(...all(`[data-state="${state}"]`).map((words) => words.content.cloneNode(true)));
    fill?.();
    for (const button of all('button', status)) button.onclick = acts[button.value];
  }

  const acts = {forget, again};
  const trouble = () => say(!waiting().length ? 'waits' : stored ? 'kept' : 'open');

  function forget() {
    const gone = Object.keys(load()).filter((name) => parts(name).length || apart.includes(name));
    for (const name of gone) put(name, known[name] ?? served(name));
    const fields = load();
    for (const name of gone) delete fields[name];
    keep(fields);
    apart = [];
    say('');
  }

  function again() {
    const fields = load();
    for (const name of apart) {
      put(name, fields[name].now);
      fields[name].was = [served(name)];
    }
    apart = [];
    keep(fields);
    say('');
    send();
  }

  // ---- Saving ----

  function change(name) {
    const fields = load(), now = typed(name), base = known[name] ?? served(name);
    if (exactly(now, fields[name]?.now ?? base)) return;
    apart = apart.filter((other) => other !== name);
    fields[name] = {now, was: fields[name]?.was ?? [base], page: location.pathname + location.search};
    keep(fields);
    if (shown === 'saved') say('');
  }

  // While somebody types without a pause, every five seconds.
  function soon() {
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(0, Math.min(.7 * SECOND, since + 5 * SECOND - Date.now())));
  }

  async function send() {
    if (busy || over) return;
    clearTimeout(timer);
    const fields = load(), sent = waiting(fields), due = sentAt + SECOND - Date.now();
    if (!sent.length) return leave();
    if (due > 0) return void (timer = setTimeout(send, due));
    busy = true;
    since = 0;
    sentAt = Date.now();
    const body = new URLSearchParams(form.dataset.begin ? all('[type=hidden][name]', form).map((part) => [part.name, part.value]) : []);
    for (const name of sent) {
      const {now, was} = fields[name];
      for (const value of now.length ? now : ['']) body.append(name, value);
      if (!was.some((value) => exactly(value, now))) fields[name].was = [...was, now].slice(-9);
    }
    keep(fields);
    const slow = setTimeout(() => failing || say('saving'), SECOND);
    let reply, said;
    try {
      reply = await post(form.dataset.draft ?? form.dataset.begin, body);
      said = await reply.json();
    } catch {
      // No answer, or none of ours: not known to be received.
    }
    clearTimeout(slow);
    busy = false;
    if (over) return;
    if (said?.version) received(said, sent, fields);
    else if ([401, 404, 409, 413, 422].includes(reply?.status)) refused(reply.status, said?.error);
    else later();
  }

  const post = (to, body) => fetch(to, {
    method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout?.(PATIENCE), keepalive: document.hidden,
    headers: {'X-CSRFToken': form.elements.csrf_token.value, Accept: 'application/json'},
  });

  function received(said, sent, was) {
    const fields = load();
    for (const name of sent) {
      known[name] = was[name].now;
      if (exactly(fields[name]?.now, was[name].now)) delete fields[name];
    }
    heardAt = Date.now();
    wait = 4 * SECOND;
    failing = false;
    if (said.answers) {
      begun(said);
      for (const field of Object.values(fields)) field.page = said.page;
    }
    keep(fields);
    if (waiting(fields).length || leaving) return send();
    if (!apart.length) say(shown === 'back' ? 'caught-up' : 'saved');
  }

  // The page is that of the draft from now on: who loads it anew, or in another language, comes back to it.
  function begun({answers, page}) {
    keep({});
    form.dataset.draft = answers;
    delete form.dataset.begin;
    form.action = page;
    history.replaceState(null, '', page);
    for (const link of all('.languages a')) {
      const there = new URL(page, location);
      there.searchParams.set('lang', link.lang);
      link.href = there;
    }
  }

  function later() {
    failing = true;
    trouble();
    timer = setTimeout(send, wait);
    wait = Math.min(2 * wait, LATEST);
  }

  // What was typed stays where it is. The next change asks again.
  function refused(code, reason) {
    if (leaving && code !== 404) return go();  // what the server has to say is a page of its own, with all that was typed
    leaving = null;
    sentAt = Date.now() + 3 * SECOND;
    if (!reason) return say(code === 422 ? 'old' : 'out');
    say('refused', () => all('.reason', status)[0].append(reason));
  }

  // ---- Going on to the next page: only when nothing is left, and the line stands ----

  async function leave() {
    if (!leaving) return;
    if (Date.now() - heardAt < FRESH) return go();
    busy = true;
    try {
      if (!(await fetch('/healthz', {signal: AbortSignal.timeout?.(PATIENCE), redirect: 'manual'})).ok) throw new Error();
      heardAt = Date.now();
    } catch {
      // The line is cut: the browser would leave the page for one of its own.
    }
    busy = false;
    if (Date.now() - heardAt < FRESH) send();
    else later();
  }

  function go() {
    going = true;
    form.requestSubmit(leaving.isConnected && leaving !== form ? leaving : null);
    going = leaving = null;
  }

  // ---- Coming back ----

  function restore() {
    const fields = load(), elsewhere = new Set(), wasHere = Object.keys(fields).length;
    if (wasHere && 'closed' in form.dataset) {
      apart = Object.keys(fields);
      return say('late', () => quote(fields));
    }
    for (const [name, {now, was, page}] of Object.entries(fields)) {
      if (!parts(name).length) elsewhere.add(page);
      else if (plain(served(name)) === plain(now)) delete fields[name];  // received after all
      else if (was.some((value) => plain(value) === plain(served(name)))) put(name, now);
      else apart.push(name);
    }
    if (!wasHere) return;
    keep(fields);
    if (apart.length) say('apart', () => quote(fields));
    else if (waiting(fields).length) say('back');
    else if (elsewhere.size) say('elsewhere', () => all('a', status)[0].href = [...elsewhere][0]);
  }

  // What is not put back is shown: who typed it chooses.
  function quote(fields) {
    for (const name of apart) {
      const words = document.createElement('blockquote');
      words.dir = 'auto';
      words.textContent = fields[name].now.join(', ');
      all('.texts', status)[0].append(words);
    }
  }

  try {
    tidy(all('[data-draft-done]')[0]?.dataset.draftDone);
  } catch {
    stored = false;
  }
  for (const eraser of all('form[data-draft-erase]')) {
    eraser.addEventListener('submit', () => {
      over = true;
      if (stored) tidy(eraser.dataset.draftErase);
    });
  }
  if (!form) return;
  const isRefused = all('.error-summary')[0];
  if (!isRefused) restore();  // a form that came back with its errors holds what was typed
  // A browser puts back by itself what stood in a page that is loaded anew.
  for (const name of names()) if (!apart.includes(name) && plain(typed(name)) !== plain(served(name))) change(name);

  form.addEventListener('input', ({target}) => {
    if (!target.name || !parts(target.name).length) return;
    leaving = null;
    change(target.name);
    soon();
  });
  form.addEventListener('change', ({target}) => {
    if (target.name && parts(target.name).length) send();
  });
  form.addEventListener('submit', (event) => {
    if (going || over) return;
    event.preventDefault();
    if (leaving || shown === 'elsewhere' && !names().size) return;  // what is missing would not be in what is sent
    leaving = event.submitter ?? form;
    for (const name of names()) change(name);
    setTimeout(send);  // a form cannot be submitted anew while it is told that it is
  });
  addEventListener('online', send);
  addEventListener('visibilitychange', () => document.hidden && send());
  addEventListener('beforeunload', (event) => stored || over || !waiting().length || event.preventDefault());
  if (form.dataset.draft && !isRefused) send();
})();
