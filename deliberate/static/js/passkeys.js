/**
 * Passkeys. A form with data-passkey says whether a browser is to "get" one or to "create" one; data-asks is where it
 * learns what to ask for. The answer goes into the form's own hidden field, and the form is sent as any other. Where
 * none comes, data-passkey-told is what to say.
 */

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const opened = (described) => described.map((each) => ({ ...each, id: toBytes(each.id) }));

async function whatToAsk(form) {
  const token = form.elements.csrf_token.value;
  const answer = await fetch(form.dataset.asks, {
    method: "POST",
    credentials: "same-origin",
    body: new URLSearchParams({ csrf_token: token }),
  });
  if (!answer.ok) throw new Error("refused");
  const options = await answer.json();
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = opened(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = opened(options.allowCredentials);
  return options;
}

async function ask(form) {
  const publicKey = await whatToAsk(form);
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = toText(made.response[part]);
  }
  return JSON.stringify({ id: made.id, rawId: toText(made.rawId), type: made.type, response });
}

function offer(form) {
  const creates = form.dataset.passkey === "create";
  const button = form.querySelector("[data-passkey-button]");
  const told = form.querySelector("[data-passkey-told]");
  const answer = form.elements[creates ? "made" : "passkey"];
  button.hidden = false;
  const use = async () => {
    button.disabled = true;
    told.textContent = "";
    try {
      answer.value = await ask(form);
      form.submit();
    } catch {
      told.textContent = told.dataset.passkeyTold;
      button.disabled = false;
    }
  };
  if (!creates) {
    button.addEventListener("click", use);
    return;
  }
  // What is missing in the form is said before the browser asks for a finger.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!button.disabled) use();
  });
}

export function offerPasskeys(root) {
  if (!window.PublicKeyCredential) return;
  for (const form of root.querySelectorAll("form[data-passkey]")) offer(form);
}
