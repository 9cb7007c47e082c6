import { registerHooks } from 'node:module';

// Tests run under the condition "source", which is how this package finds its own sources. A dependency of the SDK has TypeScript
// under the same name, which Node does not load from node_modules.
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const isForeign = context.parentURL?.includes('/node_modules/') === true;
    const conditions = isForeign ? context.conditions.filter((condition) => condition !== 'source') : context.conditions;
    return nextResolve(specifier, { ...context, conditions });
  },
});
const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');

/** Lists the names of an MCP server's tools with the SDK's own client, as a vendor's code would do it with a handed-over token. */
export async function listMcpTools(url: string, accessToken: string): Promise<string[]> {
  const requestInit = { headers: { authorization: `Bearer ${accessToken}` } };
  const client = new Client({ name: 'vendor', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit });
  await client.connect(transport);
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}
