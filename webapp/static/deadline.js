'use strict';
// Beside a deadline in its own zone: the same instant on the reader's clocks, and what is left.
//
//   <p hidden data-closes="…" data-zone="Europe/Zurich" data-own="In your time zone ({zone}): {time}." data-left="{time} left."
//      data-last="Less than a minute left." data-passed="The deadline has passed."></p>
//   data-closes  the first instant that is too late (ISO); data-opens instead: the first that counts
//   data-left    left out where nothing is counted down
//
// Nothing is said of the reader's zone where its clocks show the same. What is left counts by the server's clock, which is
// asked once by the Date of a reply: the one of the device may be wrong.
(() => {
  const MINUTE = 60_000;
  const own = document.currentScript.src;
  const locale = document.documentElement.lang;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let ahead = 0;

  function written(instant, timeZone) {
    const part = (options) => new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {...options, timeZone}).format(instant);
    const day = `${part({weekday: 'long'})} ${part({day: 'numeric', month: 'long', year: 'numeric'})}`;
    return `${day}, ${part({hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})}`;
  }

  const counted = (count, unit) => new Intl.NumberFormat(locale, {style: 'unit', unit, unitDisplay: 'long'}).format(count);

  // The two largest parts: whoever has days left needs no minutes.
  function left(milliseconds) {
    const minutes = Math.floor(milliseconds / MINUTE);
    const parts = [['day', Math.floor(minutes / 1440)], ['hour', Math.floor(minutes / 60) % 24], ['minute', minutes % 60]];
    const first = parts.findIndex(([, count]) => count);
    const shown = parts.slice(first, first + 2).filter(([, count]) => count);
    return new Intl.ListFormat(locale, {style: 'narrow', type: 'unit'}).format(shown.map(([unit, count]) => counted(count, unit)));
  }

  function remaining(line, closes) {
    const rest = closes - Date.now() - ahead;
    if (rest <= 0) return line.dataset.passed;
    return rest < MINUTE ? line.dataset.last : line.dataset.left.replace('{time}', left(rest));
  }

  function show(line) {
    const {closes, opens, zone} = line.dataset;
    // Of a deadline, the last minute that counts.
    const instant = closes ? Date.parse(closes) - MINUTE : Date.parse(opens);
    const sentences = [];
    if (written(instant, here) !== written(instant, zone)) {
      sentences.push(line.dataset.own.replace('{zone}', here.replaceAll('_', ' ')).replace('{time}', written(instant, here)));
    }
    if (line.dataset.left) sentences.push(remaining(line, Date.parse(closes)));
    const text = sentences.join(' ');
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }

  const showAll = () => document.querySelectorAll('[data-closes], [data-opens]').forEach(show);

  async function ask() {
    try {
      const date = (await fetch(own, {method: 'HEAD', cache: 'no-store'})).headers.get('Date');
      ahead = Date.parse(date) - Date.now() || 0;
    } catch {
      return;  // no network: the clock of the device has to do
    }
    showAll();
  }

  showAll();
  if (document.querySelector('[data-left]')) {
    ask();
    setInterval(showAll, MINUTE / 4);
    document.addEventListener('visibilitychange', showAll);
  }
})();
