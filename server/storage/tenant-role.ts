import { databaseErrorCode } from './database-error.ts';
import { schema, type Database, type OpenDatabase } from './database.ts';
import { core, sql } from './drizzle.ts';

/** Whether the database itself can keep one customer's session from another's rows. */
export type TenantRole =
  /** `role` is what a transaction on behalf of a customer runs as; see `within-customer.ts`. */
  | { readonly kind: 'ready'; readonly role: string }
  /** `reason` in the database's words; `remedy` are the statements for somebody who may run them. */
  | { readonly kind: 'missing'; readonly reason: string; readonly remedy: string };

/** The setting that names the customer of a transaction. */
export const customerSetting = 'connection_config.customer';

/** What the server does for a session of the tag with rows that have a customer. Anything not named here it may read and write. */
const narrower: Readonly<Record<string, string>> = {
  customers: 'SELECT',
  data_keys: 'SELECT',
  instances: 'SELECT',
  sessions: 'SELECT',
  connect_links: '',
  connection_logs: 'INSERT SELECT',
  audit_log: 'INSERT SELECT',
  events: 'INSERT',
};

/** Tables of tenants' rows, with the column that says whose a row is and what a tenant's transaction may do. */
export const tenantTables = Object.values(schema).flatMap((table: unknown) => {
  if (!(table instanceof core.PgTable)) return [];
  const { name, columns } = core.getTableConfig(table);
  const column = table === schema.customers ? 'id' : columns.find((each) => each.name === 'customer_id')?.name;
  if (column === undefined) return [];
  const privileges = (narrower[name] ?? 'DELETE INSERT SELECT UPDATE').split(' ').filter(Boolean);
  const serial = columns.find((each) => each.columnType.startsWith('PgBigSerial'))?.name;
  return [{ name, column, privileges, serial }];
});

/**
 * Row-level security on every table of tenants' rows, for one role alone: a role nobody logs in as, which the server's own takes on for the
 * length of a transaction that it runs on behalf of a customer. The server's own role owns the tables, so no policy is evaluated for what it
 * does for itself. Not in a migration, since roles belong to the cluster and not to the database: a database that was restored elsewhere, or
 * whose user had not the right to make a role, gets at its next start what is missing.
 */
export async function prepareTenantRole(tx: Database): Promise<TenantRole> {
  const found = await look(tx);
  if (found.lacking.length === 0) return { kind: 'ready', role: found.role };
  try {
    // In a savepoint: without the right to do so the schema is brought up to date all the same.
    await tx.transaction((inner) => inner.execute(sql.raw(asOneStatement(found.lacking))));
    return { kind: 'ready', role: found.role };
  } catch (error) {
    if (databaseErrorCode(error) !== '42501') throw error;
    return missing(found, error);
  }
}

/** The same without changing anything: what the next start would come to. */
export async function inspectTenantRole({ db }: Pick<OpenDatabase, 'db'>): Promise<TenantRole> {
  const undo = new Error('rolled back');
  let outcome: TenantRole | undefined;
  await db
    .transaction(async (tx) => {
      outcome = await prepareTenantRole(tx);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  if (outcome === undefined) throw new Error('the transaction did not run');
  return outcome;
}

interface Found {
  readonly role: string;
  /** What remains to be done, in order. */
  readonly lacking: string[];
  /** The part of it that an ordinary user may not. */
  readonly remedy: string;
}

interface FoundRow extends Record<string, unknown> {
  readonly role: string;
  readonly me: string;
  readonly schema: string;
  readonly modern: boolean;
  readonly exists: boolean;
  readonly unfit: boolean;
  readonly member: boolean;
  readonly entered: boolean;
  /** Tables as they are: name, whether policies and rights are what they should be. */
  readonly tables: readonly { readonly name: string; readonly guarded: boolean; readonly privileges: readonly string[] }[];
}

/** The role has the database's name in its own: what belongs to the cluster must not open another database to this one's user. */
const roleName = sql`case when octet_length('connection_config_' || current_database()) < 64 then 'connection_config_' || current_database() else 'connection_config_' || md5(current_database()) end`;

async function look(tx: Database): Promise<Found> {
  const modern = sql`current_setting('server_version_num')::int >= 160000`;
  const result = await tx.execute<FoundRow>(sql`
    with wanted as (select ${roleName} as name)
    select wanted.name as role, current_user as me, current_schema() as schema, ${modern} as modern,
      role.oid is not null as exists,
      coalesce(role.rolcanlogin or role.rolsuper or role.rolbypassrls, false) as unfit,
      coalesce(pg_has_role(current_user, role.oid, case when ${modern} then 'SET' else 'MEMBER' end), false) as member,
      coalesce(has_schema_privilege(role.oid, current_schema()::text, 'USAGE'), false) as entered,
      coalesce((select json_agg(json_build_object(
          'name', relname,
          'guarded', relrowsecurity
            and exists (select from pg_policy where polrelid = pg_class.oid and polname = 'everyone')
            and exists (select from pg_policy where polrelid = pg_class.oid and polname = 'one_customer' and polroles = array[role.oid]),
          'privileges', array(select privilege_type from aclexplode(relacl) where grantee = role.oid order by 1)
        )) from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace), '[]'::json) as tables
    from wanted left join pg_roles role on role.rolname = wanted.name`);
  const [row] = (Array.isArray(result) ? result : (result as { rows: FoundRow[] }).rows) as FoundRow[];
  if (!row) throw new Error('the catalog was not read');
  const role = quote(row.role);
  const forAdministrators = [
    ...(row.exists ? [] : [`create role ${role} nologin`]),
    ...(row.unfit ? [`alter role ${role} nologin nosuperuser nobypassrls`] : []),
    ...(row.member ? [] : [`grant ${role} to ${quote(row.me)}${row.modern ? ' with inherit false, set true' : ''}`]),
    ...(row.entered ? [] : [`grant usage on schema ${quote(row.schema)} to ${role}`]),
  ];
  const present = new Map(row.tables.map((table) => [table.name, table]));
  const forOwner = tenantTables.flatMap((table) => {
    const found = present.get(table.name);
    // Before the first start there are none.
    if (!found) return [];
    const { guarded, privileges } = found;
    const mayDo = privileges.join() === table.privileges.join();
    return [...(guarded ? [] : guard(table, role)), ...(mayDo ? [] : permit(table, role))];
  });
  return {
    role: row.role,
    lacking: [...forAdministrators, ...forOwner],
    remedy: forAdministrators.map((statement) => `${statement};`).join(' '),
  };
}

type TenantTable = (typeof tenantTables)[number];

/**
 * Others than the owner and that role see what they were granted, as before. The setting is read once a statement, and compared by an
 * operator behind which indexes are used as ever.
 */
function guard({ name, column }: TenantTable, role: string): string[] {
  const table = quote(name);
  const isOfCustomer = `${quote(column)} = (select current_setting('${customerSetting}', true))`;
  return [
    `alter table ${table} enable row level security`,
    `drop policy if exists everyone on ${table}`,
    `create policy everyone on ${table} using (true) with check (true)`,
    `drop policy if exists one_customer on ${table}`,
    `create policy one_customer on ${table} as restrictive to ${role} using (${isOfCustomer}) with check (${isOfCustomer})`,
  ];
}

function permit({ name, privileges, serial }: TenantTable, role: string): string[] {
  const table = quote(name);
  return [
    `revoke all on ${table} from ${role}`,
    ...(privileges.length === 0 ? [] : [`grant ${privileges.join(', ').toLowerCase()} on ${table} to ${role}`]),
    ...(serial === undefined ? [] : [`grant usage on sequence ${quote(`${name}_${serial}_seq`)} to ${role}`]),
  ];
}

/** One message to the database, whichever driver sends it. */
function asOneStatement(statements: readonly string[]): string {
  return `do $connection_config$ begin ${statements.map((statement) => `${statement};`).join(' ')} end $connection_config$`;
}

function missing({ remedy }: Found, error: unknown): TenantRole {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return { kind: 'missing', reason: cause instanceof Error ? cause.message : String(cause), remedy };
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
