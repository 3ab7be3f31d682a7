import { type AdmissionLevel, admissionOf } from '../store/admission-item.ts';
import { governorKey } from '../store/keys.ts';

/**
 * Reads the governor's level from the table that `ADMISSION_TABLE_NAME` names; `undefined`: no governor acts in the stage.
 * The client of DynamoDB is loaded only then, because every start of an environment would wait for it. Eventually
 * consistent: a level is a minute old anyway, and this costs half.
 */
export async function admissionReader(): Promise<(() => Promise<AdmissionLevel>) | undefined> {
  const tableName = process.env.ADMISSION_TABLE_NAME;
  if (tableName === undefined || tableName === '') return undefined;
  const { dynamodbTable } = await import('./dynamodb-table.ts');
  const table = dynamodbTable();
  return async () => {
    const { Item } = await table.getItem({ TableName: tableName, Key: governorKey('ADMISSION') });
    return admissionOf(Item);
  };
}
