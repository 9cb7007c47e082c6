import { createRequire } from 'node:module';
import type * as Pglite from '@electric-sql/pglite';
import type * as Orm from 'drizzle-orm';
import type * as Migrator from 'drizzle-orm/migrator';
import type * as Core from 'drizzle-orm/pg-core';
import type * as EmbeddedDriver from 'drizzle-orm/pglite';
import type * as PostgresDriver from 'drizzle-orm/postgres-js';
// Drizzle's driver requires the pool's, too, and then finds it loaded.
import './postgres-driver.ts';

export type { Column, Placeholder, SQL, WithSubquery } from 'drizzle-orm';
export type { PgDatabase, PgQueryResultHKT, PgTable } from 'drizzle-orm/pg-core';

/**
 * Drizzle, as every store imports it: by `require`, not `import`. To import one of its ES modules Node reads Drizzle's package.json, which
 * is 180 kB, and parses its list of exports, and does so again for each of the hundreds of imports between them. That is half a second of
 * every start and 200 MB that are not given back; its CommonJS files take a tenth of either.
 */
const require = createRequire(import.meta.url);

/** What conditions and statements are made of. */
export const {
  and,
  asc,
  desc,
  eq,
  exists,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  not,
  notExists,
  notInArray,
  or,
  sql,
} = require('drizzle-orm') as typeof Orm;

/** All that tables are made of; most of it is exported by name below. */
export const core = require('drizzle-orm/pg-core') as typeof Core;

/** What tables and their columns are made of. */
export const {
  alias,
  bigint,
  bigserial,
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  pgSequence,
  pgTable,
  serial,
  text,
  timestamp,
  unique,
  uniqueIndex,
} = core;

/** Reads what `drizzle-kit` generated. */
export const { readMigrationFiles } = require('drizzle-orm/migrator') as typeof Migrator;

/** Drizzle on such a pool. */
export const { drizzle: drizzleOnPool } = require('drizzle-orm/postgres-js') as typeof PostgresDriver;

/** The embedded database and Drizzle on it, loaded by those alone who use it. */
export function loadEmbedded(): Pick<typeof Pglite, 'PGlite'> & { readonly drizzleOnEmbedded: typeof EmbeddedDriver.drizzle } {
  const { drizzle: drizzleOnEmbedded } = require('drizzle-orm/pglite') as typeof EmbeddedDriver;
  return { PGlite: (require('@electric-sql/pglite') as typeof Pglite).PGlite, drizzleOnEmbedded };
}
