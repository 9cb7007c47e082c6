import type { Role } from '../contract/index.ts';
import { failureFacts } from './advise.ts';
import type { Actor, Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';
import { describeFailure } from './fail-flow.ts';
import type { FoundConnection } from './find-connection.ts';
import { recordChange } from './record-change.ts';

/**
 * Does work that asks the third party on behalf of a person who waits for the answer: a refusal becomes a line in the connection's log
 * and an error of ours that says what to check, and the connection stays as it was.
 * @throws DomainError in our codes; anything else as it is.
 */
export async function recordingRefusal<Answer>(
  deps: Dependencies,
  found: FoundConnection,
  { actor, role }: { readonly actor: Actor; readonly role: Role },
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) throw error;
    await deps.storage.transaction((tx) => recordChange(tx, found.record, { ...failure, actor }));
    const facts = failureFacts(deps, found, role, { ...failure, at: new Date() });
    throw new DomainError(failure.code, { facts, cause: error });
  }
}
