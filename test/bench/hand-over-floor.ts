import { createDecipheriv, createHash, randomBytes, createCipheriv, timingSafeEqual } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import postgres from 'postgres';

/**
 * The floor of the hot path, as a program of its own: API key and tenant checked, one row by primary key, 1 kB decrypted, JSON out.
 * Prints its address.
 */
const client = postgres(process.env['DATABASE_URL'] ?? '', { max: 10 });
const key = randomBytes(32);
const apiKeyHash = createHash('sha256')
  .update(process.env['API_KEY'] ?? '')
  .digest();

await client`create table floor_connections (id text primary key, tenant text not null, sealed bytea not null)`;
const nonce = randomBytes(12);
const cipher = createCipheriv('aes-256-gcm', key, nonce);
const sealed = Buffer.concat([nonce, cipher.update(JSON.stringify({ access_token: 'x'.repeat(1000) })), cipher.final()]);
const row = Buffer.concat([sealed, cipher.getAuthTag()]);
for (let number = 0; number < Number(process.env['CONNECTIONS']); number += 1)
  await client`insert into floor_connections values (${`connection-${number}`}, 'acme', ${row})`;

const app = new Hono();
app.post('/v1/connections/:id/credentials', async (c) => {
  const presented = createHash('sha256')
    .update(c.req.header('authorization')?.slice(7) ?? '')
    .digest();
  if (!timingSafeEqual(presented, apiKeyHash)) return c.body(null, 401);
  await c.req.json();
  const [row] = await client<{ tenant: string; sealed: Buffer }[]>`
    select tenant, sealed from floor_connections where id = ${c.req.param('id')}`;
  if (row?.tenant !== 'acme') return c.body(null, 404);
  const decipher = createDecipheriv('aes-256-gcm', key, row.sealed.subarray(0, 12));
  decipher.setAuthTag(row.sealed.subarray(-16));
  const text = Buffer.concat([decipher.update(row.sealed.subarray(12, -16)), decipher.final()]).toString();
  return c.json({ token: JSON.parse(text) as unknown });
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`http://127.0.0.1:${port}`));
