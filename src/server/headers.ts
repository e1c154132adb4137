import type { OutgoingHttpHeaders } from 'node:http';

/** Goes with every answer: nothing is kept, nothing is guessed, nothing is told to other sites. */
const COMMON: OutgoingHttpHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/**
 * The page's policy. No inline script, no inline style, no `eval`; strings cannot become HTML but through DOMPurify.
 * Mermaid cannot work under it (it writes `<style>` elements and `style` attributes), hence the drawing frame.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dompurify',
].join('; ');

/**
 * The drawing frame's policy. Mermaid may style what it draws, and that is all: the sandbox gives the frame an origin of
 * its own, so it has no cookie, cannot reach the page, and may fetch nothing but the built scripts.
 */
const FRAME_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts',
].join('; ');

export const PAGE_HEADERS: OutgoingHttpHeaders = {
  ...COMMON,
  'Content-Security-Policy': PAGE_POLICY,
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Module scripts of a page with an opaque origin are loaded across origins; the key in the path is what guards them. */
export const FRAME_HEADERS: OutgoingHttpHeaders = {
  ...COMMON,
  'Content-Security-Policy': FRAME_POLICY,
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Access-Control-Allow-Origin': '*',
};
