/* oxlint-disable no-underscore-dangle -- a name that the build replaces, unlike any other */
declare const __TORCHDOCK_VERSION__: string | undefined;

/** Version of this build; `0.0.0-source` when the sources run unbuilt. */
export const VERSION: string = typeof __TORCHDOCK_VERSION__ === 'string' ? __TORCHDOCK_VERSION__ : '0.0.0-source';
