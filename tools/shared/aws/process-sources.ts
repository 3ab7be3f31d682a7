import { loadSharedConfigFiles } from '@smithy/core/config';
import type { TargetSources } from './deployment-target.ts';

/** This process's environment and the AWS configuration of its user. */
export const PROCESS_SOURCES: TargetSources = {
  variables: process.env,
  regionOfProfile: async (profile) => {
    const { credentialsFile, configFile } = await loadSharedConfigFiles();
    return credentialsFile[profile]?.region ?? configFile[profile]?.region;
  },
};
