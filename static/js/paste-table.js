// A table copied in Word, Excel or a web page is pasted with its cells, merged ones too: the clipboard's HTML goes
// along in the hidden field named by data-paste-table. Text typed or changed afterwards counts alone.
(() => {
  for (const box of document.querySelectorAll("[data-paste-table]")) {
    const table = document.getElementById(box.dataset.pasteTable);
    if (!table) continue;
    box.addEventListener("paste", (event) => {
      const html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
      const whole = box.value.trim() === "" || (box.selectionStart === 0 && box.selectionEnd === box.value.length);
      const held = whole && /<table/i.test(html) ? html : "";
      window.setTimeout(() => { table.value = held; });
    });
    box.addEventListener("input", (event) => { if (event.inputType !== "insertFromPaste") table.value = ""; });
  }
})();
