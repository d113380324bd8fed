"use strict";
// The clock on the wall: the server's time in the room's zone, whatever the projector's computer believes.
for (const clock of document.querySelectorAll("[data-clock]")) {
  const ahead = Date.parse(clock.dataset.clock) - Date.now();
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: clock.dataset.zone,
  });
  setInterval(() => { clock.textContent = format.format(Date.now() + ahead); }, 1_000);
}
