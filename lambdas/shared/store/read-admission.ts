import type { TablePort } from '../ports.ts';
import { type AdmissionLevel, admissionOf } from './admission-item.ts';
import { governorKey } from './keys.ts';

export interface AdmissionPorts {
  readonly table: Pick<TablePort, 'getItem'>;
  readonly tableName: string;
}

/** Reads the level that the governor wrote. Eventually consistent: a level is a minute old anyway, and this costs half. */
export async function readAdmission({ table, tableName }: AdmissionPorts): Promise<AdmissionLevel> {
  const { Item } = await table.getItem({ TableName: tableName, Key: governorKey('ADMISSION') });
  return admissionOf(Item);
}
