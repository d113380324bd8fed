"use strict";
// Counts every timer on the page, by the server's clock: the phone's, the hall's, the podium's and the moderators'.
//
//   <span class="timer" data-ends-at="…" data-over="over time" data-bar="bar">until 10:47</span>
//   data-ends-at  while it runs: the instant at which it ends (ISO)
//   data-left     while it stands: the seconds that are left, below zero once it is over
//   data-now      the server's instant when this was rendered (ISO), where the page's own will not do
//   data-text     what is shown, with {time} (3:12), {minutes} or {seconds}; without it the time alone
//   data-over     the same once it is over, where the class becomes "over"; words alone stand behind "+0:12"
//   data-bar      the id of a <progress> that shows the seconds left
//
// A device's clock may be wrong, so what counts is how far the server's is ahead of it. Each instant of the server that
// comes by gives a figure for that: the server's less ours when it arrived. On its way it grew old, by however long it
// took: a frame of the stream is rendered once for all, and whoever connects later gets it minutes old. So each figure
// is too small or right, never too large, and the largest is the best. The page itself was rendered for this very
// reader (`<meta name="now">`), so one good figure is there from the start.
//
// That holds as long as our own clock goes evenly. Where it leaps against performance.now() somebody has set it, or
// the device slept: then the server is asked, by the Date of a reply.
(() => {
  const LEAP = 1_000, AGAIN = 5_000, ROUNDED = 1_500;  // a Date tells whole seconds, rounded down
  const own = document.currentScript.src;

  let ahead = -Infinity;
  let pace = Date.now() - performance.now();
  let asked = -Infinity;
  let next = 0;

  function hear(instant, at) {
    const figure = Date.parse(instant) - at;
    if (figure > ahead) ahead = figure;
  }

  function hearPage() {
    const page = document.querySelector("meta[name=now]");
    const [loading] = performance.getEntriesByType("navigation");
    if (page) hear(page.content, performance.timeOrigin + (loading?.responseStart ?? 0));
  }

  async function ask() {
    if (performance.now() - asked < AGAIN) return;
    asked = performance.now();
    let date;
    try {
      date = (await fetch(own, { method: "HEAD", cache: "no-store" })).headers.get("Date");
    } catch {
      return;  // no network: it is asked again
    }
    pace = Date.now() - performance.now();
    const least = Date.parse(date) - Date.now();
    if (ahead < least || ahead > least + ROUNDED) ahead = least + ROUNDED / 2;
    tick();
  }

  function tick() {
    clearTimeout(next);
    if (Math.abs(Date.now() - performance.now() - pace) > LEAP) ask();
    const timers = [...document.querySelectorAll("[data-ends-at], [data-left]")];
    for (const timer of timers) if (timer.dataset.now) hear(timer.dataset.now, Date.now());
    const changes = timers.map(show);
    const soonest = Math.min(...changes);
    if (soonest < Infinity) next = setTimeout(tick, soonest);
  }

  // Gives the milliseconds until it shows another second.
  function show(timer) {
    const { endsAt, left, bar } = timer.dataset;
    const rest = endsAt ? Date.parse(endsAt) - Date.now() - (ahead === -Infinity ? 0 : ahead) : left * 1_000;
    const seconds = Math.ceil(rest / 1_000);
    const text = words(timer.dataset, seconds);
    if (timer.textContent !== text) timer.textContent = text;
    timer.classList.toggle("over", seconds < 0);
    const shown = bar && document.getElementById(bar);
    if (shown) shown.value = Math.max(0, Math.min(seconds, shown.max));
    return endsAt ? rest - (seconds - 1) * 1_000 + 5 : Infinity;
  }

  function words({ text = "{time}", over = "" }, seconds) {
    const isOver = seconds < 0;
    const count = Math.abs(seconds);
    const time = `${Math.floor(count / 60)}:${String(count % 60).padStart(2, "0")}`;
    if (isOver && over && !over.includes("{")) return `+${time} ${over}`;
    return (isOver ? over : text)
      .replace("{time}", time)
      .replace("{minutes}", Math.ceil(count / 60))
      .replace("{seconds}", count);
  }

  hearPage();
  if (ahead === -Infinity) ask();
  tick();
  // What was just put in shows the time of its rendering: it is set right before anybody sees it.
  document.addEventListener("htmx:after:swap", tick);
  document.addEventListener("visibilitychange", tick);
})();
