// What a tool may ask this page for by messages, after LTI Client Side postMessages and LTI postMessage Storage:
// to keep a few words for it while its own cookies are blocked. Each site gets back only what it gave itself.
const SUBJECTS = ["lti.capabilities", "lti.put_data", "lti.get_data"];
const MOST = 100, LONGEST = 4096;
const kept = new Map();
const after = document.currentScript.dataset.after;

const name = (origin, key) => JSON.stringify([origin, key]);

function answered(origin, asked) {
  if (asked.subject === "lti.capabilities") {
    return { supported_messages: SUBJECTS.map((subject) => ({ subject })) };
  }
  const { key, value } = asked;
  if (typeof key !== "string" || !key) return { error: { code: "bad_request", message: "key is missing" } };
  if (asked.subject === "lti.get_data") return { key, value: kept.get(name(origin, key)) ?? null };
  if (value === null || value === undefined) {
    kept.delete(name(origin, key));
    return { key };
  }
  if (typeof value !== "string") return { error: { code: "bad_request", message: "value has to be a string" } };
  if (kept.size >= MOST || key.length + value.length > LONGEST) {
    return { error: { code: "storage_exhaustion", message: "this is too much" } };
  }
  kept.set(name(origin, key), value);
  return { key, value };
}

window.addEventListener("message", (event) => {
  const asked = event.data;
  if (!asked || typeof asked !== "object" || !event.source) return;
  if (asked.subject === "campus.done" && event.origin === location.origin) {
    if (event.source.parent === event.source) event.source.close();
    location.assign(after);
  } else if (asked.subject === "org.imsglobal.lti.close") {
    event.source.close();
    location.assign(after);
  } else if (typeof asked.subject === "string" && asked.subject.startsWith("lti.")) {
    const known = SUBJECTS.includes(asked.subject);
    const answer = known
      ? answered(event.origin, asked)
      : { error: { code: "unsupported_subject", message: "this page does no such thing" } };
    const whose = { subject: `${asked.subject}.response`, message_id: asked.message_id };
    event.source.postMessage({ ...whose, ...answer }, event.origin);
  }
});
