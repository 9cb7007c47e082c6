import type { FieldValue, Permission, Role } from '../contract/index.ts';
import type { ConnectionConfigVar, Model } from '../definitions/index.ts';
import type { ConnectionForUse, ConnectionRecord, Session } from '../storage/index.ts';
import type { Dependencies } from './dependencies.ts';
import { DomainError } from './domain-error.ts';

/** A stored connection together with what the vendor declared for it. */
export interface FoundConnection {
  readonly record: ConnectionRecord;
  readonly configVar: ConnectionConfigVar;
}

/** A {@link FoundConnection} with its saved values, read with it. */
export interface FoundWithSaved extends FoundConnection {
  /** Opens them. @throws VaultError */
  readSaved(): Promise<ReadonlyMap<string, FieldValue>>;
}

/** Who looks at connections in the tag. */
export interface Viewer {
  readonly role: Role;
  /** BCP 47 tag of the language the tag is in. */
  readonly language: string;
}

/** A session of the tag with what one request of it says. */
export type TagSession = Session & Viewer;

/** The config variable a stored row stands for; undefined when the vendor no longer declares it. */
export function configVarOf(model: Model, record: ConnectionRecord): ConnectionConfigVar | undefined {
  const integration = model.integrations.get(record.instance.integrationKey);
  if (!integration) return undefined;
  for (const configVar of integration.configVars.values()) if (configVar.stableKey === record.configVarKey) return configVar;
  return undefined;
}

/**
 * A connection by id, as a session of the tag may reach it: its own instance only, another tenant's id is like an unknown one.
 * @throws DomainError `not_found`, or `forbidden` without the permission.
 */
export async function findForSession(
  deps: Dependencies,
  session: Session,
  id: string,
  permission: Permission,
): Promise<FoundConnection> {
  requirePermission(session, permission);
  return visibleTo(deps, session, await deps.storage.connections.find(session.customerId, id));
}

/** The same for a CONNECT, with what is saved. */
export async function findToConnect(deps: Dependencies, session: Session, id: string): Promise<FoundWithSaved> {
  requirePermission(session, 'connect');
  const stored = await deps.storage.use.findOf(session.customerId, id);
  return withSaved(visibleTo(deps, session, stored?.record), stored);
}

function visibleTo({ model }: Dependencies, session: Session, record: ConnectionRecord | undefined): FoundConnection {
  const configVar = record && record.instance.id === session.instanceId ? configVarOf(model, record) : undefined;
  if (!record || !configVar || !isVisible(configVar, session)) throw new DomainError('not_found');
  return { record, configVar };
}

/** Puts what was read with a connection beside it. */
export function withSaved(found: FoundConnection, stored: ConnectionForUse | undefined): FoundWithSaved {
  return { ...found, readSaved: () => stored?.readValues() ?? Promise.resolve(new Map()) };
}

/** Whether a session's role may see a config variable at all: one the vendor keeps to itself is not the customer's to see. */
export function isVisible(configVar: ConnectionConfigVar, { role }: Pick<Session, 'role'>): boolean {
  return role === 'organization' || configVar.visibility === 'customer';
}

/** @throws DomainError `forbidden` when the session was not given this permission. */
export function requirePermission(session: Session, permission: Permission): void {
  if (!session.permissions.includes(permission)) throw new DomainError('forbidden');
}

/**
 * A connection by id, for the vendor's backend.
 * @throws DomainError `not_found`.
 */
export async function findForVendor(deps: Dependencies, id: string): Promise<FoundConnection> {
  return declared(deps, await deps.storage.connections.findById(id));
}

/**
 * A stored connection with what the vendor declares for it.
 * @throws DomainError `not_found` when there is no such row, or nothing is declared for it any more.
 */
export function declared(deps: Pick<Dependencies, 'model'>, record: ConnectionRecord | undefined): FoundConnection {
  const configVar = record && configVarOf(deps.model, record);
  if (!record || !configVar) throw new DomainError('not_found');
  return { record, configVar };
}
