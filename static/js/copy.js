// A button that copies the text of the field it names. Without this file the text is selected by hand.
(() => {
  "use strict";

  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    const words = button.textContent;
    if (!field) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "Đã chép";
      } catch {
        button.textContent = "Đã chọn, bấm Ctrl + C để chép";
      }
      setTimeout(() => (button.textContent = words), 3000);
    });
  });
})();
