import { connectEmulator } from './emulator.ts';
import type { Connect } from './target.ts';

export const connect: Connect = () => connectEmulator('localstack');
