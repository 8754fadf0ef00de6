// Comfort on top of pages that work without it: ticking a facet submits its form, "/" goes to the search box, citations
// are copied. Whether keys of one character are off, keys.js says.
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
    if (document.documentElement.dataset.keys === "off" || event.isComposing) return;
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.getElementById("search");
    if (box) { event.preventDefault(); box.focus(); }
  });

  // A button copies the text of the code before it. Without encryption browsers have no clipboard but the old way.
  function copied(code) {
    if (navigator.clipboard) return navigator.clipboard.writeText(code.textContent);
    window.getSelection().selectAllChildren(code);
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("refused"));
  }
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    const said = button.closest("div, section").querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", function () {
      said.textContent = "";
      copied(button.previousElementSibling).then(
        function () { said.textContent = said.dataset.copied; },
        function () { said.textContent = said.dataset.notCopied; });
    });
  });

  // After a swap the ticked box keeps the focus: the new form has the same ids.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", function () { focused = document.activeElement ? document.activeElement.id : ""; });
  document.addEventListener("htmx:afterSettle", function () {
    const same = focused && document.getElementById(focused);
    if (same) same.focus({ preventScroll: true });
  });
})();
