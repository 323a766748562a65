import { HttpError } from 'react-admin';

/** One fault of a request: a field or parameter, a stable code and a message for people. */
export interface ErrorDetail {
  field: string;
  code: string;
  message: string;
}

/** The body of an error response. */
export interface ErrorBody {
  error?: { code: string; message: string; details: ErrorDetail[]; requestId: string };
  outcome?: 'none' | 'unknown';
}

/** The messages of a form, nested as its values are. */
export interface FormErrors {
  [field: string]: string | FormErrors;
}

/**
 * The error as react-admin knows it. `body.errors` has the message of each faulty field, which forms show;
 * `root.serverError` is the message of the form as a whole.
 */
export function httpError(status: number, body: ErrorBody): HttpError {
  const error = body.error;
  if (error === undefined) {
    return new HttpError(`The server answered ${status}.`, status, body);
  }
  const message = error.details.length > 1 ? error.details.map((d) => d.message).join(' ') : error.message;
  const errors = formErrors(error.details);
  return new HttpError(
    message,
    status,
    errors === null ? body : { ...body, errors: { ...errors, root: { serverError: message } } },
  );
}

function formErrors(details: ErrorDetail[]): FormErrors | null {
  const errors: FormErrors = {};
  for (const { field, message } of details) {
    // `tags[2]` is an element of a value; `[2].title` is a row of a request, which no form has.
    const path = /^[a-z]/.test(field) ? field.split(/[.[\]]+/).filter((part) => part !== '') : [];
    const last = path.pop();
    if (last === undefined) {
      continue;
    }
    let at = errors;
    for (const part of path) {
      const inner = at[part];
      at = typeof inner === 'object' ? inner : (at[part] = {});
    }
    at[last] ??= message;
  }
  return Object.keys(errors).length === 0 ? null : errors;
}
