import type { StatusReason } from '../contract/index.ts';
import type { FoundConnection } from './find-connection.ts';

const final: readonly StatusReason[] = [
  'reauth_required',
  'outcome_unknown',
  'decrypt_failed',
  'credentials_rejected',
  'provider_error_persistent',
];

/**
 * Why a connection's grant is over, if it is: only a new sign-in helps then, and neither a renewal nor a late report of success changes it.
 * Never so for a key-based connection, which may be red by mistake and is tried again.
 */
export function grantOverReason({ record, configVar }: FoundConnection): StatusReason | undefined {
  if (configVar.definition.grant === undefined || record.reason === null) return undefined;
  return final.includes(record.reason) ? record.reason : undefined;
}
