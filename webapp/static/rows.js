// Rows of a form that come and go without loading the page anew. Without this script the same buttons post the form.
// A few lines of our own, so that the first page that a mission opens on a slow line need not bring all of htmx.
'use strict';

let plainly = false;

addEventListener('submit', async event => {
  const form = event.target, button = event.submitter, rows = document.getElementById('people');
  if (plainly || !button || !rows || !rows.contains(button)) return;
  event.preventDefault();
  const typed = new URLSearchParams(new FormData(form));
  typed.append(button.name, button.value);
  try {
    const reply = await fetch(button.formAction, { method: 'POST', body: typed, headers: { 'HX-Request': 'true' } });
    if (!reply.ok) throw new Error(reply.status);
    rows.outerHTML = await reply.text();
    document.querySelector('#people [autofocus]')?.focus();
  } catch {
    plainly = true; // as if this script were not here: the browser says itself what is wrong
    form.requestSubmit(button);
  }
});
