/**
 * For pages of others: <deliberate-embed article="…" [claim="…"] [theme="light|dark"] [lang="…"]> shows an article or
 * one of its claims, <deliberate-count article="…" [claim="…"]> how much is posted for and against. Articles and claims
 * are named as the site's addresses name them, or by their whole address.
 *
 * Nothing is inline, so a strict policy of the page around is kept: it needs this site in script-src and frame-src, and
 * for counts in connect-src. What stands inside the elements is shown where they cannot show anything else.
 */
(() => {
  if (customElements.get("deliberate-embed")) return;
  // A script that is loaded as a module has no element of its own.
  const script = document.currentScript ?? document.querySelector('script[src*="/embed.js"]');
  const site = script.src.replace(/(\/static(\/[0-9a-f]{16})?)?\/embed\.js([?#].*)?$/, "");
  const origin = new URL(site).origin;
  /** After so many milliseconds without a word from a frame that is there, it was not let in. */
  const PATIENCE = 4000;
  /** No content is as high. */
  const HIGHEST = 20000;

  /** A style sheet that no policy refuses: it is made here, not read from the page. */
  function sheet(words) {
    const made = new CSSStyleSheet();
    made.replaceSync(words);
    return made;
  }

  /** The last part of an address, or the name that was given alone. */
  function named(given) {
    const last = (given ?? "").split(/[?#]/)[0].replace(/\/+$/, "").split("/").pop();
    try {
      return encodeURIComponent(decodeURIComponent(last));
    } catch {
      return encodeURIComponent(last);
    }
  }

  /** Where an element's article or claim is to be had on this site; whatever address it names, it is asked of this one. */
  function addressOf(element, ending = "") {
    const claim = element.getAttribute("claim");
    const path = claim ? `claims/${named(claim)}` : `a/${named(element.getAttribute("article"))}`;
    const address = new URL(`${site}/embed/${path}${ending}`);
    for (const name of ["theme", "lang"]) {
      const value = element.getAttribute(name);
      if (value) address.searchParams.set(name, value);
    }
    return address.href;
  }

  const FRAME = sheet(`
    :host { display: block; container-type: inline-size; }
    :host([hidden]) { display: none; }
    iframe { box-sizing: border-box; display: block; inline-size: 100%; min-block-size: 560px; border: 1px solid color-mix(in srgb, currentcolor 22%, transparent); border-radius: 6px; }
    @container (max-width: 480px) { iframe { min-block-size: 720px; } }
    iframe.claim { min-block-size: 500px; }
    @container (max-width: 480px) { iframe.claim { min-block-size: 760px; } }
    iframe.fitted { min-block-size: 0; }
  `);

  class Embed extends HTMLElement {
    static observedAttributes = ["article", "claim", "theme", "lang"];
    #frame = document.createElement("iframe");
    #refused;

    constructor() {
      super();
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [FRAME];
      this.#frame.loading = "lazy";
      this.#frame.referrerPolicy = "no-referrer";
      this.#frame.title = "deliberate";
      this.#frame.addEventListener("load", () => this.#greet());
    }

    connectedCallback() {
      window.addEventListener("message", this);
      this.#show();
    }

    disconnectedCallback() {
      window.removeEventListener("message", this);
      clearTimeout(this.#refused);
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#show();
    }

    handleEvent({ data, origin: from, source }) {
      if (from !== origin || source !== this.#frame.contentWindow || data?.type !== "deliberate:height") return;
      clearTimeout(this.#refused);
      if (typeof data.title === "string") this.#frame.title = data.title;
      if (Number.isFinite(data.height)) this.#fit(Math.min(Math.max(Math.ceil(data.height), 0), HIGHEST));
    }

    #show() {
      const address = addressOf(this);
      if (this.#frame.src === address && this.#frame.isConnected) return;
      this.#frame.className = this.hasAttribute("claim") ? "claim" : "";
      this.#frame.removeAttribute("height");
      this.#frame.src = address;
      this.shadowRoot.replaceChildren(this.#frame);
    }

    /** Only this site gets the hello, and only it may answer. */
    #greet() {
      clearTimeout(this.#refused);
      this.#refused = setTimeout(() => this.#giveUp(), PATIENCE);
      this.#frame.contentWindow.postMessage({ type: "deliberate:hello" }, origin);
    }

    /** It grows when it has to, and shrinks only where nobody sees what is below it move. */
    #fit(height) {
      const whole = height + this.#frame.offsetHeight - this.#frame.clientHeight;
      const unseen = this.getBoundingClientRect().top >= window.innerHeight;
      if (whole <= this.#frame.offsetHeight && !unseen) return;
      this.#frame.classList.add("fitted");
      this.#frame.height = whole;
    }

    /** What its author put inside, or a link. */
    #giveUp() {
      const slot = document.createElement("slot");
      const link = document.createElement("a");
      link.href = addressOf(this).replace("/embed/", "/");
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = link.href;
      slot.append(link);
      this.shadowRoot.replaceChildren(slot);
    }
  }

  /** As wide before it is there as it is then. */
  const BADGE = sheet(`
    :host { box-sizing: border-box; display: inline-block; min-inline-size: 15.5em; padding-inline: .7em; border: 1px solid color-mix(in srgb, currentcolor 22%, transparent); border-radius: 1em; font: 600 .8125em/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; text-align: center; white-space: nowrap; }
    :host([hidden]) { display: none; }
    :host([theme="light"]) { color-scheme: light; }
    :host([theme="dark"]) { color-scheme: dark; }
    a, span { display: inline-flex; align-items: center; }
    a { gap: .9em; color: inherit; text-decoration: none; }
    a:hover, a:focus-visible { text-decoration: underline; text-underline-offset: .2em; }
    span { gap: .35em; }
    svg { block-size: .8em; inline-size: .4em; fill: currentcolor; }
    .for { color: light-dark(#225a93, #91c3f6); }
    .against { color: light-dark(#854408, #e5b37e); }
  `);
  const HALVES = { for: "M8 0a8 8 0 0 0 0 16z", against: "M0 0a8 8 0 0 1 0 16z" };
  const SVG = "http://www.w3.org/2000/svg";
  /** What was asked for on this page already. */
  const asked = new Map();

  function counts(address) {
    if (!asked.has(address)) {
      const answer = fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
      asked.set(address, answer.then((got) => (got.ok ? got.json() : null)).catch(() => null));
    }
    return asked.get(address);
  }

  class Count extends HTMLElement {
    static observedAttributes = ["article", "claim", "lang"];

    constructor() {
      super();
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [BADGE];
      this.shadowRoot.append(document.createElement("slot"), "\u200b");
    }

    connectedCallback() {
      this.#show();
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#show();
    }

    async #show() {
      const address = addressOf(this, "/counts.json");
      const found = await counts(address);
      if (addressOf(this, "/counts.json") !== address) return;
      // Not let in, or not there: what its author put inside stands as it would without this.
      this.shadowRoot.adoptedStyleSheets = found === null ? [] : [BADGE];
      if (found === null) return;
      const link = document.createElement("a");
      link.href = found.address;
      link.target = "_blank";
      link.rel = "noopener";
      for (const [side, path] of Object.entries(HALVES)) {
        const mark = document.createElementNS(SVG, "svg");
        mark.setAttribute("viewBox", "0 0 8 16");
        mark.setAttribute("aria-hidden", "true");
        mark.append(document.createElementNS(SVG, "path"));
        mark.firstChild.setAttribute("d", path);
        const words = document.createElement("span");
        words.className = side;
        words.append(mark, found.words[side]);
        link.append(words);
      }
      this.shadowRoot.replaceChildren(link);
    }
  }

  customElements.define("deliberate-embed", Embed);
  customElements.define("deliberate-count", Count);
})();
