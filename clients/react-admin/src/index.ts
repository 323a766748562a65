import type { AuthProvider, DataProvider } from 'react-admin';
import { freeholdAuthProvider } from './authProvider.js';
import { freeholdDataProvider } from './dataProvider.js';
import { Session, type FreeholdOptions } from './session.js';

/** A data provider and an auth provider of react-admin that share one session. */
export function freehold(options: FreeholdOptions): {
  dataProvider: DataProvider;
  authProvider: AuthProvider;
} {
  const session = new Session(options);
  return {
    dataProvider: freeholdDataProvider(session, options),
    authProvider: freeholdAuthProvider(session),
  };
}

export type { ErrorBody, ErrorDetail, FormErrors } from './errors.js';
export type { FreeholdMeta } from './query.js';
export type { FreeholdOptions, User } from './session.js';
