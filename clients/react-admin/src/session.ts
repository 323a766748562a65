import { HttpError } from 'react-admin';
import { httpError, type ErrorBody } from './errors.js';

/** The account of a session, with the roles that the spec knows. */
export interface User {
  id: string;
  email: string;
  name: string | null;
  roles?: string[];
  [field: string]: unknown;
}

export interface FreeholdOptions {
  /** The base URL of the API, such as `https://api.example.com/api/v1`. */
  url: string;
  /**
   * Where the refresh token is kept, so that a reload of the page stays signed in: `localStorage` or
   * `sessionStorage`. Default: in memory alone. The access token is always in memory alone.
   */
  storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** The id of the team of each request (`Team-Id`), for specs with teams. */
  team?: () => string | null | undefined;
  /** The largest page of a resource, by its name. Default: 100. A longer page is read in several requests. */
  limits?: Readonly<Record<string, number>>;
  /** Default: the `fetch` of the platform. */
  fetch?: typeof fetch;
}

export interface ApiRequest {
  method?: string;
  query?: URLSearchParams | undefined;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export interface ApiResponse<Data> {
  data: Data;
  etag: string | null;
}

interface TokenResponse {
  user: User;
  access_token: string;
  expires_in: number;
  refresh_token: string;
}

interface Tokens {
  access: string;
  /** When to refresh, in milliseconds of `Date.now()`. */
  refreshAt: number;
}

/** Refreshes so many milliseconds before the access token expires. */
const EARLY = 30_000;

/** The resources that belong to the caller and not to a team: they take no `Team-Id`. */
const WITHOUT_TEAM = /^\/(auth|teams|team_members|team_invitations\/accept)(\/|$)/;

/** The tokens of one person, and requests in this person's name. */
export class Session {
  readonly #url: string;
  readonly #key: string;
  readonly #storage: FreeholdOptions['storage'];
  readonly #team: NonNullable<FreeholdOptions['team']>;
  readonly #fetch: typeof fetch;
  readonly #endListeners: (() => void)[] = [];
  #tokens: Tokens | null = null;
  #refreshToken: string | null = null;
  #refreshing: Promise<void> | null = null;
  #user: User | null = null;
  /** Counts sign-ins and sign-outs: the answer to an earlier refresh is of no use. */
  #generation = 0;

  constructor(options: FreeholdOptions) {
    this.#url = options.url.replace(/\/+$/, '');
    this.#key = `freehold:${this.#url}`;
    this.#storage = options.storage;
    this.#team = options.team ?? (() => null);
    this.#fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
  }

  /** Whether there is a session; it may have ended on the server. */
  get isOpen(): boolean {
    return this.#tokens !== null || this.#storedToken() !== null;
  }

  /** The account as the last sign-in or refresh answered it. */
  get user(): User | null {
    return this.#user;
  }

  /** Calls back whenever another person may be signed in. */
  onEnd(listener: () => void): void {
    this.#endListeners.push(listener);
  }

  async login(email: string, password: string, signal?: AbortSignal): Promise<void> {
    this.end();
    this.#keep(await this.#tokenRequest('/auth/login', { email, password }, signal));
  }

  /** Ends the session on the server, and forgets the tokens whatever the server answers. */
  async logout(): Promise<void> {
    if (!this.isOpen) {
      return;
    }
    try {
      await this.request('/auth/logout', { method: 'POST' });
    } catch {
      // The person is signed out here all the same; a server that was not reached ends idle sessions.
    }
    this.end();
  }

  /** Forgets the tokens, but not those of another tab that has signed in again. */
  end(): void {
    if (this.#storage?.getItem(this.#key) === this.#refreshToken) {
      this.#storage?.removeItem(this.#key);
    }
    this.#generation++;
    this.#tokens = null;
    this.#refreshToken = null;
    this.#refreshing = null;
    this.#user = null;
    this.#endListeners.forEach((listener) => listener());
  }

  /**
   * Sends a request with the caller's token, if there is one. Refreshes the token first if it is about to
   * expire, and repeats the request once if the server says that it has expired.
   *
   * @param path below the base URL
   * @throws HttpError of react-admin, whose body has the answer and the `errors` of a form
   */
  async request<Data>(path: string, request: ApiRequest = {}): Promise<ApiResponse<Data>> {
    if (this.isOpen && (this.#tokens === null || Date.now() >= this.#tokens.refreshAt)) {
      await this.#refresh();
    }
    request.signal?.throwIfAborted();
    const sent = this.#tokens;
    try {
      return await this.#send<Data>(path, request, sent);
    } catch (error) {
      if (sent === null || !(error instanceof HttpError) || codeOf(error) !== 'TOKEN_EXPIRED') {
        throw error;
      }
      if (this.#tokens === sent) {
        await this.#refresh();
      }
      request.signal?.throwIfAborted();
      return this.#send<Data>(path, request, this.#tokens);
    }
  }

  async #send<Data>(
    path: string,
    request: ApiRequest,
    tokens: Tokens | null,
  ): Promise<ApiResponse<Data>> {
    const query = request.query?.toString() ?? '';
    const headers = new Headers(request.headers);
    headers.set('Accept', 'application/json');
    if (tokens !== null) {
      headers.set('Authorization', `Bearer ${tokens.access}`);
    }
    const team = WITHOUT_TEAM.test(path) ? null : this.#team();
    if (team) {
      headers.set('Team-Id', team);
    }
    const init: RequestInit = { method: request.method ?? 'GET', headers };
    if (request.body !== undefined) {
      headers.set('Content-Type', 'application/json');
      init.body = JSON.stringify(request.body);
    }
    if (request.signal) {
      init.signal = request.signal;
    }
    const response = await this.#fetch(this.#url + path + (query && `?${query}`), init);
    const text = await response.text();
    const body = text === '' ? {} : parsed(text, response.status);
    if (!response.ok) {
      throw httpError(response.status, body as ErrorBody);
    }
    return { data: (body as { data: Data }).data, etag: response.headers.get('ETag') };
  }

  /** One refresh at a time: those who need it meanwhile wait for the same one. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#refreshOnce(this.#generation);
    return this.#refreshing;
  }

  async #refreshOnce(generation: number): Promise<void> {
    try {
      this.#refreshToken = this.#storedToken();
      const tokens = await this.#tokenRequest('/auth/refresh', {
        refresh_token: this.#refreshToken,
      });
      if (generation === this.#generation) {
        this.#keep(tokens);
      }
    } catch (error) {
      if (generation === this.#generation && error instanceof HttpError && error.status === 401) {
        this.end();
      }
      throw error;
    } finally {
      if (generation === this.#generation) {
        this.#refreshing = null;
      }
    }
  }

  /** Another tab may have refreshed the token since. */
  #storedToken(): string | null {
    return this.#storage ? this.#storage.getItem(this.#key) : this.#refreshToken;
  }

  async #tokenRequest(path: string, body: unknown, signal?: AbortSignal): Promise<TokenResponse> {
    return (await this.#send<TokenResponse>(path, { method: 'POST', body, signal }, null)).data;
  }

  #keep(response: TokenResponse): void {
    this.#tokens = {
      access: response.access_token,
      refreshAt: Date.now() + response.expires_in * 1000 - EARLY,
    };
    this.#refreshToken = response.refresh_token;
    this.#storage?.setItem(this.#key, response.refresh_token);
    this.#user = response.user;
  }
}

/** A proxy in front of the server may answer with something else than JSON. */
function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(`The server answered ${status} without JSON.`, status, {});
  }
}

function codeOf(error: HttpError): string | undefined {
  return (error.body as ErrorBody | undefined)?.error?.code;
}
