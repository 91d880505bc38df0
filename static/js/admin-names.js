// Gives a name to what the records desk leaves nameless: type-ahead boxes, cells of rows within a page, empty heads.
(() => {
  "use strict";

  let count = 0;

  const labelOf = (select) => {
    const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    return label || columnHead(select);
  };

  const columnHead = (control) => {
    const cell = control.closest("td");
    const head = cell && cell.closest("table").querySelectorAll("thead th")[cell.cellIndex];
    return head && head.textContent.trim() ? head : null;
  };

  const idOf = (element) => {
    if (!element.id) element.id = `ten-muc-${(count += 1)}`;
    return element.id;
  };

  const nameTypeAhead = (select) => {
    const box = select.nextElementSibling;
    const label = labelOf(select);
    if (!label || !box || !box.classList.contains("select2")) return;
    const shown = box.querySelector(".select2-selection__rendered");
    const selection = box.querySelector(".select2-selection");
    selection.setAttribute("aria-labelledby", [idOf(label), shown && shown.id].filter(Boolean).join(" "));
    box.querySelectorAll(".select2-search__field").forEach((field) => field.setAttribute("aria-labelledby", idOf(label)));
    if (shown && shown.getAttribute("role") === "textbox") shown.setAttribute("aria-labelledby", idOf(label));
  };

  const nameCell = (control) => {
    if (control.type === "hidden" || control.getAttribute("aria-label")) return;
    if (control.id && document.querySelector(`label[for="${CSS.escape(control.id)}"]`)) return;
    const head = columnHead(control);
    if (head) control.setAttribute("aria-label", head.textContent.trim());
  };

  const nameHead = (head) => {
    if (head.textContent.trim() || head.children.length) return;
    const word = document.createElement("span");
    word.className = "visually-hidden";
    word.textContent = head.classList.contains("original") ? "Dòng" : "Bỏ";
    head.append(word);
  };

  const nameAll = () => {
    document.querySelectorAll(".tabular thead th").forEach(nameHead);
    document.querySelectorAll("select.admin-autocomplete").forEach(nameTypeAhead);
    document.querySelectorAll(".tabular td input, .tabular td select, .tabular td textarea").forEach(nameCell);
  };

  window.addEventListener("load", () => {
    nameAll();
    // The type-ahead boxes are made when the page's own script is ready, which may be later than its load.
    if (window.django && window.django.jQuery) window.django.jQuery(nameAll);
  });
  document.addEventListener("formset:added", () => setTimeout(nameAll));
})();
