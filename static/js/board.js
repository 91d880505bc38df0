// The schedule board by keyboard: arrows go from meeting to meeting, Enter opens its hours, the space bar marks it.
(() => {
  "use strict";

  const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const cards = () => [...document.querySelectorAll("[data-board] .slot")];
  const linkOf = (card) => card.querySelector(".slot-title a, .board-edit");
  const centre = (card) => {
    const box = card.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };

  // The nearest card in the direction asked for; one off the line counts as farther away.
  const nearest = (from, [dx, dy]) => {
    const [x, y] = centre(from);
    let best = null;
    let least = Infinity;
    for (const card of cards()) {
      if (card === from || !linkOf(card)) continue;
      const [cx, cy] = centre(card);
      const along = (cx - x) * dx + (cy - y) * dy;
      const aside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx);
      if (along > 4 && along + 3 * aside < least) [best, least] = [card, along + 3 * aside];
    }
    return best;
  };

  // What a card showed before its form came in: taken back on Escape or “Không đổi”, without asking the server.
  const before = new WeakMap();
  const openForm = () => document.querySelector("[data-board] [data-board-form]");

  const takeBack = (form) => {
    const card = form.closest(".slot");
    const kept = before.get(card);
    if (!kept) return false;
    window.htmx.trigger(form, "htmx:abort");
    card.replaceWith(kept);
    window.htmx.process(kept);
    linkOf(kept).focus();
    return true;
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const card = event.detail.target;
    if (!card.matches("[data-board] .slot") || !event.detail.shouldSwap) return;
    const kept = card.cloneNode(true);
    kept.querySelectorAll(".htmx-request").forEach((link) => link.classList.remove("htmx-request"));
    before.set(card, kept);
  });

  const onEscape = (event) => {
    const called = document.querySelector("[data-board] .board-edit.htmx-request");
    const form = event.target.closest("[data-board-form]") || (event.target === document.body && openForm());
    if (event.defaultPrevented) return;
    if (called) window.htmx.trigger(called, "htmx:abort");
    else if (form && !takeBack(form)) form.querySelector("[data-board-cancel]").click();
  };

  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-board] [data-board-cancel]");
    if (cancel && takeBack(cancel.closest("[data-board-form]"))) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") onEscape(event);
    if (event.target.closest("[data-board-form]")) return;
    const card = event.target.closest("[data-board] .slot");
    if (!card || event.target.matches("input, select, textarea, button")) return;
    if (STEP[event.key]) {
      const next = nearest(card, STEP[event.key]);
      if (!next) return;
      event.preventDefault();
      linkOf(next).focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (event.key === " ") {
      const box = card.querySelector(".board-pick input");
      if (!box) return;
      event.preventDefault();
      box.checked = !box.checked;
    } else if (event.key === "Enter" && event.target.matches(".slot-title a")) {
      const edit = card.querySelector(".board-edit");
      if (!edit) return;
      event.preventDefault();
      edit.click();
    }
  });

  // Saved by somebody else meanwhile: the form is sent as a page, which shows both versions.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.elt.closest("[data-board-form]");
    if (!form || event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = false;
    HTMLFormElement.prototype.submit.call(form);
  });

  // The form takes the focus once its fields are dressed: a form that has the focus is one that answers.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches(".live")) return;
    const form = event.target.closest("[data-board-form]") || event.target.querySelector("[data-board-form]");
    const first = form && form.querySelector("input:not([type=hidden])");
    if (first && !form.contains(document.activeElement)) first.focus();
  });
})();
