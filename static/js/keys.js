// Keys of one character: j and k walk the rows, ? shows the keys. They can be turned off, "/" of app.js with them.
(function () {
  "use strict";
  const NAME = "keys";
  const ROWS = "#main tbody tr, #main ol.ledger > li, #main ol.found > li, #main article.sheet";
  const FIRST = "th a[href], .t a[href], h3 a[href]";
  const root = document.documentElement;
  let walked = null;

  // A browser that keeps nothing for pages still has the switch, until the next page.
  function remembered() {
    try { return window.localStorage.getItem(NAME); } catch (refused) { return null; }
  }
  function remember(value) {
    try { window.localStorage.setItem(NAME, value); } catch (refused) { root.dataset.keysKept = "no"; }
  }

  function turn(on) {
    root.dataset.keys = on ? "on" : "off";
    document.querySelectorAll("[data-keys-switch] input").forEach(function (box) { box.checked = on; });
  }

  function link(row) { return row.querySelector(FIRST) || row.querySelector("a[href]"); }

  function walk(step) {
    const rows = Array.from(document.querySelectorAll(ROWS)).filter(function (row) {
      return link(row) && row.getClientRects().length;
    });
    const here = rows.findIndex(function (row) { return row.contains(document.activeElement); });
    const from = here >= 0 ? here : rows.indexOf(walked);
    const next = from < 0 ? (step > 0 ? 0 : -1) : from + step;
    if (!rows[next]) return false;
    walked = rows[next];
    link(walked).focus();
    walked.scrollIntoView({ block: "nearest" });
    return true;
  }

  function help() {
    let dialog = document.querySelector("body > dialog");
    if (!dialog) {
      dialog = document.getElementById("keys-help").content.firstElementChild.cloneNode(true);
      document.body.append(dialog);
      dialog.querySelector("[data-keys-switch]").hidden = false;
      turn(root.dataset.keys !== "off");
    }
    if (!dialog.open) dialog.showModal();
    return true;
  }

  const ACTS = { j: function () { return walk(1); }, k: function () { return walk(-1); }, "?": help };

  document.addEventListener("keydown", function (event) {
    const busy = event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (root.dataset.keys === "off" || busy || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(ACTS, event.key)) return;
    if (ACTS[event.key]()) event.preventDefault();
  });

  document.addEventListener("change", function (event) {
    if (!event.target.closest("[data-keys-switch]")) return;
    turn(event.target.checked);
    remember(event.target.checked ? "on" : "off");
  });

  document.querySelectorAll("[data-keys-switch]").forEach(function (each) { each.hidden = false; });
  turn(remembered() !== "off");
})();
