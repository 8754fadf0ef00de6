// Passkeys and security keys: asks the browser for one and puts its answer into the form. Without this script the
// buttons stay hidden, and passwords and codes work as ever.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  function bytes(text) {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), function (sign) { return sign.charCodeAt(0); });
  }

  function text(buffer) {
    const signs = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); });
    return btoa(signs.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function named(key) { return Object.assign({}, key, { id: bytes(key.id) }); }

  // What the server says in JSON, with bytes where the browser wants bytes.
  function asked(options) {
    const given = Object.assign({}, options.publicKey);
    given.challenge = bytes(given.challenge);
    if (given.user) given.user = named(given.user);
    if (given.allowCredentials) given.allowCredentials = given.allowCredentials.map(named);
    if (given.excludeCredentials) given.excludeCredentials = given.excludeCredentials.map(named);
    return { publicKey: given };
  }

  function answered(credential) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    });
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: response,
    });
  }

  async function optionsOf(form) {
    if (form.dataset.passkey !== "sign-in") return JSON.parse(form.dataset.options);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  }

  async function credentialFor(form) {
    const options = asked(form.dataset.passkey === "make"
      ? (await optionsOf(form)).creation_options
      : form.dataset.passkey === "use" ? (await optionsOf(form)).request_options : await optionsOf(form));
    if (form.dataset.passkey !== "make") return navigator.credentials.get(options);
    const whole = form.elements.passwordless.checked;
    options.publicKey.authenticatorSelection = Object.assign({}, options.publicKey.authenticatorSelection, {
      residentKey: whole ? "required" : "discouraged",
      requireResidentKey: whole,
    }, whole ? { userVerification: "required" } : {});
    return navigator.credentials.create(options);
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    const button = form.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", async function (event) {
      if (!form.reportValidity()) return;
      event.preventDefault();
      const fault = form.querySelector("[data-passkey-fault]");
      fault.hidden = true;
      try {
        form.elements.credential.value = answered(await credentialFor(form));
        form.submit();
      } catch (error) {
        fault.hidden = false;
      }
    });
  });
})();
