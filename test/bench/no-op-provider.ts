import { createServer } from 'node:http';
import { listenOnLoopback } from '../support/loopback-server.ts';

/** A token endpoint that gives everybody the same tokens at once, as a program of its own, so that its time is not ours. Prints its address. */
const answer = JSON.stringify({
  access_token: 'a'.repeat(1000),
  refresh_token: 'r'.repeat(200),
  token_type: 'Bearer',
  expires_in: 3600,
});
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
});
server.keepAliveTimeout = 60_000;
console.log(`http://127.0.0.1:${await listenOnLoopback(server)}`);
