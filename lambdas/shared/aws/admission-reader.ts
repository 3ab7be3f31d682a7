import type { AdmissionLevel } from '../store/admission-item.ts';

/**
 * Reads the governor's level from the table that `ADMISSION_TABLE_NAME` names; `undefined`: no governor acts in the stage.
 * The client of DynamoDB is loaded only then, because every start of an environment would wait for it.
 */
export async function admissionReader(): Promise<(() => Promise<AdmissionLevel>) | undefined> {
  const tableName = process.env.ADMISSION_TABLE_NAME;
  if (tableName === undefined || tableName === '') return undefined;
  const { dynamodbTable } = await import('./dynamodb-table.ts');
  const { readAdmission } = await import('../store/read-admission.ts');
  const table = dynamodbTable();
  return () => readAdmission({ table, tableName });
}
