/**
 * The wire between the tag, the server and the vendor's code, written once: schemas, the types inferred from them, error codes,
 * field rules and addresses. A leaf: it imports valibot and nothing else, and compiles with and without a DOM.
 */
export * from './account-name.ts';
export * from './advice.ts';
export * from './connection.ts';
export * from './customer.ts';
export * from './dpop.ts';
export * from './error-codes.ts';
export * from './event.ts';
export * from './field-rules.ts';
export * from './field.ts';
export * from './flow.ts';
export * from './integration-code.ts';
export * from './log.ts';
export * from './oauth1-signature.ts';
export * from './paths.ts';
export * from './popup-messages.ts';
export * from './problem.ts';
export * from './session.ts';
export * from './connect-link.ts';
export * from './webhook.ts';
