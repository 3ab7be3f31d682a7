import { InputError } from '../../../../core/errors.ts';
import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { deliveryFault, putEventsFault } from '../../services/event-bus/faults.ts';
import { ActiveFault } from '../../services/faults/active-fault.ts';
import type { FaultKind } from '../../services/faults/fault-kinds.ts';
import type { FaultSpec } from '../../services/faults/fault-spec.ts';
import { invocationFault } from '../../services/function-pool/faults.ts';
import type { FunctionPool } from '../../services/function-pool/function-pool.ts';
import { gatewayFault } from '../../services/gateway/faults.ts';
import type { Gateway } from '../../services/gateway/gateway.ts';
import { streamFault } from '../../services/stream/faults.ts';
import { tableFault } from '../../services/table/faults.ts';
import { affectedKeys, type NamedServices } from './fault-targets.ts';
import { replayEverything } from './replay-everything.ts';

/** The services that faults affect. */
export interface FaultyServices extends NamedServices {
  readonly functions: FunctionPool;
  readonly gateways: readonly Gateway[];
}

/** `waiting` for its `after`, `on`, or `ended`: at its time or because somebody removed it. */
export type FaultState = 'waiting' | 'on' | 'ended';

/** A fault with its current state. */
export interface FaultStanding {
  /** Such as `f1`. */
  readonly id: string;
  readonly spec: FaultSpec;
  readonly state: FaultState;
  /** How often the fault took effect. */
  readonly struck: number;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  /** When it ended or will end; `undefined`: it stays until somebody removes it. */
  readonly endsAt?: number;
}

interface Known {
  readonly id: string;
  readonly fault: ActiveFault;
  readonly startsAt: number;
  endsAt: number | undefined;
  state: FaultState;
  /** Cancels what is scheduled for the fault. */
  stop: () => void;
}

/** Number of ended faults that are still listed. */
const ENDED_KEPT = 100;

/**
 * Injects faults into the services. Each fault takes effect at random, on its own random numbers. While no fault of a
 * kind is on, the services do not check for it.
 */
export class Faults {
  readonly #services: FaultyServices;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #onChange: (standing: FaultStanding) => void;
  readonly #known = new Map<string, Known>();
  #next = 1;

  /**
   * @param random for the faults alone, so that one more fault changes nothing else of a run
   * @param onChange called when a fault begins or ends
   */
  constructor(
    services: FaultyServices,
    scheduler: Scheduler,
    random: Random,
    onChange: (standing: FaultStanding) => void = () => {},
  ) {
    this.#services = services;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#onChange = onChange;
  }

  /**
   * Adds a fault that begins now, or after its `after`.
   * @param where for error messages
   * @throws InputError for an unknown target
   */
  add(spec: FaultSpec, where = 'fault'): FaultStanding {
    const at = affectedKeys(spec.kind, spec.target, this.#services, where);
    const id = `f${this.#next}`;
    this.#next += 1;
    const startsAt = this.#scheduler.now() + spec.afterMs;
    const known: Known = {
      id,
      fault: new ActiveFault(spec, at, this.#random),
      startsAt,
      endsAt: spec.forMs === undefined ? undefined : startsAt + spec.forMs,
      state: 'waiting',
      stop: () => {},
    };
    this.#known.set(id, known);
    this.#forgetOld();
    if (spec.afterMs === 0) this.#begin(known);
    else known.stop = this.#scheduler.schedule(spec.afterMs, () => this.#begin(known));
    return standingOf(known);
  }

  /** Lists the faults that are waiting or on, and the last 100 that ended, in the order of their addition. */
  list(): FaultStanding[] {
    return [...this.#known.values()].map(standingOf);
  }

  /** Ends a fault. @returns its state then, or `undefined` if there is none with this id */
  remove(id: string): FaultStanding | undefined {
    const known = this.#known.get(id);
    if (known === undefined) return undefined;
    this.#end(known);
    return standingOf(known);
  }

  /** Ends all faults. @returns those that were waiting or on */
  removeAll(): FaultStanding[] {
    const running = [...this.#known.values()].filter(({ state }) => state !== 'ended');
    for (const known of running) this.#end(known);
    return running.map(standingOf);
  }

  /** Applies the faults to the resources that exist now. Called after resources are created or deleted. */
  refresh(): void {
    for (const { fault, state } of this.#known.values()) {
      if (state === 'ended') continue;
      try {
        fault.at = affectedKeys(fault.spec.kind, fault.spec.target, this.#services, 'fault');
      } catch (error) {
        // The target is deleted: no resource has its name.
        if (!(error instanceof InputError)) throw error;
      }
    }
    this.#install();
  }

  #begin(known: Known): void {
    known.state = 'on';
    const { spec } = known.fault;
    const end = (): void => this.#end(known);
    if (spec.kind === 'replay') {
      const { buses } = this.#services;
      const name = `fault-${known.id}`;
      known.stop = replayEverything(known.fault, buses, this.#scheduler, this.#random, name, end);
    } else if (spec.forMs !== undefined) known.stop = this.#scheduler.schedule(spec.forMs, end);
    this.#install();
    this.#onChange(standingOf(known));
  }

  #end(known: Known): void {
    if (known.state === 'ended') return;
    known.stop();
    known.state = 'ended';
    known.endsAt = this.#scheduler.now();
    this.#install();
    this.#onChange(standingOf(known));
  }

  #forgetOld(): void {
    const ended = [...this.#known.values()].filter(({ state }) => state === 'ended');
    for (const { id } of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#known.delete(id);
  }

  #install(): void {
    const on = [...this.#known.values()].filter(({ state }) => state === 'on').map(({ fault }) => fault);
    const of = (kind: FaultKind): readonly ActiveFault[] => on.filter(({ spec }) => spec.kind === kind);
    const { buses, streams, functions, tables, gateways } = this.#services;
    buses.fault = putEventsFault(of);
    const delivery = deliveryFault(of);
    for (const bus of buses.all()) bus.deliveryFault = delivery;
    const stream = streamFault(of);
    for (const one of streams.all()) one.fault = stream;
    functions.fault = invocationFault(of);
    tables.fault = tableFault(of);
    const gateway = gatewayFault(of);
    for (const one of gateways) one.fault = gateway;
  }
}

function standingOf({ id, fault, state, startsAt, endsAt }: Known): FaultStanding {
  const { spec, struck } = fault;
  return { id, spec, state, struck, startsAt, ...(endsAt !== undefined && { endsAt }) };
}
