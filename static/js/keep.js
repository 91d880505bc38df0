// When a sent form lands on the log-in page or is refused as too old, what was typed comes back.
// It stays in this tab only, for one hour, for the same person; passwords and files are never kept.
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
  const formsHere = () => [...document.querySelectorAll("form[data-keep]")];
  const keepable = (control) =>
    control.name &&
    control.name !== "csrfmiddlewaretoken" &&
    !["password", "file", "hidden", "submit", "button"].includes(control.type);

  const valuesOf = (form) =>
    [...form.elements].filter(keepable).map((control) => ({
      name: control.name,
      value: control.value,
      checked: Boolean(control.checked),
      chosen: control.multiple ? [...control.selectedOptions].map((option) => option.value) : null,
    }));

  const fill = (form, values) => {
    const controls = [...form.elements].filter(keepable);
    for (const kept of values) {
      const tick = (control) => control.type === "checkbox" || control.type === "radio";
      const at = controls.findIndex(
        (control) => control.name === kept.name && (!tick(control) || control.value === kept.value),
      );
      if (at < 0) continue;
      const [control] = controls.splice(at, 1);
      if (tick(control)) control.checked = kept.checked;
      else if (kept.chosen) for (const option of control.options) option.selected = kept.chosen.includes(option.value);
      else control.value = kept.value;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };

  const tellAbove = (form) => {
    const box = document.createElement("div");
    box.className = "notice notice-due";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.className = "mb-0";
    words.textContent =
      "Lần gửi trước chưa được lưu vì phiên làm việc đã hết. Nội dung bạn đã gõ được điền lại dưới đây; hãy xem lại rồi gửi.";
    box.append(words);
    form.before(box);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]") || event.defaultPrevented) return;
    write({
      page: location.pathname + location.search,
      path: location.pathname,
      place: formsHere().indexOf(form),
      user: document.body.dataset.user || "",
      at: Date.now(),
      expired: false,
      values: valuesOf(form),
    });
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
      const form = formsHere()[kept.place];
      sessionStorage.removeItem(KEY);
      if (!form) return;
      fill(form, kept.values);
      tellAbove(form);
    } else if (!kept.expired || (document.body.dataset.user && !sameUser)) {
      sessionStorage.removeItem(KEY);
    }
  };
  // After typeahead.js and picker.js have dressed the fields, so that they show the values filled in.
  if (document.readyState === "complete") start();
  else document.addEventListener("DOMContentLoaded", start);
})();
