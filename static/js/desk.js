// The desk works without this. It gives names to what Django's widgets build in the browser and leave nameless.
"use strict";
{
  const nameChoosers = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const built = select.nextElementSibling;
      if (!label || !built || !built.classList.contains("select2")) continue;
      const name = label.textContent.replace(/:\s*$/, "").trim();
      for (const part of built.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", name);
      }
    }
    // A label on an element without a role is read by nobody.
    for (const hint of document.querySelectorAll("span.help-tooltip[aria-label]")) hint.setAttribute("role", "img");
  };
  nameChoosers();
  new MutationObserver(nameChoosers).observe(document.body, { childList: true, subtree: true });
}
