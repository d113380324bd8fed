'use strict';
// The live count of what is typed, as the server counts it: words between white space; characters, not bytes, in their composed
// form, without the white space at the ends.
(() => {
  const counted = (value) => ({
    words: value.split(/\s+/).filter(Boolean).length,
    characters: [...value.normalize('NFC').trim()].length,
  });

  for (const count of document.querySelectorAll('[data-count-of]')) {
    const typed = document.getElementById(count.dataset.countOf), promise = count.textContent, most = count.dataset;
    const limits = ['words', 'characters'].filter((what) => most[what]);
    const update = () => {
      const used = counted(typed.value), [what] = limits;
      count.classList.toggle('over', limits.some((what) => used[what] > most[what]));
      if (!used.characters) count.textContent = promise;
      else if (limits.length === 1) count.textContent = `${used[what]} / ${most[what]}`;
      else count.textContent = most.both.replace('#w', used.words).replace('#c', used.characters);
    };
    typed.addEventListener('input', update);
    update();
  }
})();
