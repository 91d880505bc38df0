// A long <select data-typeahead> becomes a combobox that finds "Đình Bảng" by "dinh bang".
// The select keeps the value and is what the form sends; without this file it is used as it is.
(() => {
  "use strict";

  const LIMIT = 50;
  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/\s+/g, " ").trim();

  const dress = (select) => {
    const id = select.id;
    if (!id || select.dataset.dressed) return;
    select.dataset.dressed = "1";
    const many = select.multiple;
    const options = [...select.options]
      .filter((option) => option.value !== "")
      .map((option) => ({ option, words: fold(option.text) }));
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);

    const combo = document.createElement("div");
    combo.className = "combo";
    const input = document.createElement("input");
    input.type = "text";
    input.className = `form-control${select.classList.contains("is-invalid") ? " is-invalid" : ""}`;
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", `${id}_list`);
    for (const name of ["aria-describedby", "aria-invalid"])
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    input.placeholder = select.dataset.placeholder || "Gõ để tìm, không cần dấu";
    if (!label) input.setAttribute("aria-label", select.getAttribute("aria-label") || input.placeholder);
    const list = document.createElement("ul");
    list.className = "combo-list";
    list.id = `${id}_list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label ? label.textContent.trim() : input.placeholder);
    list.hidden = true;
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    const chosen = document.createElement("ul");
    chosen.className = "combo-chosen";

    // The label, the error summary and the descriptions point to the field by its id.
    const focused = document.activeElement === select;
    select.id = `${id}_select`;
    input.id = id;
    select.hidden = true;
    select.before(combo);
    combo.append(input, list, said);
    if (many) combo.append(chosen);
    combo.append(select);

    let found = [];
    let at = -1;

    const showChosen = () => {
      if (!many) {
        const now = select.selectedOptions[0];
        input.value = now && now.value !== "" ? now.text : "";
        return;
      }
      chosen.replaceChildren(
        ...options
          .filter(({ option }) => option.selected)
          .map(({ option }) => {
            const item = document.createElement("li");
            const button = document.createElement("button");
            button.type = "button";
            button.className = "chip";
            button.textContent = `${option.text} ×`;
            button.setAttribute("aria-label", `Bỏ ${option.text}`);
            button.addEventListener("click", () => {
              option.selected = false;
              select.dispatchEvent(new Event("change", { bubbles: true }));
              input.focus();
            });
            item.append(button);
            return item;
          }),
      );
    };

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (next) => {
      at = next;
      [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
      if (at < 0) return;
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };

    const choose = (index) => {
      const { option } = found[index];
      option.selected = true;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      input.dispatchEvent(new Event("txct:chosen", { bubbles: true }));
      if (many) input.value = "";
      close();
    };

    const open = (text) => {
      const words = fold(text).split(" ").filter(Boolean);
      found = options
        .filter((entry) => !(many && entry.option.selected) && words.every((word) => entry.words.includes(word)))
        .slice(0, LIMIT);
      list.replaceChildren(
        ...found.map(({ option }, index) => {
          const item = document.createElement("li");
          item.id = `${id}_option_${index}`;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          item.textContent = option.text;
          item.addEventListener("mousedown", (event) => event.preventDefault());
          item.addEventListener("click", () => choose(index));
          return item;
        }),
      );
      list.hidden = found.length === 0;
      at = -1;
      input.setAttribute("aria-expanded", String(found.length > 0));
      input.removeAttribute("aria-activedescendant");
      said.textContent = found.length ? `${found.length} kết quả` : "Không có kết quả, hãy gõ cách khác";
    };

    input.addEventListener("input", () => open(input.value));
    input.addEventListener("click", () => (list.hidden ? open("") : close()));
    input.addEventListener("focus", () => !many && input.select());
    input.addEventListener("blur", () => {
      close();
      if (!many && input.value.trim() === "" && select.value !== "" && [...select.options].some((o) => o.value === "")) {
        select.value = "";
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      if (many) input.value = "";
      else showChosen();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open("");
        if (!found.length) return;
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((at + step + found.length) % found.length);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        if (at >= 0) choose(at);
        else if (found.length === 1) choose(0);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
        showChosen();
      }
    });
    select.addEventListener("change", showChosen);
    if (select.form) select.form.addEventListener("reset", () => setTimeout(showChosen));
    showChosen();
    if (focused) input.focus();
  };

  const dressAll = (root) => root.querySelectorAll("select[data-typeahead]").forEach(dress);
  dressAll(document);
  document.addEventListener("htmx:load", (event) => dressAll(event.detail.elt.parentNode || document));
})();
