"use strict";
// Keeps a live page honest. The stream brings whole fragments (htmx and its sse extension swap them in); this file opens
// it, tries again where the extension would not, asks for the page itself while no stream is to be had, and says since
// when nothing has come. The server sends a "ping" every 15 s.
(() => {
  const TICK = 2_000, RETRY = 4_000, POLL = 10_000, SILENT = 40_000, OLD = 15_000;
  const region = document.querySelector("[data-stream]");
  const stale = document.querySelector(".stale");
  const status = document.getElementById("announced");
  if (!region) return;

  let connection = null;    // the extension's, while it has one
  let streaming = false;    // it is open, as far as we know
  let heard = 0;            // when the stream last said anything
  let fresh = Date.now();   // when what is shown was last known to be so
  let tried = 0, polled = 0;
  let said = announcements();

  function alive() {
    streaming = true;
    heard = fresh = Date.now();
    show();
  }

  function tick() {
    if (document.hidden && connection?.config.pauseOnBackground) return;
    const now = Date.now();
    if (streaming && now - heard > SILENT) {
      streaming = false;
      connection?.reader?.cancel();  // the extension then connects again
    }
    if (!connection && now - tried > RETRY) {
      tried = now;
      htmx.trigger(region, "reconnect");
    }
    if (!streaming && now - polled > POLL) poll();
    show();
  }

  async function poll() {
    polled = Date.now();
    let reply;
    try {
      reply = await fetch(region.dataset.poll, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(8_000) });
      if (reply.ok && !reply.redirected) {
        const text = await reply.text();
        fresh = Date.now();
        await htmx.swap({ sourceElement: region, target: region, swap: "innerMorph", text });
        htmx.trigger(region, "mine");
      }
    } catch {
      return show();  // no network: the next tick tries again
    }
    // Signed out, or no longer allowed: the page itself says so.
    if (reply.redirected || [401, 403, 404].includes(reply.status)) location.reload();
    show();
  }

  function show() {
    const isOld = Date.now() - fresh > (streaming ? SILENT : OLD);
    if (!stale || stale.hidden === !isOld) return;
    const time = new Date(fresh).toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: stale.dataset.zone,
    });
    stale.querySelector("span").textContent = isOld ? stale.dataset.text.replace("{time}", time) : "";
    stale.hidden = !isOld;
  }

  function announcements() {
    return Array.from(document.querySelectorAll("[data-announce]"), (element) => element.dataset.announce);
  }

  function announce() {
    const now = announcements();
    const news = now.filter((text) => !said.includes(text));
    if (status && news.length) status.textContent = news.join(" ");
    said = now;
  }

  region.addEventListener("htmx:sse:after:connection", (event) => {
    connection = event.detail.connection;
    alive();
  });
  region.addEventListener("htmx:sse:after:message", alive);
  region.addEventListener("htmx:sse:before:connection", () => { streaming = false; });
  region.addEventListener("htmx:sse:error", () => { streaming = false; });
  region.addEventListener("htmx:sse:close", () => { connection = null; streaming = false; });
  document.addEventListener("htmx:after:swap", announce);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) streaming &&= !connection?.config.pauseOnBackground;
    else if (!streaming) poll();
  });
  addEventListener("online", () => { poll(); });
  addEventListener("offline", () => { streaming = false; });

  // htmx set its own start to the next turn when it was loaded; this comes after it, so the region is looked at once.
  setTimeout(() => {
    tried = Date.now();
    region.setAttribute("hx-sse:connect", region.dataset.stream);
    htmx.process(region);
    setInterval(tick, TICK);
  });
})();
