import type { Context } from 'hono';
import * as v from 'valibot';
import { DomainError } from '../services/domain-error.ts';

/**
 * A request's JSON body by its schema. The answer to a bad one names paths and never repeats a value: ready-made validators echo the
 * whole body, secrets included.
 * @throws DomainError `unsupported_media_type`, `invalid_request`.
 */
export async function readBody<Schema extends v.GenericSchema>(c: Context, schema: Schema): Promise<v.InferOutput<Schema>> {
  const mediaType = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new DomainError('unsupported_media_type');
  let body: unknown;
  try {
    body = await c.req.json();
  } catch (cause) {
    // The body limit aborts the read with its own error, which has its own answer.
    if (cause instanceof Error && cause.name === 'BodyLimitError') throw cause;
    throw new DomainError('invalid_request', { errors: [{ path: '', code: 'invalid', message: 'The body is not valid JSON.' }] });
  }
  return checked(schema, body);
}

/**
 * A request's query by its schema; a parameter that is given twice counts once.
 * @throws DomainError `invalid_request`.
 */
export function readQuery<Schema extends v.GenericSchema>(c: Context, schema: Schema): v.InferOutput<Schema> {
  return checked(schema, c.req.query());
}

function checked<Schema extends v.GenericSchema>(schema: Schema, given: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  throw new DomainError('invalid_request', {
    errors: result.issues.map((issue) => ({
      path: v.getDotPath(issue) ?? '',
      code: 'invalid',
      message: `Expected ${issue.expected ?? 'another value'}.`,
    })),
  });
}
