// Beside a date typed as 24/11/2026, a button that opens the browser's own calendar.
(() => {
  "use strict";

  if (!("showPicker" in HTMLInputElement.prototype)) return;
  const pad = (number) => String(number).padStart(2, "0");

  const dress = (field) => {
    if (field.dataset.dressed) return;
    field.dataset.dressed = "1";
    const row = document.createElement("div");
    row.className = "picker";
    const native = document.createElement("input");
    native.type = "date";
    native.className = "picker-native";
    native.tabIndex = -1;
    native.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary";
    button.textContent = "Chọn ngày";
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    if (label) button.setAttribute("aria-label", `Chọn ngày: ${label.textContent.trim()}`);
    const focused = document.activeElement === field;
    field.before(row);
    row.append(field, button, native);
    if (focused) field.focus();
    button.addEventListener("click", () => {
      const typed = field.value.match(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/);
      if (typed) native.value = `${typed[3]}-${pad(typed[2])}-${pad(typed[1])}`;
      native.showPicker();
    });
    native.addEventListener("change", () => {
      if (!native.value) return;
      const [year, month, day] = native.value.split("-");
      field.value = `${day}/${month}/${year}`;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      field.focus();
    });
  };

  const dressAll = (root) => root.querySelectorAll("input[data-picker='date']").forEach(dress);
  dressAll(document);
  document.addEventListener("htmx:load", (event) => dressAll(event.detail.elt.parentNode || document));
})();
