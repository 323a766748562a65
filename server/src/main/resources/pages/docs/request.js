/**
 * The request that a form describes.
 *
 * @param values pairs of a parameter of the document and the text that was entered
 */
export function requestOf(operation, values, bodyType, bodyText) {
  let path = operation.path;
  const query = [];
  const headers = {};
  for (const [parameter, entered] of values) {
    const { name } = parameter;
    const text = entered.trim();
    if (parameter.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(text));
    else if (!text) continue;
    else if (parameter.in === "header") headers[name] = text;
    else if (entered.includes("\n") || isObject(parameter)) query.push(...pairs(text));
    else query.push([name, text]);
  }
  const url = path + (query.length ? "?" + query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&") : "");
  const body = bodyText?.trim() ? bodyText : undefined;
  if (body) headers["Content-Type"] = bodyType;
  return { method: operation.method, url, headers, body };
}

const isObject = (parameter) => parameter.schema?.type === "object";

/** A text of which each line is a name with its value. */
function pairs(text) {
  return text.split("\n").filter(Boolean).map((line) => {
    const at = line.indexOf("=");
    const [key, value] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    return [key.trim(), value.trim()];
  });
}

/** Sends a request, as the person who is signed in if the operation takes a token. */
export async function send(session, request, takesToken) {
  let access = takesToken ? await session.token() : null;
  let answer = await once(request, access);
  if (access && answer.status === 401 && answer.code === "TOKEN_EXPIRED") {
    await session.refresh();
    access = await session.token();
    if (access) answer = await once(request, access);
  }
  if (access && ["INVALID_TOKEN", "TOKEN_EXPIRED"].includes(answer.code)) session.refused();
  return { ...answer, signedIn: access !== null };
}

async function once({ method, url, headers, body }, access) {
  const begin = performance.now();
  let answer;
  try {
    answer = await fetch(url, {
      method,
      body,
      headers: access ? { ...headers, Authorization: `Bearer ${access}` } : headers,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
  } catch (e) {
    throw new Error(`No answer: ${e.message}.`);
  }
  const text = await answer.text();
  return {
    status: answer.status,
    statusText: answer.statusText,
    milliseconds: performance.now() - begin,
    headers: [...answer.headers],
    text,
    code: /"code":"([A-Z_]+)"/.exec(answer.ok ? "" : text)?.[1],
  };
}

/** The request as a command for a shell. The token stands in a variable, so that the command can be passed on. */
export function curl({ method, url, headers, body }, origin, takesToken) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [`curl -X ${method} ${quoted(origin + url)}`];
  if (takesToken) parts.push('-H "Authorization: Bearer $TOKEN"');
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body) parts.push(`-d ${quoted(body)}`);
  return parts.join(" \\\n  ");
}

/** JSON with line breaks, its tokens untouched: to read a number and write it again could change it. */
export function bodyText(text) {
  if (!/^[{[]/.test(text)) return text;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let depth = 0;
  let shown = "";
  tokens.forEach((token, i) => {
    const empty = /[{[]/.test(tokens[i - 1]) && /[}\]]/.test(token) && tokens[i - 1].length === 1 && token.length === 1;
    const line = () => "\n" + "  ".repeat(depth);
    if (token === "}" || token === "]") {
      depth--;
      shown += (empty ? "" : line()) + token;
      return;
    }
    if (tokens[i - 1] === "{" || tokens[i - 1] === "[" || tokens[i - 1] === ",") shown += line();
    shown += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth++;
  });
  return shown;
}
