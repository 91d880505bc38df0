// When a sent form lands on the log-in page or is refused as too old, what was typed comes back.
// It stays in this tab only, for one hour, for the same person; passwords and files are never kept.
// A form within a page names by data-keep-page the page that shows the same form alone.
(() => {
  "use strict";

  const KEY = "txct.kept";
  const HOUR = 3600 * 1000;
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      return null;
    }
  };
  const write = (kept) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      sessionStorage.removeItem(KEY);
    }
  };
  const KEPT = "form[data-guard]:not([data-login])";
  const NEVER_KEPT = ["csrfmiddlewaretoken", "form_key"];
  // Kept with what was typed: what somebody else saved meanwhile is then shown beside it, not overwritten.
  const VERSION = "version";
  // The form that offers one's own version after somebody else saved first holds what was typed in hidden fields.
  const repeats = (form) => form.hasAttribute("data-repeats");
  const tick = (control) => control.type === "checkbox" || control.type === "radio";
  const sentTo = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const formsTo = (address) => [...document.querySelectorAll(KEPT)].filter((form) => sentTo(form) === address);
  const keepable = (control) =>
    control.name &&
    !NEVER_KEPT.includes(control.name) &&
    !["password", "file", "submit", "button"].includes(control.type) &&
    (control.type !== "hidden" || control.name === VERSION || repeats(control.form));

  const valuesOf = (form) =>
    [...form.elements].filter(keepable).map((control) => ({
      name: control.name,
      value: control.value,
      checked: Boolean(control.checked) || control.type === "hidden",
      chosen: control.options && [...control.selectedOptions].map(({ value, text }) => ({ value, text })),
    }));

  // A list that fetches its names holds only those chosen before: the ones chosen since are put into it again.
  const choose = (list, chosen) => {
    const offered = [...list.options].map((option) => option.value);
    for (const { value, text } of chosen) if (!offered.includes(value)) list.add(new Option(text, value));
    for (const option of list.options) option.selected = chosen.some(({ value }) => value === option.value);
  };

  const chosenIn = (values, { name, chosen }) =>
    chosen || values.filter((kept) => kept.name === name).map(({ value }) => ({ value, text: value }));

  const fill = (form, { values, repeated }) => {
    const controls = [...form.elements].filter(keepable);
    // A box that was not ticked is not repeated.
    if (repeated) for (const control of controls.filter(tick)) control.checked = false;
    for (const kept of values) {
      const at = controls.findIndex(
        (control) => control.name === kept.name && (!tick(control) || control.value === kept.value),
      );
      if (at < 0) continue;
      const [control] = controls.splice(at, 1);
      if (tick(control)) control.checked = kept.checked;
      else if (control.options) choose(control, chosenIn(values, kept));
      else control.value = kept.value;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const tellAbove = (form, typed) => {
    const box = document.createElement("div");
    box.className = "notice notice-due";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.className = "mb-0";
    words.textContent = typed
      ? "Lần gửi trước chưa được lưu vì phiên làm việc đã hết. Nội dung bạn đã gõ được điền lại dưới đây; hãy xem lại rồi gửi."
      : "Lần bấm trước chưa được ghi vì phiên làm việc đã hết. Hãy bấm lại.";
    box.append(words);
    form.before(box);
  };

  const keep = (form) => {
    const alone = form.dataset.keepPage;
    const page = new URL(alone || location.href, location.href);
    // Rows that were asked for are asked for again, so that what was typed in them has its place.
    for (const { name, value } of form.querySelectorAll("input[data-rows]")) page.searchParams.set(name, value);
    write({
      page: page.pathname + page.search,
      path: page.pathname,
      action: sentTo(form),
      place: alone ? 0 : formsTo(sentTo(form)).indexOf(form),
      user: document.body.dataset.user || "",
      at: Date.now(),
      expired: false,
      values: valuesOf(form),
      repeated: repeats(form),
    });
  };

  document.addEventListener("submit", (event) => {
    if (event.target.matches(KEPT) && !event.defaultPrevented) keep(event.target);
  });
  // Within a page: refused, or led elsewhere.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr } = event.detail;
    const form = event.target.closest(KEPT);
    if (form && (xhr.status >= 400 || xhr.getResponseHeader("HX-Redirect"))) keep(form);
  });

  const start = () => {
    const kept = read();
    if (!kept) return;
    const login = document.querySelector("form[data-login]");
    const stale = document.querySelector("[data-stale-form] [data-reopen]");
    const sameUser = kept.user === (document.body.dataset.user || "");
    if (Date.now() - kept.at > HOUR) {
      sessionStorage.removeItem(KEY);
    } else if (login) {
      kept.expired = true;
      write(kept);
      const next = login.querySelector("input[name=next]");
      // The address that was posted to may show no form; the page that held the form does.
      if (next) next.value = kept.page;
    } else if (stale) {
      kept.expired = true;
      write(kept);
      stale.hidden = false;
      stale.querySelector("a").href = kept.page;
    } else if (kept.expired && sameUser && kept.path === location.pathname) {
      const form = formsTo(kept.action)[kept.place];
      sessionStorage.removeItem(KEY);
      if (!form) return;
      fill(form, kept);
      tellAbove(form, kept.values.some(({ name }) => name !== VERSION));
    } else if (!kept.expired || (document.body.dataset.user && !sameUser)) {
      sessionStorage.removeItem(KEY);
    }
  };
  // After typeahead.js and picker.js have dressed the fields, so that they show the values filled in.
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})();
