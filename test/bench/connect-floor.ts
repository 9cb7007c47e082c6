import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import postgres from 'postgres';

/**
 * The floor of CONNECT, as a program of its own: a flow stored by its state, an address to sign in at with PKCE, the code exchanged and the
 * tokens stored encrypted. Prints its address.
 */
const client = postgres(process.env['DATABASE_URL'] ?? '', { max: 10 });
const providerUrl = process.env['PROVIDER_URL'] ?? '';
const key = randomBytes(32);

await client`create table floor_flows (state text primary key, connection text not null, verifier text not null)`;
await client`create table floor_tokens (connection text primary key, sealed bytea not null)`;

const app = new Hono();
app.post('/begin', async (c) => {
  const { connection } = await c.req.json<{ connection: string }>();
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  await client`insert into floor_flows values (${state}, ${connection}, ${verifier})`;
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return c.json({ state, authorizationUrl: `${providerUrl}/authorize?state=${state}&code_challenge=${challenge}` });
});
app.get('/callback', async (c) => {
  const [flow] = await client<{ connection: string; verifier: string }[]>`
    delete from floor_flows where state = ${c.req.query('state') ?? ''} returning connection, verifier`;
  if (flow === undefined) return c.body(null, 400);
  const answer = await fetch(`${providerUrl}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: c.req.query('code') ?? '',
      code_verifier: flow.verifier,
      client_id: 'app',
      client_secret: 'the-app-secret',
    }),
  });
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(JSON.stringify(await answer.json())), cipher.final(), cipher.getAuthTag()]);
  await client`
    insert into floor_tokens values (${flow.connection}, ${sealed})
    on conflict (connection) do update set sealed = excluded.sealed`;
  return c.redirect('/done', 303);
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`http://127.0.0.1:${port}`));
