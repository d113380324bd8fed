"use strict";
// The live count of what is typed, as the server counts: characters, not bytes, in their composed form.
for (const count of document.querySelectorAll("[data-count-of][data-characters]")) {
  const typed = document.getElementById(count.dataset.countOf);
  const most = Number(count.dataset.characters);
  const promise = count.textContent;
  const update = () => {
    const used = Array.from(typed.value.normalize("NFC").trim()).length;
    count.classList.toggle("over", used > most);
    count.textContent = used ? `${used} / ${most}` : promise;
  };
  typed.addEventListener("input", update);
  update();
}
