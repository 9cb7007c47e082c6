import * as v from 'valibot';
import { revocationResults } from './connection.ts';
import { displayName, externalId } from './session.ts';

/** The vendor's id of a customer, as it stands in `/v1/customers/:customer`. */
export const customerIdSchema = externalId;

/** `PUT /v1/customers/:customer`. Without a name, the one that is stored stays. */
export const customerPutSchema = v.strictObject({ name: v.optional(displayName) });

/** `PUT …/instances/:integration`. What is left out stays as it is stored. */
export const instancePutSchema = v.strictObject({
  name: v.optional(displayName),
  /** `false` switches the integration off for this customer: its connections are kept and renewed, and handed to nobody. Default `true`. */
  enabled: v.optional(v.boolean()),
});
export type InstancePut = v.InferOutput<typeof instancePutSchema>;

/** One of the vendor's customers. */
export const customerSchema = v.object({
  /** The vendor's own id. */
  id: v.string(),
  name: v.optional(v.string()),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
});
export type Customer = v.InferOutput<typeof customerSchema>;
/** `GET /v1/customers`; `next` is the cursor of the following page, absent on the last. */
export const customerListSchema = v.object({ customers: v.array(customerSchema), next: v.optional(v.string()) });
export type CustomerList = v.InferOutput<typeof customerListSchema>;

/** An integration deployed for a customer. Its connections are at `GET /v1/connections?customer=…&integration=…`. */
export const instanceSchema = v.object({
  id: v.string(),
  customer: v.string(),
  integration: v.string(),
  name: v.string(),
  enabled: v.boolean(),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
});
export type InstanceAnswer = v.InferOutput<typeof instanceSchema>;
/** `GET /v1/customers/:customer/instances`. */
export const instanceListSchema = v.object({ instances: v.array(instanceSchema) });
export type InstanceList = v.InferOutput<typeof instanceListSchema>;

/** The answer to a DELETE of an instance or a customer: what was disconnected, and how its revocation stands. */
export const deletedSchema = v.object({
  connections: v.array(
    v.object({
      id: v.string(),
      integration: v.string(),
      configVar: v.string(),
      revocation: v.picklist(revocationResults),
    }),
  ),
});
export type Deleted = v.InferOutput<typeof deletedSchema>;
