import { EngineError } from '../engine.js';

/** As both engines want names of containers and volumes. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** What an image reference or id can be made of: nothing that means something in an address. */
const REFERENCE = /^[a-zA-Z0-9][a-zA-Z0-9_.:/@-]*$/;

export function isName(name: string): boolean {
  return NAME.test(name);
}

export function isReference(reference: string): boolean {
  return REFERENCE.test(reference) && !reference.includes('..') && !reference.includes('//');
}

/** Names become part of the API's addresses as they are: one that no engine could have given is refused before. */
export function assertName(name: string): string {
  if (isName(name)) return name;
  throw new EngineError('refused', `${JSON.stringify(name)} cannot be the name of a container or volume`);
}

export function assertReference(reference: string): string {
  if (isReference(reference)) return reference;
  throw new EngineError('refused', `${JSON.stringify(reference)} cannot be the name of an image`);
}
