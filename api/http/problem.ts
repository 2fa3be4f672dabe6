/** One wrong field of a request. */
export interface FieldError {
  /** JSON pointer into the body, or the name of a query or path parameter. */
  readonly field: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** What happened to this very request and what to change; safe for the caller to read. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members, RFC 9457 section 3.2, such as `cause` and `not_before`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An answer that is an error: RFC 9457 `application/problem+json` with `type` `/problems/<slug>`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly slug: string;
  readonly options: ProblemOptions;
  /** @param slug one of the catalogue in `problems.ts`, which gives status, title and explanation. */
  constructor(slug: string, options: ProblemOptions = {}) {
    super(options.detail ?? slug);
    this.slug = slug;
    this.options = options;
  }
}
