// Buttons that write their words where the cursor last stood. Without this file the words are typed by hand.
(() => {
  "use strict";

  let field = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) field = event.target;
  });
  document.querySelectorAll("button[data-insert]").forEach((button) => {
    const label = button.innerHTML;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!field) {
        button.textContent = "Đặt con trỏ vào một đoạn trước";
        setTimeout(() => (button.innerHTML = label), 3000);
        return;
      }
      field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  });
})();
