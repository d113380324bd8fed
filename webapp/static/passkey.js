// Passkeys: asks the server for a challenge and the browser for an answer, and sends that as an ordinary form.
'use strict';

{
  const form = document.querySelector('form[data-passkey]');
  const problem = form?.querySelector('[data-problem]');
  let pending, offered; // what the browser offers under the e-mail field

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  async function challenge() {
    const headers = { 'X-CSRFToken': form.elements.csrf_token.value };
    const reply = await fetch(form.dataset.challenge, { method: 'POST', headers });
    if (!reply.ok) throw new Error(reply.status);
    const options = await reply.json();
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const known of options.excludeCredentials || []) known.id = bytes(known.id);
    return options;
  }

  function send({ id, rawId, type, response }) {
    const answer = {};
    for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (response[part]) answer[part] = text(response[part]);
    }
    form.elements.credential.value = JSON.stringify({ id, rawId: text(rawId), type, response: answer });
    form.submit();
  }

  async function offer() {
    pending = new AbortController();
    try {
      if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
      const publicKey = await challenge();
      send(await navigator.credentials.get({ publicKey, mediation: 'conditional', signal: pending.signal }));
    } catch { /* called off, or nothing to offer: the button is there */ }
  }

  const reason = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known' };

  async function press(event) {
    event.preventDefault();
    problem.textContent = '';
    if (location.origin !== form.dataset.home) {
      problem.textContent = `${problem.dataset.elsewhere} ${form.dataset.home}`;
      return;
    }
    pending?.abort();
    await offered; // or its challenge would take the place of ours
    try {
      send(await navigator.credentials[form.dataset.passkey]({ publicKey: await challenge() }));
    } catch (error) {
      problem.textContent = problem.dataset[reason[error.name] || 'failed'];
    }
  }

  if (form && window.PublicKeyCredential) {
    form.hidden = false;
    document.querySelector('[data-without-passkeys]')?.remove();
    form.addEventListener('submit', press);
    if ('offer' in form.dataset && location.origin === form.dataset.home) offered = offer();
  }
}
