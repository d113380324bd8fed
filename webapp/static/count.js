'use strict';
// The live count of what is typed, as the server counts it: words between white space; characters, not bytes, in their composed
// form, without the white space at the ends. Where there is a `data-pace`, also how long it takes to say, at so many words a minute.
(() => {
  const lang = document.documentElement.lang;
  const counted = (value) => ({
    words: value.split(/\s+/).filter(Boolean).length,
    characters: [...value.normalize('NFC').trim()].length,
  });

  const units = (seconds) => [[Math.floor(seconds / 60), 'minute'], [seconds % 60, 'second']].filter(([number]) => number)
    .map(([number, unit]) => new Intl.NumberFormat(lang, {style: 'unit', unit, unitDisplay: 'long'}).format(number)).join(' ').replace(/\s+/g, ' ');

  for (const count of document.querySelectorAll('[data-count-of]')) {
    const typed = document.getElementById(count.dataset.countOf), most = count.dataset, promise = most.promise ?? count.textContent;
    const limits = ['words', 'characters'].filter((what) => most[what]);
    const seconds = (words) => Math.ceil(words * 60 / most.pace);
    const said = (words) => (new Intl.PluralRules(lang).select(words) === 'one' ? most.one : most.other)
      .replace('#w', words).replace('#t', units(seconds(words)));
    const update = () => {
      const used = counted(typed.value), [what] = limits;
      count.classList.toggle('over', most.pace ? seconds(used.words) > most.slot : limits.some((what) => used[what] > most[what]));
      if (!used.characters) count.textContent = promise;
      else if (most.pace) count.textContent = said(used.words);
      else if (limits.length === 1) count.textContent = `${used[what]} / ${most[what]}`;
      else count.textContent = most.both.replace('#w', used.words).replace('#c', used.characters);
    };
    typed.addEventListener('input', update);
    update();
  }
})();
