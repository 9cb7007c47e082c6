import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import {
  DemoInMemoryAuthProvider,
  DemoInMemoryClientsStore,
} from '@modelcontextprotocol/sdk/examples/server/demoInMemoryOAuthProvider.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
  mcpAuthRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { listenOnLoopback } from './loopback-server.ts';

/** A real MCP server (`@modelcontextprotocol/sdk`) behind a real authorization server of its own, both on loopback. */
export interface ProtectedMcpServer {
  /** What a customer pastes. */
  readonly url: string;
  readonly issuer: string;
  /** Ids of the clients that registered. */
  readonly clients: () => string[];
  /** The authorization server forgets every client, as one that keeps them in memory does when it is restarted. */
  forgetClients(): void;
  stop(): Promise<void>;
}

/** Starts both: the MCP server with one tool, `greet`, for whoever brings a token that was issued for it. */
export async function startMcpServer(): Promise<ProtectedMcpServer> {
  const authorizationApp = express();
  const authorization = createServer(authorizationApp);
  const issuerUrl = new URL(`http://127.0.0.1:${await listenOnLoopback(authorization)}`);
  const resourceApp = express();
  const resource = createServer(resourceApp);
  const url = new URL(`http://127.0.0.1:${await listenOnLoopback(resource)}/mcp`);

  const provider = new DemoInMemoryAuthProvider((asked) => asked?.href === url.href);
  const clients = new ForgetfulClients();
  provider.clientsStore = clients;
  authorizationApp.use(mcpAuthRouter({ provider, issuerUrl, clientRegistrationOptions: { rateLimit: false } }));

  resourceApp.use(
    mcpAuthMetadataRouter({
      oauthMetadata: {
        issuer: issuerUrl.href,
        authorization_endpoint: new URL('/authorize', issuerUrl).href,
        token_endpoint: new URL('/token', issuerUrl).href,
        response_types_supported: ['code'],
      },
      resourceServerUrl: url,
      scopesSupported: ['mcp:tools'],
    }),
  );
  resourceApp.use(
    '/mcp',
    requireBearerAuth({ verifier: provider, resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url) }),
  );
  resourceApp.post('/mcp', express.json(), async (request, response) => {
    // Without sessions: one transport a request.
    const transport = new StreamableHTTPServerTransport({});
    await createMcpServer().connect(transport);
    await transport.handleRequest(request, response, request.body);
  });
  return {
    url: url.href,
    issuer: issuerUrl.href,
    clients: () => [...clients.ids],
    forgetClients: () => clients.ids.clear(),
    stop: async () => {
      await Promise.all([close(authorization), close(resource)]);
    },
  };
}

class ForgetfulClients extends DemoInMemoryClientsStore {
  readonly ids = new Set<string>();

  override async getClient(id: string) {
    return this.ids.has(id) ? super.getClient(id) : undefined;
  }

  override async registerClient(client: Parameters<DemoInMemoryClientsStore['registerClient']>[0]) {
    this.ids.add(client.client_id);
    return super.registerClient(client);
  }
}

function createMcpServer(): McpServer {
  const server = new McpServer({ name: 'greeter', version: '1.0.0' });
  server.registerTool('greet', { description: 'Says hello.' }, () => ({ content: [{ type: 'text', text: 'Hello.' }] }));
  return server;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
