// The door at work: hears a hand scanner anywhere on the page, shows the verdict, keeps what did not get through.
// What was scanned is held in memory alone and is gone with the page. The scripts after this one use its functions.
'use strict';

const CODE = 32;                // letters of a code
const PAUSE = 1000;             // a hand scanner types without one this long (milliseconds)
const SAME = 2500;              // the same pass read twice within this time is one scan
const PATIENCE = 8000;          // for the server's answer
const SILENCE = 40000;          // without the stream's ping, which comes every 15 s, the connection is gone
const RECENT = 5;

const door = document.getElementById('door');
const recent = document.getElementById('recent');
const undoLast = document.getElementById('undo-last');
const waiting = [];             // scans without an answer, in the order in which they were made
let sending = false;
let last = null;                // the last admission of this page, for undo
let seen = {code: '', at: 0};

// ---- The hand scanner: it types like a keyboard. Physical keys, because the layouts of the two seldom agree.

let typed = '', letters = '', typedAt = 0;

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.('input, select, textarea')) return;
  if (event.timeStamp - typedAt > PAUSE) typed = letters = '';
  if (event.key === 'Enter' || event.key === 'Tab') {
    if (!typed) return;         // a person at the keyboard: the button in focus gets it
    event.preventDefault();
    scan(letters.length >= CODE ? letters.slice(-CODE) : typed);
    typed = letters = '';
    return;
  }
  const key = /^Key([A-Z])$/.exec(event.code)?.[1] ?? (event.key.length === 1 ? event.key : '');
  if (!key || (key === ' ' && !typed)) return;
  typedAt = event.timeStamp;
  typed = (typed + key).slice(-512);
  if (/[a-z]/i.test(key)) letters = (letters + key.toUpperCase()).slice(-CODE);
});

document.addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-code]')) return;
  const field = event.target.elements.code;
  const code = field.value.replace(/[\s-]/g, '').toUpperCase();
  if (!code) return;            // the server says what to do
  event.preventDefault();
  field.value = '';
  field.blur();
  scan(code.slice(-CODE));
});

function scan(code) {
  const now = Date.now();
  if (code === seen.code && now - seen.at < SAME) return;
  seen = {code, at: now};
  waiting.push({id: newId(), code, at: new Date(now).toISOString(), offline: false});
  send();
}

function newId() {
  // crypto.randomUUID is missing where a page came over plain HTTP.
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

// ---- Sending: all that waits, with the ids that it had before, so that nothing counts twice.

async function send() {
  if (sending || !waiting.length) return;
  sending = true;
  const batch = waiting.slice(0, 500);
  let results = null, ended = false;
  try {
    const reply = await post(door.dataset.scans, {sent_at: new Date().toISOString(), scans: batch});
    ended = reply.status === 401;
    if (reply.ok) results = (await reply.json()).results;
  } catch {
    // No answer, or half of one: the scans stay where they are.
  }
  sending = false;
  if (results) {
    waiting.splice(0, batch.length);
    show(results.at(-1));         // first of all: somebody waits for it
    results.forEach((result, place) => remember(result, batch[place]));
    online(true);
    send();
  } else {
    if (ended) waiting.length = 0;
    else online(false);
    showMould(ended ? 'ended' : 'not_sent');
  }
}

function post(address, body) {
  return fetch(address, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', Authorization: `Bearer ${door.dataset.key}`},
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
}

addEventListener('beforeunload', (event) => { if (waiting.length) event.preventDefault(); });

// ---- The verdict fills the screen. Its words are in the page, in its language.

const acts = {
  next: () => {
    close();
    // Where the code had been sent before this script was there, its form stood in the answer.
    if (!document.querySelector('form[data-code]')) location.replace(location.href);
  },
  undo: () => undo(),
  again: () => { close(); send(); },
  discard: () => { waiting.length = 0; seen = {code: '', at: 0}; close(); },
};

function showMould(verdict) {
  close();
  document.getElementById('undone').hidden = true;
  const mould = document.querySelector(`template[data-verdict="${verdict}"]`);
  const screen = mould.content.cloneNode(true).querySelector('.verdict');
  for (const button of screen.querySelectorAll('[data-do]')) button.addEventListener('click', acts[button.dataset.do]);
  document.getElementById('main').append(screen);
  screen.querySelector('[data-do]:last-child')?.focus();
  document.dispatchEvent(new CustomEvent('door:verdict', {detail: screen.dataset.kind}));
  return screen;
}

function show(result) {
  const screen = showMould(result.verdict);
  screen.querySelector('.what').textContent = whatOf(result);
  screen.querySelector('.who bdi').textContent = result.holder?.name ?? '';
  screen.querySelector('.since').textContent = result.first ? `${timeOf(result.first.at)}, ${result.first.door}` : '';
}

function close() {
  document.querySelector('.verdict')?.remove();
}

function whatOf({holder}) {
  if (!holder) return '';
  const word = document.querySelector(`#categories [data-category="${holder.category}"]`)?.textContent ?? holder.category;
  return [word, holder.affiliation].filter(Boolean).join(' · ');
}

function timeOf(instant) {
  const shape = {hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: door.dataset.zone};
  return new Date(instant).toLocaleTimeString(document.documentElement.lang, shape);
}

// ---- The last scans, and undo.

function remember(result, sent) {
  const line = document.createElement('li');
  const word = document.querySelector(`template[data-verdict="${result.verdict}"]`).content.querySelector('.word').textContent;
  line.textContent = [timeOf(sent.at), word, whatOf(result)].filter(Boolean).join(' · ');
  const list = recent.querySelector('ol');
  list.prepend(line);
  while (list.children.length > RECENT) list.lastChild.remove();
  recent.hidden = false;
  if (result.verdict === 'admitted') setLast({id: result.id, line, what: whatOf(result)});
}

function setLast(admission) {
  last = admission;
  undoLast.hidden = !last;
  undoLast.querySelector('[data-what]').textContent = last?.what ?? '';
}

undoLast.addEventListener('click', () => undo());

async function undo() {
  if (!last) return;
  const undone = last;
  try {
    const reply = await post(door.dataset.undo.replace('SCAN', undone.id));
    if (reply.status === 401) { showMould('ended'); return; }
    if (!reply.ok) throw new Error(`not undone: ${reply.status}`);
  } catch {
    online(false);
    showMould('not_undone');    // undoing once more is harmless
    return;
  }
  if (last === undone) setLast(null);
  seen = {code: '', at: 0};
  const struck = document.createElement('s');
  struck.textContent = undone.line.textContent;
  undone.line.replaceChildren(struck);
  close();
  document.getElementById('undone').hidden = false;
}

// ---- The count and the connection.

let heardAt = Date.now(), stream = null;

function online(is) {
  for (const word of document.querySelectorAll('#state [data-state]')) word.hidden = (word.dataset.state === 'online') !== is;
}

function heard() {
  heardAt = Date.now();
  online(true);
}

function listen() {
  stream?.close();
  stream = new EventSource(door.dataset.stream);
  stream.addEventListener('open', heard);
  stream.addEventListener('ping', heard);
  stream.addEventListener('message', (event) => { heard(); count(event.data); });
  stream.addEventListener('mine', () => document.dispatchEvent(new Event('door:mine')));
  stream.addEventListener('error', () => online(false));
}

function count(text) {
  document.getElementById('count').textContent = text;
}

// Where the stream does not come through (a proxy that holds it back, no place left), asking does.
async function poll() {
  if (Date.now() - heardAt < SILENCE && stream.readyState === EventSource.OPEN) return;
  try {
    const reply = await fetch(door.dataset.count, {signal: AbortSignal.timeout(PATIENCE)});
    online(reply.ok);
    if (reply.status === 404 && !document.querySelector('.verdict')) showMould('ended');
    if (reply.ok) count(await reply.text());
    document.dispatchEvent(new Event('door:mine'));
  } catch {
    online(false);
  }
  if (stream.readyState === EventSource.CLOSED || Date.now() - heardAt > 2 * SILENCE) listen();
}

addEventListener('online', () => { listen(); send(); });
addEventListener('offline', () => online(false));
setInterval(poll, 10000);
listen();
// The field had the focus for those without this script. A code that somebody has begun to type there stays with it.
if (!document.activeElement?.value) document.activeElement?.blur();
