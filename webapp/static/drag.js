"use strict";
// An order by drag: mouse, touch or pen. It ends in the form that the buttons use, with the place and what the page
// shows beside it, so a drop that comes too late is refused like any other act. `data-orders` marks the list, and says
// what is moved in it.
(() => {
  const NEAR = 56, FAST = 14;  // pixels from an edge, and for each picture

  let drag = null;  // { article, pointer, from, y, scroll }

  function column() {
    return drag.article.closest("[data-orders]");
  }

  function all() {
    return [...column().querySelectorAll(column().dataset.orders)];
  }

  function others() {
    return all().filter((article) => article.id !== drag.article.id);
  }

  // Before which of the others it would come; none: behind them all.
  function before() {
    return others().find((other) => {
      const { top, height } = other.getBoundingClientRect();
      return drag.y < top + height / 2;
    });
  }

  function follow() {
    const there = before();
    const stay = others();
    for (const other of stay) {
      other.classList.toggle("drop-before", other === there);
      other.classList.toggle("drop-after", !there && other === stay.at(-1));
    }
    drag.article.classList.add("dragged");
    drag.article.style.translate = `0 ${drag.y - drag.from + scrolled() - drag.scroll}px`;
  }

  function scroller() {
    const own = column();
    return own.scrollHeight > own.clientHeight + 1 && getComputedStyle(own).overflowY === "auto" ? own : document.scrollingElement;
  }

  function scrolled() {
    return scroller().scrollTop;
  }

  function scrollAlong() {
    if (!drag) return;
    const area = scroller();
    const isPage = area === document.scrollingElement;
    const { top, bottom } = isPage ? { top: 0, bottom: innerHeight } : area.getBoundingClientRect();
    const step = drag.y < top + NEAR ? -FAST : drag.y > bottom - NEAR ? FAST : 0;
    if (step) {
      area.scrollTop += step;
      follow();
    }
    requestAnimationFrame(scrollAlong);
  }

  function end() {
    document.body.classList.remove("dragging");
    drag.article.classList.remove("dragged");
    drag.article.style.removeProperty("translate");
    for (const other of others()) other.classList.remove("drop-before", "drop-after");
    drag = null;
  }

  function drop() {
    const { article } = drag;
    const there = before();
    const place = there ? others().indexOf(there) + 1 : others().length + 1;
    const stays = place === all().indexOf(article) + 1;
    end();
    if (stays) return;
    const form = article.querySelector("form[data-moves]");
    form.elements.place.value = place;
    form.requestSubmit();
    form.reset();
  }

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || event.button !== 0 || drag) return;
    event.preventDefault();
    const article = handle.closest(handle.closest("[data-orders]").dataset.orders);
    article.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    drag = { article, pointer: event.pointerId, from: event.clientY, y: event.clientY };
    drag.scroll = scrolled();
    document.body.classList.add("dragging");
    follow();
    requestAnimationFrame(scrollAlong);
  });
  document.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drag?.pointer) return;
    drag.y = event.clientY;
    follow();
  });
  document.addEventListener("pointerup", (event) => {
    if (event.pointerId === drag?.pointer) drop();
  });
  for (const lost of ["pointercancel", "lostpointercapture"]) {
    document.addEventListener(lost, (event) => {
      if (event.pointerId === drag?.pointer) end();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!drag || event.key !== "Escape") return;
    event.preventDefault();
    end();
  }, true);
  // Somebody else changed the board meanwhile: it is drawn anew under the hand.
  document.addEventListener("htmx:after:swap", () => {
    if (!drag) return;
    const article = document.getElementById(drag.article.id);
    if (!article?.closest("[data-orders]")) return end();
    drag.article = article;
    follow();
  });
})();
