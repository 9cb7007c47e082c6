/** The one way out to the network. */
export { canonicalAddress, createAddressPolicy, type AddressClass, type AddressPolicy } from './address-policy.ts';
export {
  callDeadlineSeconds,
  createEgress,
  type Egress,
  type EgressFetch,
  type EgressInit,
  type EgressParts,
  type EgressPolicy,
  type TargetCheck,
  type TextLookup,
} from './egress.ts';
export { EgressError, type EgressErrorCode, type EgressProgress, type EgressReason } from './errors.ts';
export type { Resolve } from './target.ts';
