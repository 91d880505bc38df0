// The schedule board by keyboard: arrows go from meeting to meeting, Enter opens its hours, the space bar marks it.
// By mouse a meeting may also be dragged to another part of a day.
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

  // The form that Escape shuts need not have the focus yet: after a drag it may still lie on the frame of the table.
  const onEscape = (event) => {
    const called = document.querySelector("[data-board] .board-edit.htmx-request");
    const elsewhere = event.target.closest("input, select, textarea, dialog, .offcanvas");
    const form = event.target.closest("[data-board-form]") || (!elsewhere && openForm());
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
      box.click();
    } else if (event.key === "Enter" && event.target.matches(".slot-title a")) {
      const edit = card.querySelector(".board-edit");
      if (!edit) return;
      event.preventDefault();
      edit.click();
    }
  });

  // A meeting that stands in several rows is marked in all of them.
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".board-pick input")) return;
    for (const box of document.querySelectorAll(".board-pick input"))
      if (box.value === event.target.value) box.checked = event.target.checked;
  });

  // Refused, because somebody else saved meanwhile (409) or the login ran out (403): the form is sent as a page, which
  // shows both versions, or says what to do and keeps what was typed.
  const REFUSED = [403, 409];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.elt;
    if (!form.matches("[data-board-form]") || !REFUSED.includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = false;
    HTMLFormElement.prototype.submit.call(form);
  });

  // By mouse, in the view by day: a card dropped on a part of a day is placed there, as its form would place it.
  const BEGINS = { sáng: "8:00", chiều: "14:00", tối: "19:00" };
  const minutes = (clock) => {
    const [hours, rest] = clock.split(":").map(Number);
    return hours * 60 + rest;
  };
  let dragged = null;

  const valuesOn = (card, { day, part }) => {
    const { starts, ends, venue, version } = card.dataset;
    const values = { day, starts: "", ends: "", venue, version };
    if (!day) return values;
    const stays = starts && card.closest("[data-part]").dataset.part === part;
    values.starts = stays ? starts : BEGINS[part];
    if (!starts || !ends) return values;
    const end = minutes(values.starts) + minutes(ends) - minutes(starts);
    if (end < 24 * 60) values.ends = `${Math.floor(end / 60)}:${String(end % 60).padStart(2, "0")}`;
    return values;
  };

  // Sent as a page: whoever changed the meeting meanwhile is shown with both versions; a login that ran out is told.
  const sendAsPage = (address, values) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    for (const [name, value] of Object.entries({ ...values, csrfmiddlewaretoken: token })) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };

  const drop = (card, square) => {
    const values = { ...valuesOn(card, square.dataset), ...JSON.parse(card.closest("[data-board]").getAttribute("hx-vals")) };
    const address = card.dataset.place;
    const onRefused = (event) => {
      if (!REFUSED.includes(event.detail.xhr.status)) return;
      event.detail.shouldSwap = false;
      sendAsPage(address, values);
    };
    card.addEventListener("htmx:beforeSwap", onRefused);
    const done = () => card.removeEventListener("htmx:beforeSwap", onRefused);
    window.htmx.ajax("POST", address, { target: card, swap: "innerHTML", values }).then(done, done);
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest(".slot[draggable]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector(".slot-title").textContent);
    event.dataTransfer.setDragImage(dragged, 12, 12);
    dragged.classList.add("slot-dragged");
  });
  const squareOf = (event) => dragged && event.target.closest && event.target.closest("[data-board] [data-day]");
  document.addEventListener("dragover", (event) => {
    const square = squareOf(event);
    document.querySelectorAll(".drop-here").forEach((other) => other !== square && other.classList.remove("drop-here"));
    if (!square) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    square.classList.add("drop-here");
  });
  document.addEventListener("drop", (event) => {
    const square = squareOf(event);
    if (!square) return;
    event.preventDefault();
    if (square !== dragged.closest("[data-day]")) drop(dragged, square);
  });
  document.addEventListener("dragend", () => {
    document.querySelectorAll(".drop-here").forEach((square) => square.classList.remove("drop-here"));
    if (dragged) dragged.classList.remove("slot-dragged");
    dragged = null;
  });

  // The form takes the focus once its fields are dressed: a form that has the focus is one that answers.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches(".live")) return;
    const form = event.target.closest("[data-board-form]") || event.target.querySelector("[data-board-form]");
    const first = form && form.querySelector("input:not([type=hidden])");
    if (!first || form.contains(document.activeElement)) return;
    first.focus();
    first.select();
  });
})();
