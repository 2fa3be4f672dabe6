import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

/** Gives a schema a name under `components/schemas` of the OpenAPI document, instead of being repeated at each use. */
export function named<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  return schema.openapi(name);
}
