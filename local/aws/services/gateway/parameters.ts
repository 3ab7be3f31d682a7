import type { ServiceParameters } from '../api/parameters.ts';

export const API_GATEWAY_PARAMETERS: ServiceParameters = {
  CreateApiKey: {
    effective: 'name description enabled value',
    inert: { tags: 'no operation served here reads them' },
  },
  CreateUsagePlan: {
    effective: 'name description apiStages.apiId apiStages.stage throttle',
    inert: { tags: 'no operation served here reads them' },
  },
  CreateUsagePlanKey: { effective: 'usagePlanId keyId keyType' },
  DeleteApiKey: { effective: 'apiKey' },
  DeleteUsagePlan: { effective: 'usagePlanId' },
  GetApiKey: { effective: 'apiKey includeValue' },
};
