import { HttpError, type AuthProvider, type UserIdentity } from 'react-admin';
import type { Session, User } from './session.js';

/** Signs in with e-mail and password. Permissions are the roles of the account. */
export function freeholdAuthProvider(session: Session): AuthProvider {
  const me = async (signal?: AbortSignal): Promise<User> =>
    (await session.request<User>('/auth/me', { signal })).data;
  return {
    supportAbortSignal: true,

    /** The login form of react-admin has a `username`; a form of your own may have an `email`. */
    async login({ username, email, password }: { username?: string; email?: string; password: string }) {
      await session.login(email ?? username ?? '', password);
    },

    async logout() {
      await session.logout();
    },

    async checkAuth() {
      if (!session.isOpen) {
        throw new HttpError('Please sign in.', 401, {});
      }
    },

    /** 401 ends the session. 403 does not: another page may be allowed. */
    async checkError(error: { status?: number }) {
      if (error.status === 401) {
        session.end();
        throw error;
      }
    },

    async getIdentity(params): Promise<UserIdentity> {
      const user = await me(params?.signal);
      return { ...user, fullName: user.name ?? user.email };
    },

    /** The roles of the session, such as `['editor']`; empty without a session or roles. */
    async getPermissions(params: { signal?: AbortSignal } | undefined): Promise<string[]> {
      if (!session.isOpen) {
        return [];
      }
      return (session.user ?? (await me(params?.signal))).roles ?? [];
    },
  };
}
