/** How long before its end an access token is replaced, in milliseconds. */
const MARGIN = 20_000;

/**
 * Who is signed in. The tokens are kept in private fields: not in the browser's storage, not in a cookie, and not where
 * another script of the page could read them. A reload forgets them.
 */
export class Session extends EventTarget {
  #paths;
  #tokens = null;
  #refreshing = null;

  /** Who is signed in, and null if nobody is. */
  user = null;
  /** Why a session ended without a sign-out, in words. */
  ended = null;

  /** @param paths of the calls `login`, `secondStep`, `refresh` and `logout` */
  constructor(paths) {
    super();
    this.#paths = paths;
  }

  /**
   * @returns the challenge of a second step, which `confirm` takes; null if the person is signed in now
   * @throws Error with a message for the person
   */
  async signIn(email, password) {
    const data = await post(this.#paths.login, { email, password });
    if (data.challenge) return data.challenge;
    this.#begin(data);
    return null;
  }

  /** @throws Error with a message for the person */
  async confirm(challenge, code) {
    this.#begin(await post(this.#paths.secondStep, { challenge, code }));
  }

  /**
   * Forgets the tokens at once, then ends the session on the server.
   *
   * @throws Error if the server may not have ended it
   */
  async signOut() {
    const tokens = this.#tokens;
    this.#end(null);
    if (!tokens) return;
    try {
      const { access_token: access } =
        performance.now() < tokens.until
          ? { access_token: tokens.access }
          : await post(this.#paths.refresh, { refresh_token: tokens.refresh });
      await post(this.#paths.logout, undefined, access);
    } catch (e) {
      // The server had ended the session before.
      if (e.status !== 401) throw e;
    }
  }

  /** An access token that is valid for a while; null if nobody is signed in, or the session has just ended. */
  async token() {
    if (this.#tokens && performance.now() > this.#tokens.until) await this.refresh();
    return this.#tokens?.access ?? null;
  }

  /** Exchanges the tokens for new ones. Callers at the same moment share one exchange. */
  refresh() {
    this.#refreshing ??= this.#exchange().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #exchange() {
    const before = this.#tokens;
    if (!before) return;
    try {
      const answer = await post(this.#paths.refresh, { refresh_token: before.refresh });
      if (this.#tokens === before) this.#begin(answer);
    } catch (e) {
      if (e.status !== 401) throw e;
      if (this.#tokens === before) this.refused();
    }
  }

  /** The server no longer takes the tokens. */
  refused() {
    if (this.#tokens) this.#end("The session has ended. Sign in again.");
  }

  #begin(data) {
    this.#tokens = {
      access: data.access_token,
      refresh: data.refresh_token,
      until: performance.now() + data.expires_in * 1000 - MARGIN,
    };
    this.user = data.user;
    this.ended = null;
    this.dispatchEvent(new Event("change"));
  }

  #end(why) {
    this.#tokens = null;
    this.user = null;
    this.ended = why;
    this.dispatchEvent(new Event("change"));
  }
}

async function post(path, body, access) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(access && { Authorization: `Bearer ${access}` }),
      },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Error("The server does not answer. Is it running?");
  }
  if (answer.status === 204) return null;
  const json = await answer.json().catch(() => null);
  if (answer.ok && json) return json.data;
  const wait = answer.headers.get("Retry-After");
  const faults = json?.error?.details ?? [];
  const words =
    faults.length > 1
      ? faults.map((fault) => fault.message)
      : [json?.error?.message ?? `The server answered ${answer.status}.`];
  if (wait) words.push(`Try again in ${wait} s.`);
  throw Object.assign(new Error(words.join(" ")), { status: answer.status });
}
