import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { problemSchema } from '../../contract/index.ts';
import { operations, type Caller, type Operation } from './operations.ts';

type Json = Readonly<Record<string, unknown>>;

/** The description of the HTTP surface. @see OpenAPI Specification 3.1.1 */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly components: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

const security: Readonly<Record<Caller, readonly Json[]>> = { vendor: [{ apiKey: [] }], tag: [{ session: [] }], anyone: [] };

/** Makes the description from the contract's schemas, so that it says what the server checks. */
export function openApiDocument(publicUrl: string): OpenApiDocument {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = describe(operation);
  return {
    openapi: '3.1.1',
    info: { title: 'Connection Config', version: '1' },
    servers: [{ url: publicUrl }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, for your backend alone.' },
        session: { type: 'http', scheme: 'bearer', description: 'A session token, for the tag.' },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
    paths,
  };
}

function describe({ path, summary, caller, query = [], request, status = 200, answer }: Operation): Json {
  const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({ name, in: 'path', required: true }));
  const parameters = [...inPath, ...query.map((name) => ({ name, in: 'query' }))];
  return {
    summary,
    tags: [caller],
    security: security[caller],
    ...(parameters.length === 0 ? {} : { parameters: parameters.map((one) => ({ ...one, schema: { type: 'string' } })) }),
    ...(request === undefined ? {} : { requestBody: { required: true, content: json(schemaOf(request, 'input')) } }),
    responses: {
      [status]: { description: summary, ...(answer === undefined ? {} : { content: contentOf(answer) }) },
      default: {
        description: 'What went wrong, with a stable code and what to do.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function contentOf(answer: NonNullable<Operation['answer']>): Json {
  return typeof answer === 'string' ? { [answer]: {} } : json(schemaOf(answer, 'output'));
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

/** Checks that JSON Schema has no words for are left out: the description never asks for more than the server does. */
function schemaOf(schema: GenericSchema, typeMode: 'input' | 'output'): Json {
  const { $schema: _, ...described } = toJsonSchema(schema, { typeMode, errorMode: 'ignore', target: 'draft-2020-12' });
  return described;
}
