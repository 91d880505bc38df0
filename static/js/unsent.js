// A request within a page that did not come through is told, and what was typed stays: no network, no answer, a fault.
// What could not be saved stays told until something is saved or loaded again.
(() => {
  "use strict";

  const PATIENCE = 30000;
  const TOLD_AS_A_PAGE = [403, 409];
  const TRY = {
    form: "Những gì đã gõ vẫn còn đây; hãy lưu lại, không bị ghi đôi.",
    drag: "Lịch vẫn như cũ; hãy làm lại.",
    read: "Hãy thử lại.",
  };
  window.htmx.config.timeout = PATIENCE;

  const region = document.createElement("p");
  region.className = "unsent";
  region.setAttribute("role", "alert");
  document.body.append(region);

  const kindOf = ({ elt, requestConfig }) => {
    if (requestConfig.verb === "get" || requestConfig.path.includes("xem-truoc")) return "read";
    return elt.matches("form") ? "form" : "drag";
  };

  const tell = (detail, why) => {
    const kind = kindOf(detail);
    if (kind === "read" && region.dataset.kind && region.dataset.kind !== "read") return;
    region.dataset.kind = kind;
    region.textContent = `${kind === "read" ? "Chưa tải được" : "Chưa lưu"}: ${why} ${TRY[kind]}`;
  };

  document.addEventListener("htmx:sendError", (event) => {
    tell(event.detail, navigator.onLine ? "không nối được với máy chủ." : "mất mạng.");
  });
  document.addEventListener("htmx:timeout", (event) => {
    tell(event.detail, "máy chủ lâu không trả lời.");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (TOLD_AS_A_PAGE.includes(status) && kindOf(event.detail) !== "read") return;
    tell(event.detail, status < 500 ? "trang đã cũ hoặc phiên làm việc đã hết." : "máy chủ gặp lỗi.");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    if (kindOf(event.detail) === "read" && region.dataset.kind !== "read") return;
    region.textContent = "";
    delete region.dataset.kind;
  });
})();
