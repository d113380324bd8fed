// What a steward asks of others at the door: the desk, by a call, and the list of people, by a name.
'use strict';

(() => {
  const results = document.getElementById('found');
  const token = document.querySelector('input[name=csrf_token]').value;

  document.addEventListener('submit', (event) => {
    const act = [['form[data-call]', call], ['form[data-find]', find], ['form[data-admit]', admit]]
      .find(([which]) => event.target.matches(which))?.[1];
    if (!act) return;
    event.preventDefault();
    act(event.target);
  });

  // ---- The call of the desk.

  async function call(form) {
    tell('calling');
    try {
      const reply = await post(door.dataset.call, {why: form.elements.why?.value || null});
      if (reply.status === 401) { showMould('ended'); return; }
      if (!reply.ok) throw new Error(`not called: ${reply.status}`);
      await standing();
    } catch {
      online(false);
      tell('not_called');
    }
  }

  // In the header, and on a verdict that hides the header.
  function tell(word) {
    const text = document.querySelector(`#call-words [data-word="${word}"]`).textContent;
    for (const place of document.querySelectorAll('[data-call-standing]')) place.textContent = text;
  }

  async function standing() {
    const reply = await fetch(door.dataset.callStandingAt, {headers: {'HX-Request': 'true'}, signal: AbortSignal.timeout(PATIENCE)});
    if (!reply.ok) return;
    const html = await reply.text();
    for (const place of document.querySelectorAll('[data-call-standing]')) place.innerHTML = html;
  }

  document.addEventListener('door:mine', () => standing().catch(() => {}));
  // A verdict that was just drawn says how the call stands as well.
  document.addEventListener('door:verdict', () => {
    const [known, ...others] = document.querySelectorAll('[data-call-standing]');
    for (const place of others) place.innerHTML = known.innerHTML;
  });

  // ---- A person by name. The scan of one whom no answer reached keeps its number in the row, and counts once.

  async function find(form) {
    const reply = await ask(form, 'text/html');
    if (!reply) return;
    if (reply.ok || reply.status === 422 || reply.status === 429) results.innerHTML = await reply.text();
    else complain();
  }

  async function admit(form) {
    const reply = await ask(form, 'application/json');
    if (!reply) return;
    if (!reply.ok) { complain(); return; }
    const [result] = (await reply.json()).results;
    remember(result, {at: new Date().toISOString()});
    results.replaceChildren();
    document.querySelector('form[data-find]').reset();
    show(result);
  }

  async function ask(form, kind) {
    results.querySelector('.error')?.remove();
    try {
      const headers = {Accept: kind, 'X-CSRFToken': token, ...(kind === 'text/html' && {'HX-Request': 'true'})};
      const body = new URLSearchParams(new FormData(form));
      body.set('csrf_token', token);
      const reply = await fetch(form.action, {method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE)});
      if (reply.status === 404) { showMould('ended'); return null; }
      online(true);
      return reply;
    } catch {
      online(false);
      complain();
      return null;
    }
  }

  function complain() {
    const problem = document.createElement('p');
    problem.className = 'error';
    problem.textContent = document.querySelector('#call-words [data-word="no_answer"]').textContent;
    results.prepend(problem);
  }
})();
