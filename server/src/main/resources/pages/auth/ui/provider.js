import { ask, Refusal, API } from "../form.js";

/** Where a sign-in by a provider leads back to, if `auth.redirects` has it. */
export const RETURN = new URL("./sign-in", import.meta.url).href;

/** Until it is answered: the verifier of the sign-in that this tab began, which is worth nothing without the code. */
const KEPT = "sign-in";

const FAILURES = new Map([
  ["access_denied", "You did not sign in there."],
  ["account_disabled", "The account is disabled."],
  ["invalid_state", "The sign-in took too long, or did not begin in this browser. Begin it again."],
  ["signup_closed", "There is no account for you here, and you cannot make one."],
  ["temporarily_unavailable", "The sign-in there does not work at the moment. Try again later."],
]);

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/**
 * Leaves for a provider (RFC 7636 section 4).
 *
 * @param wanted where the person wants to go then, as `return_to`; null for the account
 */
export async function leaveFor(provider, wanted) {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ verifier, wanted }));
  } catch {
    throw new Refusal("The browser keeps nothing for this page, which the sign-in needs. Allow it, and load the page again.");
  }
  const query = new URLSearchParams({ redirect: RETURN, code_challenge: challenge, code_challenge_method: "S256" });
  location.assign(`${API}/auth/oidc/${provider}?${query}`);
}

/**
 * What a sign-in by a provider has led back with. The address, the history and this tab do not have it any more.
 *
 * @returns null if the page was opened otherwise
 */
export function answered() {
  const query = new URLSearchParams(location.search);
  if (!query.has("code") && !query.has("error")) return null;
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing began nothing.
  }
  const wanted = kept?.wanted ?? null;
  history.replaceState(null, "", location.pathname + (wanted === null ? "" : `?${new URLSearchParams({ return_to: wanted })}`));
  return { code: query.get("code"), error: query.get("error"), verifier: kept?.verifier };
}

/**
 * Opens the session. A code of a sign-in that this tab did not begin is of nobody who sits here: a link with it would
 * sign a person in to the account of a stranger.
 *
 * @throws Refusal
 */
export async function finish({ code, error, verifier }) {
  if (error !== null) throw new Refusal(FAILURES.get(error) ?? "The sign-in there did not work. Try again.");
  if (!verifier) throw new Refusal("This sign-in did not begin in this tab. Begin it again.");
  try {
    await ask("POST", "/auth/oidc/token", { code, code_verifier: verifier, mode: "cookie" });
  } catch (e) {
    throw e.status === 400 ? new Refusal("The sign-in is not valid any more. Begin it again.") : e;
  }
}
