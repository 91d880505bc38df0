// Forms of records are guarded and kept like every other form of the product.
(() => {
  "use strict";

  document.body.dataset.user = document.currentScript.dataset.user;
  for (const form of document.querySelectorAll("#content-main form[method='post']")) form.dataset.guard = "";
})();
