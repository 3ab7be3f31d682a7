import { loadSharedConfigFiles } from '@smithy/core/config';
import type { TargetSources } from './deployment-target.ts';

/** The environment of this process, and its user's AWS configuration. */
export const PROCESS_SOURCES: TargetSources = {
  variables: process.env,
  regionOfProfile: async (profile) => {
    const { credentialsFile, configFile } = await loadSharedConfigFiles();
    return credentialsFile[profile]?.region ?? configFile[profile]?.region;
  },
};
