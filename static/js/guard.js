// One press, one sending; and the reader is led to the error summary.
(() => {
  "use strict";

  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-busy]").forEach((button) => {
      button.removeAttribute("aria-busy");
      button.textContent = "";
      button.append(...button.keptNodes);
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-guard]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    // After the event, so that the name and value of the pressed button are still sent.
    setTimeout(() => {
      if (!button || button.tagName !== "BUTTON") return;
      button.keptNodes = [...button.childNodes];
      button.setAttribute("aria-busy", "true");
      button.textContent = button.dataset.busyText || "Đang gửi…";
    });
  });

  // A page taken back from the browser's memory can be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches && event.target.matches("form[data-sent]")) release(event.target);
  });

  const summary = document.querySelector(".error-summary");
  if (summary) {
    document.title = `Lỗi: ${document.title}`;
    summary.focus();
  }

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.user-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.user-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
