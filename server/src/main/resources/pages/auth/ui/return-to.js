/**
 * Where a person goes after the sign-in: a path of this origin, or one of the addresses of `auth.redirects`, exactly. What
 * else a link asks for is ignored, so that no link of this server leads to a page of somebody else.
 *
 * @param text the parameter `return_to`; null if there is none
 * @param redirects allowed addresses
 * @param origin of this page
 * @returns an address; null for any other text
 */
export function returnTo(text, redirects, origin) {
  if (text === null) return null;
  if (redirects.includes(text)) return text;
  // The browser reads '/\evil.example' and '/<tab>/evil.example' as another origin, so its own reading decides.
  if (!text.startsWith("/") || !URL.canParse(text, origin)) return null;
  const place = new URL(text, origin);
  return place.origin === origin ? place.href : null;
}
