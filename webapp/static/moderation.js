"use strict";
// The moderators' page by keyboard, and where the focus goes after each act. Every key presses a button that is on the
// page; without this file the buttons do the same.
(() => {
  const OFF = "moderation-keys-off";
  const WRITES = "input:not([type=checkbox], [type=hidden]), textarea, select";
  const CONTROLS = "a, button, summary, input, textarea, select";
  const board = document.getElementById("board");
  const said = document.getElementById("said");
  const sheet = document.getElementById("sheet");
  const sheetBody = document.getElementById("sheet-body");
  const keysSwitch = document.getElementById("keys-switch");

  let last = null;   // the question that had the focus: its id, its column, its place there
  let acted = null;  // the one that an act is under way about, and its form
  let held = null;   // what had the focus when something was about to be swapped in

  // ---- Where the focus is ----

  // What a moderator opened stays open, and the one question of each column that Tab finds stays so.
  htmx.config.morphIgnore.push("open", "tabindex");

  function questions(column) {
    return [...column.querySelectorAll("article")];
  }

  function columns() {
    return [...board.querySelectorAll("[data-column]")];
  }

  function where(article) {
    const column = article.closest("[data-column]");
    return { id: article.id, column, place: questions(column).indexOf(article) };
  }

  function focusOn(element, options) {
    element.focus(options);
    if (element.matches("article")) rove();
  }

  // One question of each column is reached with Tab; the arrows reach the others.
  function rove() {
    for (const column of columns()) {
      const all = questions(column);
      const present = all.find((article) => article.id === last?.id) ?? all.find((article) => article.tabIndex === 0) ?? all[0];
      for (const article of all) article.tabIndex = article === present ? 0 : -1;
    }
  }

  // The question that took the place of one that is gone, else the one above it, else the column.
  function neighbour({ column, place }) {
    const all = questions(column).filter((article) => article.id !== acted?.id);
    return all[Math.min(place, all.length - 1)] ?? column;
  }

  function closeMenus(but) {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!but || !menu.contains(but)) menu.open = false;
  }

  function settle() {
    rove();
    const at = acted ?? last;
    if (!at || document.querySelector("dialog[open]")) return;
    const article = document.getElementById(at.id);
    const active = document.activeElement;
    const isLost = !active || active === document.body;
    if (acted && (isLost || article?.contains(active))) {
      const stayed = article?.closest("[data-column]")?.id === at.column.id;
      if (!stayed) focusOn(neighbour(at));
      else if (isLost || !active.checkVisibility?.()) focusOn(article);
    } else if (isLost && held && held !== document.body) {
      focusOn(article ?? neighbour(at), { preventScroll: true });
    }
  }

  document.addEventListener("focusin", ({ target }) => {
    const article = target.closest("article");
    if (!article || !board.contains(article)) return;
    last = where(article);
    rove();
  });

  board.addEventListener("submit", ({ target }) => {
    const article = target.closest("article");
    acted = article && { ...where(article), form: target };
    closeMenus();
  }, true);
  document.addEventListener("htmx:before:swap", () => { held = document.activeElement; });
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (sheetBody.childElementCount) showSheet(detail.ctx.sourceElement);
    settle();
  });
  // Other requests come and go meanwhile.
  document.addEventListener("htmx:finally:request", ({ detail }) => {
    if (detail.ctx.request.form === acted?.form) acted = null;
  });
  document.addEventListener("htmx:error", ({ target }) => {
    if (target.matches?.("form")) said.textContent = said.dataset.failed;
  });

  // ---- Sheets over the board ----

  // What came for the sheet opens it. What came for the board by a form of the sheet closes it.
  function showSheet(source) {
    if (sheet.contains(source) && source.isConnected && source !== sheetBody) {
      drafts.removeItem(draftOf(source));
      sheet.close();
    } else if (!sheet.open) {
      closeMenus();
      sheet.showModal();
    }
    const form = sheet.open && sheetBody.querySelector("[data-draft]");
    if (form && drafts.getItem(draftOf(form)) !== null && !form.querySelector("[aria-invalid=true]")) {
      form.querySelector("textarea").value = drafts.getItem(draftOf(form));
    }
  }

  sheet.addEventListener("close", () => {
    sheetBody.replaceChildren();
    acted = last;
    settle();
    acted = null;
  });

  // What was typed outlives a reload, in this tab.
  const drafts = sessionStorage;
  const draftOf = (form) => `draft ${form.getAttribute("action")}`;
  sheet.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-draft]");
    if (form && target.matches("textarea")) drafts.setItem(draftOf(form), target.value);
  });

  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    if (target.closest("[data-closes]")) {
      const form = target.closest("[data-draft]");
      if (form) drafts.removeItem(draftOf(form));
      target.closest("dialog").close();
    }
    closeMenus(target);
  });

  // ---- Keys ----

  function areKeysOn() {
    return keysSwitch.checked;
  }

  function remember() {
    document.body.classList.toggle("with-keys", areKeysOn());
    try {
      if (areKeysOn()) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    } catch { /* it then holds until the page is left */ }
  }

  function recall() {
    try {
      keysSwitch.checked = localStorage.getItem(OFF) === null;
    } catch { /* on, as the page has it */ }
    remember();
  }

  function go(event, article, step) {
    const column = (article ?? event.target).closest?.("[data-column]");
    if (!column && !last) return focusOn(columns().flatMap(questions)[0] ?? columns()[0]);
    if (!article) return focusOn(document.getElementById(last?.id) ?? questions(column)[0] ?? column);
    const all = questions(column);
    focusOn(all[Math.max(0, Math.min(all.length - 1, all.indexOf(article) + step))]);
  }

  function goAside(column, step) {
    const all = columns();
    const way = document.documentElement.dir === "rtl" ? -step : step;
    for (let place = all.indexOf(column) + way; all[place]; place += way) {
      const there = questions(all[place]).find((other) => other.tabIndex === 0);
      if (there) return focusOn(there);
    }
  }

  function move(event, article) {
    const [step, aside] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key]
      ?? (areKeysOn() && { j: [1, 0], k: [-1, 0] }[event.key]) ?? [0, 0];
    const column = event.target.closest?.("[data-column]");
    if (step && (article || !event.key.startsWith("Arrow"))) go(event, article, step);
    else if (aside && column) goAside(column, aside);
    else return false;
    return true;
  }

  function press(control) {
    if (control.matches("summary")) {
      control.parentElement.open = true;
      control.parentElement.querySelector(".buttons button").focus();
    } else control.click();
  }

  function leaveMenu(menu) {
    menu.open = false;
    focusOn(menu.closest("article") ?? menu.querySelector("summary"));
  }

  function wanted(key, article) {
    const name = `[data-key="${CSS.escape(key)}"]`;
    const menu = article?.querySelector(".menu[open]");
    return menu?.querySelector(`.buttons ${name}`)
      ?? article?.querySelector(`:is(.button, summary)${name}:not([data-key="1"], [data-key="2"])`)
      ?? [...document.querySelectorAll(name)].find((control) => !control.closest("article"));
  }

  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches(WRITES) || document.querySelector("dialog[open]") || document.body.matches(".dragging")) return;
    const article = target.closest?.("article");
    const menu = target.closest?.(".menu[open]");
    if (event.key === "Escape" && menu) return leaveMenu(menu);
    if (move(event, article)) return event.preventDefault();
    const key = event.key === " " ? "Space" : event.key.toLowerCase();
    if (!areKeysOn() || event.repeat || key === "Enter" || (key === "Space" && target.matches(CONTROLS))) return;
    const control = wanted(key, article);
    if (!control) return;
    event.preventDefault();
    press(control);
  });

  keysSwitch.addEventListener("change", remember);
  for (const control of document.querySelectorAll("[data-opens]")) control.hidden = false;
  recall();
  rove();
})();
