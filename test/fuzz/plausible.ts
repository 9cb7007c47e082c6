import assert from 'node:assert/strict';

/** Stands in every input where a secret would: it must not come back in anything a person reads. */
export const canary = 'SECRETCANARY';

/** RFC 6749 section 5.2: an error code, as short as the product promises. */
export function assertPlausibleCode(providerCode: string | undefined): void {
  if (providerCode !== undefined) assert.match(providerCode, /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/);
}

/** Text that every part of the product can store and show. */
export function assertStorable(text: string, maxLength: number): void {
  assert.ok(text.length <= maxLength && text.isWellFormed());
  assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
}

/** No input has reached a prototype: nothing new is inherited by what everything is made of. */
export function assertPrototypesIntact(): void {
  for (const inherited in [] as unknown[]) assert.fail(`a prototype has got a member ${inherited}`);
}
