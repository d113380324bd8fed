"use strict";
// The clocks on the wall: the server's time in the room's zone, whatever the projector's computer believes, and the minutes
// of the hour that are left. And one key, for whoever stands at that computer: "." blanks this screen, and shows it again.
(() => {
  const page = document.querySelector("meta[name=now]");
  const [loading] = performance.getEntriesByType("navigation");
  const ahead = Date.parse(page.content) - performance.timeOrigin - (loading?.responseStart ?? 0);
  const clocks = Array.from(document.querySelectorAll("[data-clock]"), (element) => [element, new Intl.DateTimeFormat(
    document.documentElement.lang,
    { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: element.dataset.zone },
  )]);

  function tick() {
    const now = Date.now() + ahead;
    for (const [element, format] of clocks) element.textContent = format.format(now);
    for (const element of document.querySelectorAll("[data-minutes-until]")) {
      const left = Math.ceil((Date.parse(element.dataset.minutesUntil) - now) / 60_000);
      element.textContent = left > 0 ? element.dataset.text.replace("{n}", left) : "";
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "." && !event.ctrlKey && !event.altKey && !event.metaKey) document.body.classList.toggle("dark-screen");
  });
  setInterval(tick, 1_000);
  tick();
})();
