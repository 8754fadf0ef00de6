// The search box as a combobox: suggestions that the arrow keys walk through. Without this file it is a plain form.
(function () {
  "use strict";
  const box = document.getElementById("search");
  const list = document.getElementById("suggestions");
  if (!box || !list) return;
  let current = -1;
  // What is listed answers an earlier question than the one in the box; nobody may choose from it unawares.
  let stale = false;
  let waiting = false;

  // Only now is there a list that can open, so only now does the box say so.
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-haspopup", "listbox");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-expanded", "false");

  function options() { return Array.from(list.querySelectorAll("[role=option]")); }

  function choose(number) {
    const all = options();
    all.forEach(function (option, place) { option.setAttribute("aria-selected", place === number ? "true" : "false"); });
    current = number;
    if (number < 0) { box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", all[number].id);
    all[number].scrollIntoView({ block: "nearest" });
  }

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", open && options().length ? "true" : "false");
    if (!open) choose(-1);
  }

  list.addEventListener("htmx:afterSwap", function (event) {
    current = -1;
    box.removeAttribute("aria-activedescendant");
    stale = String(event.detail.requestConfig.parameters.q || "").trim() !== box.value.trim();
    show(document.activeElement === box && box.value.trim() !== "");
    if (waiting && !stale && !list.hidden && options().length) choose(0);
    if (!stale) waiting = false;
  });

  box.addEventListener("input", function () {
    stale = true;
    waiting = false;
    choose(-1);
    if (box.value.trim() === "") show(false);
  });
  box.addEventListener("keydown", function (event) {
    const all = options();
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(false); return; }
    if (stale && event.key === "ArrowDown") { event.preventDefault(); waiting = true; return; }
    if (stale) return;
    if (list.hidden && event.key === "ArrowDown" && all.length) { event.preventDefault(); show(true); choose(0); return; }
    if (list.hidden || !all.length) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(current + 1 < all.length ? current + 1 : -1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(current < 0 ? all.length - 1 : current - 1); }
    if (event.key === "Enter" && current >= 0) { event.preventDefault(); location.href = all[current].dataset.href; }
  });
  // The pointer goes down before the box loses the focus, which closes the list.
  list.addEventListener("pointerdown", function (event) {
    const option = event.target.closest("[role=option]");
    if (option && event.button === 0) { event.preventDefault(); location.href = option.dataset.href; }
  });
  box.addEventListener("blur", function () { show(false); });
})();
