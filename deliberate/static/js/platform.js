/**
 * Pages that a learning platform shows in a frame, where browsers keep no cookie of ours: what shows that a launch comes
 * back to the browser it set out from is kept by the platform meanwhile (LTI Client Side postMessages, Platform Storage).
 * Without it, or where the platform does not answer, the link to a window of its own is there.
 */
const PATIENCE = 3000;

/** The frame in which the platform keeps things for its tools. */
function keeper(name) {
  const around = window.parent === window ? window.opener : window.parent;
  if (!around || name === "_parent") return around;
  return around.frames[name] ?? around;
}

/** Ask the platform; what it answers, or nothing at all after a while. */
function ask(where, message) {
  return new Promise((resolve) => {
    const frame = keeper(where.dataset.storage);
    const id = crypto.randomUUID?.() ?? String(Math.random());
    const late = setTimeout(() => finish(null), PATIENCE);
    function finish(answer) {
      clearTimeout(late);
      removeEventListener("message", hear);
      resolve(answer);
    }
    function hear(event) {
      const said = event.data;
      if (event.origin !== where.dataset.origin || typeof said !== "object" || said === null) return;
      if (said.message_id !== id || said.subject !== `${message.subject}.response`) return;
      finish(said.error ? null : said);
    }
    if (!frame) return finish(null);
    addEventListener("message", hear);
    frame.postMessage({ ...message, message_id: id }, where.dataset.origin);
  });
}

function giveUp(where) {
  for (const each of document.querySelectorAll("[data-otherwise]")) each.hidden = false;
  where.hidden = true;
}

for (const each of document.querySelectorAll("[data-by-itself]")) each.hidden = false;

const setting = document.querySelector("[data-put]");
if (setting) {
  const kept = await ask(setting, { subject: "lti.put_data", key: setting.dataset.key, value: setting.dataset.put });
  if (kept?.value === setting.dataset.put) location.replace(setting.dataset.go);
  else giveUp(setting);
}

const showing = document.querySelector("form[data-get]");
if (showing) {
  const kept = await ask(showing, { subject: "lti.get_data", key: showing.dataset.get });
  if (typeof kept?.value === "string") {
    showing.elements.browser.value = kept.value;
    showing.submit();
  } else giveUp(showing);
}

document.querySelector("form[data-send]")?.submit();

if (document.querySelector("[data-finished]")) {
  (window.opener ?? window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
}
