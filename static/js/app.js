// Comfort on top of pages that work without it: ticking a facet submits its form, "/" goes to the search box.
(function () {
  "use strict";
  let waiting = null;

  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-submit-on-change]");
    if (!form || event.target.type !== "checkbox") return;
    clearTimeout(waiting);
    waiting = setTimeout(function () { form.requestSubmit(); }, 300);
  });

  document.addEventListener("keydown", function (event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.getElementById("search");
    if (box) { event.preventDefault(); box.focus(); }
  });

  // After a swap the ticked box keeps the focus: the new form has the same ids.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", function () { focused = document.activeElement ? document.activeElement.id : ""; });
  document.addEventListener("htmx:afterSettle", function () {
    const same = focused && document.getElementById(focused);
    if (same) same.focus({ preventScroll: true });
  });
})();
