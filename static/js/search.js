// The search box as a combobox: suggestions that the arrow keys walk through. Without this file it is a plain form.
(function () {
  "use strict";
  const box = document.getElementById("search");
  const list = document.getElementById("suggestions");
  if (!box || !list) return;
  const PATIENCE = 4000; // milliseconds that Enter waits for suggestions before it asks the whole question
  let current = -1;
  // What is listed answers an earlier question than the one in the box; nobody may choose from it unawares.
  let stale = false;
  // Whether the answer to the question in the box is still to come, and the keys that were pressed for it meanwhile.
  let coming = false;
  let typed = box.value;
  let downs = 0;
  let entered = 0; // a timer while Enter is held

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

  function letGo() {
    window.clearTimeout(entered);
    downs = entered = 0;
  }

  // The keys that were pressed too early do now what they would have done; where nothing is chosen, Enter asks.
  function catchUp(place) {
    const held = entered;
    letGo();
    if (place >= 0) choose(place);
    if (held && place >= 0) location.href = options()[place].dataset.href;
    if (held && place < 0) box.form.requestSubmit();
  }

  function answersTheBox(event) { return String(event.detail.requestConfig.parameters.q || "") === box.value; }

  list.addEventListener("htmx:afterSwap", function (event) {
    current = -1;
    box.removeAttribute("aria-activedescendant");
    stale = !answersTheBox(event);
    show(document.activeElement === box && box.value.trim() !== "");
    if (stale) return;
    coming = false;
    catchUp(list.hidden ? -1 : downs % (options().length + 1) - 1);
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (failure) {
    box.addEventListener(failure, function (event) {
      if (!answersTheBox(event)) return;
      coming = false;
      catchUp(-1);
    });
  });

  box.addEventListener("input", function () {
    if (box.value === typed) return; // a letter replaced by itself asks nothing anew
    typed = box.value;
    stale = coming = true;
    letGo();
    choose(-1);
    if (box.value.trim() === "") show(false);
  });
  function early(event) {
    if (event.key === "ArrowDown") { event.preventDefault(); downs += 1; }
    if (event.key !== "Enter" || !downs) return;
    event.preventDefault();
    entered = entered || window.setTimeout(function () { catchUp(-1); }, PATIENCE);
  }

  box.addEventListener("keydown", function (event) {
    if (event.isComposing) return; // these keys choose among the characters of an input method
    const all = options();
    if (event.key === "Escape") letGo();
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(false); return; }
    if (stale && coming) { early(event); return; }
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
