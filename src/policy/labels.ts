/** Labels: what things are told apart and found by. */
import { z } from 'zod';

export const labelsSchema = z
  .record(z.string().min(1).max(63), z.string().max(200))
  .refine((labels) => Object.keys(labels).length <= 64, { message: 'expected at most 64 labels' });
